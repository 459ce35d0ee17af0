"""“Not cast by me”: one press sets a ballot aside, and somebody who had no hand in it decides."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.audit.services import Actor, record
from portal.db import session
from portal.messages.services import tell
from portal.voting.errors import ReasonMissing
from portal.voting.models import Ballot, BallotState, Channel, Dispute, Vote, Voter
from portal.voting.paper_errors import (
    DecidedByReader,
    DisputeDecided,
    DisputeOver,
    LaterBallotCounts,
    NotDisputable,
    OwnBallot,
)
from portal.voting.queries.ballots import find_counted_ballot
from portal.voting.queries.disputes import find_dispute
from portal.voting.services.casting import takes_papers
from portal.voting.services.late_papers import draw_late
from portal.voting.services.locking import lock
from portal.voting.services.logbook import log
from portal.voting.services.telling import address


@dataclass(frozen=True)
class Decision:
    """What the committee decides: both views stand beside the reason."""

    restore: bool
    staff_said: str
    reason: str


def dispute(voter: Voter, ballot: Ballot, said: str = "", *, by: Actor, now: datetime) -> Dispute:
    """Set a counted ballot aside at its owner's word; two presses make one.

    It counts for nothing until it is restored, and its paper stands among those not returned (未收回), so
    that 收回+未收回+无法送达=发放 holds. The owner may vote again meanwhile.

    :param voter: one of the voters that the account may act for; the caller found it by the account.
    :raises RuleViolated: published already, not counted, decided already, or cast by this very account.
    """
    vote = _hold(voter, ballot)
    there = find_dispute(ballot.id)
    if there is not None and there.decided_at is None:
        return there
    if there is not None:
        raise DisputeDecided
    if not takes_papers(vote):
        raise DisputeOver
    if ballot.state is not BallotState.COUNTED:
        raise NotDisputable
    if ballot.channel is Channel.ONLINE and ballot.cast_by == by.account_id:
        raise OwnBallot
    made = Dispute(
        vote_id=vote.id,
        ballot_id=ballot.id,
        said=said.strip(),
        raised_by=by.account_id,
        raised_at=now,
        staff_said="",
        reason="",
    )
    session.add(made)
    ballot.state = BallotState.SET_ASIDE
    log(vote.id, "disputed", now, voter=voter.number, receipt=ballot.receipt)
    log(vote.id, "set_aside", now, voter=voter.number, receipt=ballot.receipt)
    _record(vote, ballot, "ballot.dispute", by, now)
    return made


def decide(voter: Voter, about: Dispute, decision: Decision, *, by: Actor, now: datetime) -> Dispute:
    """Restore the ballot or leave it aside, with the reason, and tell who disputed it.

    :param voter: whose ballot it is.
    :raises RuleViolated: decided already, by somebody who keyed, checked, cast or disputed it, without a
        reason, after publication, or to restore one beside another that counts.
    """
    ballot = about.ballot
    vote = _hold(voter, ballot)
    session.refresh(about)
    if about.decided_at is not None:
        raise DisputeDecided
    if not takes_papers(vote):
        raise DisputeOver
    if by.account_id in {ballot.entered_by, ballot.checked_by, ballot.cast_by, about.raised_by}:
        raise DecidedByReader
    if not decision.reason.strip():
        raise ReasonMissing
    if decision.restore:
        _restore(vote, voter, ballot, now)
    about.restored, about.staff_said = decision.restore, decision.staff_said.strip()
    about.reason, about.decided_by, about.decided_at = decision.reason.strip(), by.account_id, now
    _record(vote, ballot, "ballot.restore" if decision.restore else "ballot.leave_aside", by, now)
    _tell(vote, about, now)
    return about


def _restore(vote: Vote, voter: Voter, ballot: Ballot, now: datetime) -> None:
    if find_counted_ballot(voter.id) is not None:
        raise LaterBallotCounts
    ballot.state = BallotState.COUNTED
    log(vote.id, "restored", now, voter=voter.number, receipt=ballot.receipt)
    if ballot.channel is not Channel.ONLINE:
        draw_late(vote.id, [ballot])


def _hold(voter: Voter, ballot: Ballot) -> Vote:
    """Nobody casts, checks, disputes or decides for this voter meanwhile, and nobody publishes."""
    if ballot.voter_id != voter.id:
        raise ValueError("a ballot of somebody else")
    vote = voter.vote
    lock(vote, shared=True)
    session.execute(select(Voter.id).where(Voter.id == voter.id).with_for_update())
    session.refresh(ballot, ["state"])
    return vote


def _record(vote: Vote, ballot: Ballot, deed: str, by: Actor, now: datetime) -> None:
    about = {"estate_id": vote.estate_id, "vote": vote.id, "voter": ballot.voter_id}
    record(now, by, deed, f"ballot:{ballot.id}", **about)


def _tell(vote: Vote, about: Dispute, now: datetime) -> None:
    if about.raised_by is None:
        return
    done = "恢复计票" if about.restored else "不再计票，您可以重新投"
    title = f"您提的异议处理好了：{vote.title}"
    body = f"这张票{done}。理由：{about.reason}"
    tell(
        now,
        about.raised_by,
        "ballot.dispute",
        title,
        body,
        estate_id=vote.estate_id,
        link=address(vote, "/mine"),
    )
