"""A paper put on record by two people; where they differ, by a third."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.deadlines import local_day
from portal.voting.answers import Given, same
from portal.voting.errors import NothingToCheck, Pending, SamePerson
from portal.voting.models import (
    Answer,
    Ballot,
    BallotState,
    Channel,
    InvalidReason,
    Mandate,
    MandateKind,
    PaperReading,
    Vote,
    Voter,
)
from portal.voting.queries.ballots import find_counted_ballot, find_pending_ballot
from portal.voting.queries.numbered import find_reading, find_second_reading
from portal.voting.queries.reading import setting
from portal.voting.receiving_errors import ThirdDiffers, ThirdNeeded
from portal.voting.services.casting import check_signed_in_time, draw_receipt
from portal.voting.services.late_papers import draw_late
from portal.voting.services.locking import lock
from portal.voting.services.logbook import log, said
from portal.voting.services.noticing import tell_entered, tell_keyed
from portal.voting.services.receiving import hold, take_up
from portal.voting.services.signing import signer_of
from portal.voting.settings import PaperRule


@dataclass(frozen=True)
class Paper:
    """A returned paper as somebody reads it off. ``invalid`` makes its answers irrelevant.

    ``signed_by``: as what somebody signed for the owner; None where an owner did. ``withdraws_phone``: beside
    the signature stands that the phone's ballot is withdrawn. ``number``: of the sheet, where the clerk went
    by it.
    """

    channel: Channel
    signed_at: datetime
    answers: Sequence[Given]
    invalid: InvalidReason | None = None
    withdraws_phone: bool = False
    number: str | None = None
    signed_by: MandateKind | None = None

    def rows(self) -> list[Answer]:
        """What it adds to the count; nothing where it is spoilt."""
        return [] if self.invalid else [row for given in self.answers for row in given.rows()]


def enter(voter: Voter, paper: Paper, *, once: str, by: Actor, now: datetime) -> Ballot:
    """The first person's reading of a paper. It waits for the second and does not count yet.

    :raises RuleViolated: signed outside the period, not received before the closing, another paper of this
        voter waits already, or whoever signed it is not on record.
    """
    vote = _lock(voter)
    check_signed_in_time(vote, paper.signed_at, now)
    _mandate_of(voter, paper)
    tapped = session.scalars(select(Ballot).where(Ballot.voter_id == voter.id, Ballot.once == once)).first()
    if tapped is not None:
        return tapped
    if find_pending_ballot(voter.id) is not None:
        raise Pending
    sheet = take_up(voter, paper.number, by=by, now=now)
    ballot = _reading(voter, paper, once=once, by=by.account_id, now=now)
    _keep(ballot, PaperReading(paper_id=sheet.id, withdraws_phone=paper.withdraws_phone))
    log(vote.id, "keyed", now, **said(voter.number, vote.questions, ballot))
    tell_keyed(vote, [voter.id], now)
    _record("ballot.enter", voter, ballot, by, now)
    return ballot


def check(voter: Voter, paper: Paper, *, by: Actor, now: datetime) -> Ballot:
    """Another person's reading, made without seeing the first; twice the same counts.

    A second reading that differs is kept beside the first, and a third person reads; what two of the three
    read counts. Where all three differ, all are withdrawn. The caller commits, and shows what
    `refuse_if_differing` says of the ballot that comes back.

    :raises RuleViolated: nothing waits, or one of its readers reads again.
    """
    vote = _lock(voter)
    first = find_pending_ballot(voter.id)
    if first is None:
        raise NothingToCheck
    second = find_second_reading(first.id)
    if by.account_id in {first.entered_by, second.entered_by if second else first.entered_by}:
        raise SamePerson
    if _agree(first, paper):
        return _count(vote, voter, first, by, now)
    if second is None:
        return _differ(voter, first, paper, by, now)
    _withdraw(vote, first, by, now)
    if not _agree(second, paper):
        return first
    again = _again(voter, second, paper)
    log(vote.id, "keyed", now, **said(voter.number, vote.questions, again))
    return _count(vote, voter, again, by, now)


def refuse_if_differing(ballot: Ballot) -> None:
    """:raises RuleViolated: the readings did not agree; what is to be done now."""
    if ballot.state is BallotState.WITHDRAWN:
        reading = find_reading(ballot.id)
        raise ThirdNeeded if reading is not None and reading.against_id is not None else ThirdDiffers


def _agree(ballot: Ballot, paper: Paper) -> bool:
    """The same answers, the same day of signing, the same signer, way, and reason or none."""
    reading = find_reading(ballot.id)
    return (
        ballot.invalid_reason == paper.invalid
        and ballot.channel == paper.channel
        and local_day(ballot.signed_at) == local_day(paper.signed_at)
        and bool(reading and reading.withdraws_phone) == paper.withdraws_phone
        and (bool(paper.invalid) or _signed_by(ballot) is paper.signed_by)
        and same(ballot.answers, paper.rows())
    )


def _signed_by(ballot: Ballot) -> MandateKind | None:
    return session.get_one(Mandate, ballot.mandate_id).kind if ballot.mandate_id else None


def _count(vote: Vote, voter: Voter, ballot: Ballot, by: Actor, now: datetime) -> Ballot:
    """Two people read the same. The voter is told, whatever became of it."""
    ballot.checked_by, ballot.checked_at = by.account_id, now
    replaced = _settle(voter, ballot, now)
    counts = ballot.state is BallotState.COUNTED
    log(vote.id, "checked", now, receipt=ballot.receipt, counts=counts, replaces=replaced)
    if counts:
        draw_late(vote.id, [ballot])
    tell_entered(vote, [voter.id], now)
    _record("ballot.check", voter, ballot, by, now)
    return ballot


def _differ(voter: Voter, first: Ballot, paper: Paper, by: Actor, now: datetime) -> Ballot:
    """The second reading, kept and withdrawn in one: it counts for nothing until a third agrees."""
    second = _reading(voter, paper, once=f"against:{first.id}", by=by.account_id, now=now)
    second.state = BallotState.WITHDRAWN
    told = find_reading(first.id)
    if told is None:
        raise ValueError("a reading without its paper")
    reading = PaperReading(paper_id=told.paper_id, withdraws_phone=paper.withdraws_phone)
    reading.against_id, vote = first.id, voter.vote
    _keep(second, reading)
    log(vote.id, "keyed", now, **said(voter.number, vote.questions, second))
    log(vote.id, "differed", now, receipt=second.receipt)
    _record("ballot.differ", voter, second, by, now)
    return second


def _withdraw(vote: Vote, first: Ballot, by: Actor, now: datetime) -> None:
    first.state = BallotState.WITHDRAWN
    first.checked_by, first.checked_at = by.account_id, now
    session.flush()
    log(vote.id, "differed", now, receipt=first.receipt)


def _again(voter: Voter, second: Ballot, paper: Paper) -> Ballot:
    """The second reading once more, because a ballot that was withdrawn stays so."""
    once = f"third:{second.id}"
    again = _reading(voter, paper, once=once, by=second.entered_by, now=second.entered_at)
    again.signed_at, again.mandate_id = second.signed_at, second.mandate_id
    told = find_reading(second.id)
    if told is None:
        raise ValueError("a reading without its paper")
    _keep(again, PaperReading(paper_id=told.paper_id, withdraws_phone=told.withdraws_phone))
    return again


def _settle(voter: Voter, paper: Ballot, now: datetime) -> str | None:
    """Paper against phone, by the notice's rule; both stay on record. Return the receipt it replaces."""
    earlier = find_counted_ballot(voter.id)
    rule = PaperRule(setting(voter.vote, "paper_against_phone"))
    reading = find_reading(paper.id)
    by_phone = earlier is not None and rule is PaperRule.PHONE and earlier.channel is Channel.ONLINE
    withdrawn = reading is not None and reading.withdraws_phone and paper.invalid_reason is None
    if earlier is not None and by_phone and withdrawn:
        _replace(earlier)
        log(voter.vote_id, "phone_withdrawn", now, voter=voter.number, receipt=earlier.receipt)
        earlier = None
    # A spoilt paper never takes away a valid ballot.
    spoilt = earlier is not None and paper.invalid_reason is not None and earlier.invalid_reason is None
    if earlier is not None and (spoilt or stands(rule, earlier, paper.signed_at)):
        paper.state = BallotState.REPLACED
        session.flush()
        return None
    if earlier is not None:
        _replace(earlier)
    paper.state = BallotState.COUNTED
    session.flush()
    return earlier.receipt if earlier else None


def stands(rule: PaperRule, earlier: Ballot, signed_at: datetime) -> bool:
    """Whether the ballot that counts goes on counting beside a paper that was signed at this moment."""
    if rule is PaperRule.FIRST or (rule is PaperRule.PHONE and earlier.channel is Channel.ONLINE):
        return True
    return earlier.signed_at > signed_at


def _replace(earlier: Ballot) -> None:
    """Before the new one counts: the database allows one that counts."""
    earlier.state = BallotState.REPLACED
    session.flush()


def _reading(voter: Voter, paper: Paper, *, once: str, by: int | None, now: datetime) -> Ballot:
    mandate = _mandate_of(voter, paper)
    return Ballot(
        vote_id=voter.vote_id,
        voter_id=voter.id,
        channel=paper.channel,
        state=BallotState.PENDING,
        signed_at=paper.signed_at,
        invalid_reason=paper.invalid,
        mandate_id=mandate.id if mandate else None,
        receipt=draw_receipt(voter.vote_id),
        once=once,
        entered_by=by,
        entered_at=now,
        answers=paper.rows(),
    )


def _mandate_of(voter: Voter, paper: Paper) -> Mandate | None:
    """:raises RuleViolated: whoever signed a valid paper is not on record for this voter."""
    return signer_of(voter, paper.signed_by) if paper.invalid is None else None


def _keep(ballot: Ballot, reading: PaperReading) -> None:
    session.add(ballot)
    session.flush()
    reading.ballot_id = ballot.id
    session.add(reading)
    session.flush()


def _lock(voter: Voter) -> Vote:
    """One ballot of a voter at a time, and no closing in between; on SQLite there is one writer anyway."""
    vote = voter.vote
    lock(vote, shared=True)
    hold(voter)
    return vote


def _record(deed: str, voter: Voter, ballot: Ballot, by: Actor, now: datetime) -> None:
    about = {"estate_id": voter.vote.estate_id, "vote": voter.vote_id, "voter": voter.id}
    record(now, by, deed, f"ballot:{ballot.id}", **about)
