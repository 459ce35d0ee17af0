"""Numbered papers of a whole sheet at once: `receiving` row by row would take a statement each."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select, update

from portal.audit.services import Actor
from portal.db import session
from portal.domain.stages import VoteState
from portal.voting.models import Ballot, BallotState, PaperBallot, PaperReading, Vote, Voter
from portal.voting.queries.numbered import has_papers
from portal.voting.queries.reading import state_of
from portal.voting.services.logbook import log_all

_SOME = 500


def voters_in_house(vote: Vote, now: datetime) -> frozenset[int] | None:
    """After the closing, the voters whose paper was received in time; None where any may still come.

    A vote without a single numbered paper was run without them, and the two people who signed the sheet
    answer for it.
    """
    if vote.recorded or state_of(vote, now) is VoteState.OPEN or not has_papers(vote.id):
        return None
    return frozenset(paper.voter_id for paper in _unread(vote.id) if paper.received_at is not None)


def receive_all(vote: Vote, voter_ids: Collection[int], by: Actor, now: datetime) -> Mapping[int, int]:
    """The paper of each voter by id, received now where it was not yet.

    What was not printed here gets a row of its own.
    """
    wanted = set(voter_ids)
    there: dict[int, PaperBallot] = {}
    for paper in _unread(vote.id):
        if paper.voter_id in wanted and (paper.voter_id not in there or paper.received_at is not None):
            there[paper.voter_id] = paper
    fresh = [paper.id for paper in there.values() if paper.received_at is None]
    for start in range(0, len(fresh), _SOME):
        some = PaperBallot.id.in_(fresh[start : start + _SOME])
        taken = {"received_at": now, "received_by": by.account_id}
        session.execute(update(PaperBallot).where(some).values(taken))
    _add(vote.id, wanted - set(there), by, now)
    papers = {paper.voter_id: paper.id for paper in _unread(vote.id) if paper.voter_id in wanted}
    numbers = _numbers(vote.id)
    newly = [v for v in sorted(wanted) if v not in there or there[v].id in set(fresh)]
    log_all(vote.id, [("received", {"voter": numbers[voter_id]}) for voter_id in newly], now)
    return papers


def keep_readings(vote_id: int, papers: Mapping[int, int], receipts: Sequence[str]) -> None:
    """Which ballot was read from which paper."""
    rows = session.execute(
        select(Ballot.id, Ballot.voter_id, Ballot.receipt).where(Ballot.vote_id == vote_id)
    )
    written = set(receipts)
    made = [
        {"ballot_id": ballot_id, "paper_id": papers[voter_id], "withdraws_phone": False}
        for ballot_id, voter_id, receipt in rows
        if receipt in written and voter_id in papers
    ]
    if made:
        session.execute(insert(PaperReading), made)


def _unread(vote_id: int) -> Sequence[PaperBallot]:
    live = BallotState.PENDING, BallotState.COUNTED, BallotState.REPLACED, BallotState.SET_ASIDE
    read = select(PaperReading.paper_id).join(Ballot, Ballot.id == PaperReading.ballot_id)
    done = read.where(Ballot.vote_id == vote_id, Ballot.state.in_(live))
    free = PaperBallot.voided_at.is_(None), PaperBallot.id.not_in(done)
    wanted = select(PaperBallot).where(PaperBallot.vote_id == vote_id, *free)
    return session.scalars(wanted.order_by(PaperBallot.id.desc())).all()


def _add(vote_id: int, voter_ids: Collection[int], by: Actor, now: datetime) -> None:
    numbers = _numbers(vote_id)
    taken = set(session.scalars(select(PaperBallot.number).where(PaperBallot.vote_id == vote_id)))
    rows = []
    for voter_id in sorted(voter_ids):
        number, times = numbers[voter_id], 1
        while number in taken:
            times += 1
            number = f"{numbers[voter_id]}-{times}"
        row = {"vote_id": vote_id, "voter_id": voter_id, "number": number, "void_reason": ""}
        rows.append({**row, "received_at": now, "received_by": by.account_id})
    if rows:
        session.execute(insert(PaperBallot), rows)


def _numbers(vote_id: int) -> Mapping[int, str]:
    return dict(session.execute(select(Voter.id, Voter.number).where(Voter.vote_id == vote_id)).all())
