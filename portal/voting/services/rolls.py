"""Publishing a roll before a vote, and objections to what it says."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from portal.audit.services import Actor, record
from portal.communities.models import Estate
from portal.db import session
from portal.domain.deadlines import day_ends, local_day
from portal.voting.errors import (
    NoRoll,
    ObjectionAnswered,
    ObjectionsOver,
    PostedInFuture,
    RollPublishedAlready,
)
from portal.voting.models import RollObjection, RollPublication
from portal.voting.queries import rolls


def publish_roll(
    estate: Estate, *, days: int, by: Actor, now: datetime, posted_at: datetime | None = None
) -> RollPublication:
    """Put the living roll up without names, open to objections for so many days; the first is not counted.

    :param posted_at: when the paper hung in the estate, where that was before it is recorded here.
    :raises RuleViolated: no roll, no such day yet, or just this roll is up already.

    Source: Civil Code art. 201.
    """
    posted = posted_at or now
    if posted > now:
        raise PostedInFuture
    session.execute(select(Estate.id).where(Estate.id == estate.id).with_for_update())
    seen = rolls.snapshot(estate.id)
    if not seen.lines:
        raise NoRoll(estate=estate.name)
    last = rolls.find_last_publication(estate.id)
    if last is not None and last.fingerprint == seen.fingerprint and posted >= last.posted_at:
        raise RollPublishedAlready(number=last.number)
    made = RollPublication(
        estate_id=estate.id,
        number=last.number + 1 if last else 1,
        posted_at=posted,
        days=days,
        ends_at=day_ends(local_day(posted) + timedelta(days=days)) if days else posted,
        fingerprint=seen.fingerprint,
        parts=len(seen.lines),
        heads=seen.weight.heads,
        area=seen.weight.area,
        body={"lines": [rolls.as_row(line) for line in seen.lines]},
        recorded_at=now,
        recorded_by=by.account_id,
    )
    session.add(made)
    session.flush()
    facts = {
        "number": made.number,
        "days": days,
        "fingerprint": made.fingerprint,
        "posted": posted.isoformat(),
    }
    record(now, by, "roll.publish", f"roll_publication:{made.id}", estate_id=estate.id, **facts)
    return made


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
