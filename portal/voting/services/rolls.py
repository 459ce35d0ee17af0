"""Publishing a roll before a vote, and objections to what it says."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from portal.audit.services import Actor, record
from portal.communities.models import Estate
from portal.db import session
from portal.domain.deadlines import day_ends, local_day
from portal.domain.stages import VoteState
from portal.voting.errors import (
    NobodyInScope,
    NoRoll,
    NotADraft,
    ObjectionAnswered,
    ObjectionsOver,
    PostedInFuture,
    RollPublishedAlready,
)
from portal.voting.models import ElectorPublication, RollObjection, RollPublication, Vote
from portal.voting.queries import rolls
from portal.voting.queries.elector_rolls import elector_snapshot, find_elector_publication


def publish_roll(
    estate: Estate, *, days: int, by: Actor, now: datetime, posted_at: datetime | None = None
) -> RollPublication:
    """Put the living roll up without names, open to objections for so many days; the first is not counted.

    :param posted_at: when the paper hung in the estate, where that was before it is recorded here.
    :raises RuleViolated: no roll, no such day yet, or just this roll is up already.

    Source: Civil Code art. 201.
    """
    session.execute(select(Estate.id).where(Estate.id == estate.id).with_for_update())
    seen = rolls.snapshot(estate.id)
    if not seen.lines:
        raise NoRoll(estate=estate.name)
    posting = _Posting(posted_at or now, days, now, by)
    made = _put_up(estate.id, seen, rolls.find_last_publication(estate.id), posting)
    _record("roll.publish", made, by, now)
    return made


def publish_electors(
    vote: Vote, *, days: int, by: Actor, now: datetime, posted_at: datetime | None = None
) -> RollPublication:
    """Put up who belongs to a residents' meeting: how many of each home, and no names.

    :raises RuleViolated: announced already, nobody entered, no such day yet, or just this list is up.
    """
    session.execute(select(Estate.id).where(Estate.id == vote.estate_id).with_for_update())
    if vote.state is not VoteState.DRAFT:
        raise NotADraft(title=vote.title)
    seen = elector_snapshot(vote)
    if not seen.lines:
        raise NobodyInScope
    posting = _Posting(posted_at or now, days, now, by)
    made = _put_up(vote.estate_id, seen, find_elector_publication(vote.id), posting)
    session.add(ElectorPublication(publication_id=made.id, vote_id=vote.id))
    session.flush()
    _record("electors.publish", made, by, now)
    return made


@dataclass(frozen=True)
class _Posting:
    at: datetime
    days: int
    now: datetime
    by: Actor

    @property
    def ends_at(self) -> datetime:
        return day_ends(local_day(self.at) + timedelta(days=self.days)) if self.days else self.at


def _put_up(
    estate_id: int, seen: rolls.Snapshot, last: RollPublication | None, posting: _Posting
) -> RollPublication:
    """:raises RuleViolated: a time to come, or just this is up already."""
    if posting.at > posting.now:
        raise PostedInFuture
    if last is not None and last.fingerprint == seen.fingerprint and posting.at >= last.posted_at:
        raise RollPublishedAlready(number=last.number)
    made = RollPublication(
        estate_id=estate_id,
        number=rolls.last_number(estate_id) + 1,
        posted_at=posting.at,
        days=posting.days,
        ends_at=posting.ends_at,
        fingerprint=seen.fingerprint,
        parts=len(seen.lines),
        heads=seen.weight.heads,
        area=seen.weight.area,
        body={"lines": [rolls.as_row(line) for line in seen.lines]},
        recorded_at=posting.now,
        recorded_by=posting.by.account_id,
    )
    session.add(made)
    session.flush()
    return made


def _record(deed: str, made: RollPublication, by: Actor, now: datetime) -> None:
    facts = {"number": made.number, "days": made.days, "fingerprint": made.fingerprint}
    facts["posted"] = made.posted_at.isoformat()
    record(now, by, deed, f"roll_publication:{made.id}", estate_id=made.estate_id, **facts)


@dataclass(frozen=True)
class Objected:
    """What is said against the roll: of which home, and whether staff took it down from a paper."""

    home: str
    text: str
    on_paper: bool = False


def object_to_roll(
    publication: RollPublication, said: Objected, *, once: str, by: Actor, now: datetime
) -> RollObjection:
    """Number an objection; two taps make one.

    :raises ObjectionsOver: the period is over, or has not begun.
    """
    if not rolls.is_running(publication, now):
        raise ObjectionsOver
    # One objection at a time gets its number; on SQLite there is one writer anyway.
    session.execute(select(RollPublication.id).where(RollPublication.id == publication.id).with_for_update())
    here = RollObjection.publication_id == publication.id
    tapped = session.scalars(select(RollObjection).where(here, RollObjection.once == once)).first()
    if tapped is not None:
        return tapped
    last = session.scalar(select(func.max(RollObjection.number)).where(here)) or 0
    if by.account_id is None:
        raise ValueError("an objection of nobody")
    made = RollObjection(
        publication_id=publication.id,
        estate_id=publication.estate_id,
        number=last + 1,
        home=said.home,
        text=said.text,
        raised_at=now,
        raised_by=by.account_id,
        on_paper=said.on_paper,
        once=once,
    )
    session.add(made)
    session.flush()
    facts = {"number": made.number, "home": made.home}
    record(now, by, "roll.object", f"roll_objection:{made.id}", estate_id=made.estate_id, **facts)
    return made


def answer_objection(
    objection: RollObjection, answer: str, *, accepted: bool, by: Actor, now: datetime
) -> None:
    """Everybody on the roll reads it. An accepted one leads to a corrected roll, published anew.

    :raises ObjectionAnswered: it has an answer already.
    """
    if objection.answered_at is not None:
        raise ObjectionAnswered(number=objection.number)
    objection.answer, objection.accepted = answer, accepted
    objection.answered_at, objection.answered_by = now, by.account_id
    facts = {"number": objection.number, "accepted": accepted}
    record(now, by, "roll.answer", f"roll_objection:{objection.id}", estate_id=objection.estate_id, **facts)
