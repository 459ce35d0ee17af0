"""Putting a ballot on record: from a phone by the owner, or from a paper by two people."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.bulletin import MOST, numbered
from portal.domain.stages import RUNNING, VoteState
from portal.voting.answers import Given, same
from portal.voting.errors import (
    AlreadyClosed,
    EntriesDiffer,
    NobodyYet,
    NothingToCheck,
    NotReplaceable,
    NotYet,
    Pending,
    SamePerson,
)
from portal.voting.models import Answer, Ballot, BallotState, Channel, InvalidReason, Vote, Voter
from portal.voting.queries.acting import voters_without_heirs
from portal.voting.queries.ballots import find_counted_ballot, find_pending_ballot
from portal.voting.queries.reading import setting, state_of
from portal.voting.services.locking import lock
from portal.voting.services.logbook import log, said
from portal.voting.services.noticing import tell_entered
from portal.voting.settings import PaperRule


@dataclass(frozen=True)
class Paper:
    """A returned paper as somebody reads it off. ``invalid`` makes its answers irrelevant."""

    channel: Channel
    signed_at: datetime
    answers: Sequence[Given]
    invalid: InvalidReason | None = None

    def rows(self) -> list[Answer]:
        """What it adds to the count; nothing where it is spoilt."""
        return [] if self.invalid else [row for given in self.answers for row in given.rows()]


def cast(voter: Voter, answers: Sequence[Given], *, once: str, by: Actor, now: datetime) -> Ballot:
    """The owner's own ballot. A later one replaces it until closing; two taps make one.

    :param voter: one of the voters that the account may act for; the caller found it by the account.
    :raises RuleViolated: not open, or already cast where the notice allows one ballot only.
    """
    vote = _lock(voter)
    check_open(vote, now)
    tapped = session.scalars(select(Ballot).where(Ballot.voter_id == voter.id, Ballot.once == once)).first()
    if tapped is not None:
        return tapped
    earlier = find_counted_ballot(voter.id)
    if earlier is not None and not (setting(vote, "replaceable") and _may_follow(vote, earlier)):
        raise NotReplaceable
    ballot = Ballot(
        vote_id=vote.id,
        voter_id=voter.id,
        channel=Channel.ONLINE,
        state=BallotState.COUNTED,
        signed_at=now,
        receipt=_receipt(vote.id),
        once=once,
        cast_by=by.account_id,
        entered_at=now,
        answers=[row for given in answers for row in given.rows()],
    )
    _replace(earlier)
    session.add(ballot)
    session.flush()
    log(
        vote.id,
        "cast",
        now,
        **said(voter.number, vote.questions, ballot),
        replaces=earlier.receipt if earlier else None,
    )
    record(
        now, by, "ballot.cast", f"ballot:{ballot.id}", estate_id=vote.estate_id, vote=vote.id, voter=voter.id
    )
    return ballot


def _may_follow(vote: Vote, earlier: Ballot) -> bool:
    """Whether a phone ballot may replace what stands: a paper only where the later signed counts."""
    first_counts = setting(vote, "paper_against_phone") == PaperRule.FIRST
    return earlier.channel is Channel.ONLINE or not first_counts


def enter(voter: Voter, paper: Paper, *, once: str, by: Actor, now: datetime) -> Ballot:
    """The first person's reading of a paper. It waits for the second and does not count yet.

    :raises RuleViolated: signed outside the period, or another paper of this voter waits already.
    """
    vote = _lock(voter)
    check_signed_in_time(vote, paper.signed_at, now)
    if paper.invalid is None and voter.id in voters_without_heirs(vote.id):
        raise NobodyYet
    tapped = session.scalars(select(Ballot).where(Ballot.voter_id == voter.id, Ballot.once == once)).first()
    if tapped is not None:
        return tapped
    if find_pending_ballot(voter.id) is not None:
        raise Pending
    ballot = _from_paper(voter, paper, once=once)
    ballot.entered_by, ballot.entered_at = by.account_id, now
    session.add(ballot)
    session.flush()
    log(vote.id, "keyed", now, **said(voter.number, vote.questions, ballot))
    record(
        now, by, "ballot.enter", f"ballot:{ballot.id}", estate_id=vote.estate_id, vote=vote.id, voter=voter.id
    )
    return ballot


def check(voter: Voter, paper: Paper, *, by: Actor, now: datetime) -> Ballot:
    """The second person's reading, made without seeing the first; the same twice counts.

    A difference withdraws the first reading: the caller commits that, then shows the refusal it gets back
    from ``Ballot.state``.

    :raises RuleViolated: nothing waits, or the first reader reads again.
    """
    vote = _lock(voter)
    pending = find_pending_ballot(voter.id)
    if pending is None:
        raise NothingToCheck
    if pending.entered_by == by.account_id:
        raise SamePerson
    agreed = (
        pending.invalid_reason == paper.invalid
        and pending.channel == paper.channel
        and same(pending.answers, paper.rows())
    )
    pending.checked_by, pending.checked_at = by.account_id, now
    deed = "ballot.check"
    if agreed:
        replaced = _settle(voter, pending)
        counts = pending.state is BallotState.COUNTED
        log(vote.id, "checked", now, receipt=pending.receipt, counts=counts, replaces=replaced)
        tell_entered(vote, [voter.id], now)
    else:
        pending.state, deed = BallotState.WITHDRAWN, "ballot.differ"
        log(vote.id, "differed", now, receipt=pending.receipt)
    record(now, by, deed, f"ballot:{pending.id}", estate_id=vote.estate_id, vote=vote.id, voter=voter.id)
    return pending


def refuse_if_differing(ballot: Ballot) -> None:
    """:raises EntriesDiffer: the two readings did not agree and both are withdrawn."""
    if ballot.state is BallotState.WITHDRAWN:
        raise EntriesDiffer


def _settle(voter: Voter, pending: Ballot) -> str | None:
    """Paper against phone, by the notice's rule; both stay on record. Return the receipt it replaces."""
    earlier = find_counted_ballot(voter.id)
    first_counts = setting(voter.vote, "paper_against_phone") == PaperRule.FIRST
    later_stands = earlier is not None and (first_counts or earlier.signed_at > pending.signed_at)
    # A spoilt paper never takes away a valid ballot.
    spoilt = earlier is not None and pending.invalid_reason is not None and earlier.invalid_reason is None
    if later_stands or spoilt:
        pending.state = BallotState.REPLACED
        session.flush()
        return None
    _replace(earlier)
    pending.state = BallotState.COUNTED
    session.flush()
    return earlier.receipt if earlier else None


def _from_paper(voter: Voter, paper: Paper, *, once: str) -> Ballot:
    return Ballot(
        vote_id=voter.vote_id,
        voter_id=voter.id,
        channel=paper.channel,
        state=BallotState.PENDING,
        signed_at=paper.signed_at,
        invalid_reason=paper.invalid,
        receipt=_receipt(voter.vote_id),
        once=once,
        answers=paper.rows(),
    )


def _replace(earlier: Ballot | None) -> None:
    """Before the new one counts: the database allows one that counts."""
    if earlier is not None:
        earlier.state = BallotState.REPLACED
        session.flush()


def _lock(voter: Voter) -> Vote:
    """One ballot of a voter at a time, and no closing in between; on SQLite there is one writer anyway."""
    vote = voter.vote
    lock(vote, shared=True)
    session.execute(select(Voter.id).where(Voter.id == voter.id).with_for_update())
    return vote


def check_open(vote: Vote, now: datetime) -> None:
    """:raises RuleViolated: no ballot can be cast at this moment."""
    state = state_of(vote, now)
    if state in {VoteState.DRAFT, VoteState.ANNOUNCED}:
        raise NotYet
    if state is not VoteState.OPEN:
        raise AlreadyClosed


def takes_papers(vote: Vote) -> bool:
    """From the announcement, so that they can be printed, until the result is published."""
    return vote.state in RUNNING | {VoteState.COUNTING}


def check_signed_in_time(vote: Vote, signed_at: datetime, now: datetime) -> None:
    """A paper is in time by when it was signed; it may be keyed until the result is published.

    :raises RuleViolated: signed outside the period, or the result stands already.
    """
    if vote.state is VoteState.DRAFT or now < vote.opens_at or signed_at < vote.opens_at:
        raise NotYet
    if not takes_papers(vote) or signed_at >= vote.closes_at:
        raise AlreadyClosed


def _receipt(vote_id: int) -> str:
    """A number no other ballot of the vote has; the database would refuse a clash."""
    draw = random.SystemRandom()
    while True:
        receipt = numbered(draw.randrange(MOST + 1))
        taken = select(Ballot.id).where(Ballot.vote_id == vote_id, Ballot.receipt == receipt)
        if session.scalar(taken) is None:
            return receipt
