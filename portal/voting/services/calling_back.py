"""回访核票: the drawing in public, and what owners say of the papers in their names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.sampling import drawn, sample_size
from portal.domain.stages import VoteState
from portal.voting.errors import PapersWaiting
from portal.voting.models import (
    BallotState,
    CallBack,
    CallBackBallot,
    CallBackDraw,
    CallBackOutcome,
    Vote,
    Voter,
)
from portal.voting.paper_errors import (
    CalledAlready,
    CallerHandledIt,
    DrawnAlready,
    NoPapers,
    NotToDraw,
    SeedTooShort,
    WitnessMissing,
)
from portal.voting.queries.call_backs import find_draw, handlers, list_papers, overturning
from portal.voting.queries.counting import turnout
from portal.voting.services.disputing import dispute
from portal.voting.services.locking import lock
from portal.voting.services.logbook import log

#: Fewer signs could be chosen by trying: ten throws of a die have sixty million outcomes.
LEAST_SEED = 10


@dataclass(frozen=True)
class Thrown:
    """What was thrown in public, as it stands on the sheet, and who was present beside the staff."""

    seed: str
    present: str


@dataclass(frozen=True)
class Said:
    """What came of asking an owner; ``note`` is the owner's view where the ballot is denied."""

    outcome: CallBackOutcome
    once: str
    note: str = ""


def draw(vote: Vote, thrown: Thrown, *, by: Actor, now: datetime) -> CallBackDraw:
    """Draw once, after everything is keyed and before anything is published.

    :raises RuleViolated: not between closing and publication, a paper waits for its second reader, drawn
        already, nothing to draw from, a seed that is too short, or nobody else present.
    """
    lock(vote)
    if vote.state is not VoteState.COUNTING or vote.published_at is not None:
        raise NotToDraw
    if find_draw(vote.id) is not None:
        raise DrawnAlready
    waiting = turnout(vote.id).pending
    if waiting:
        raise PapersWaiting(number=waiting)
    seed = "".join(thrown.seed.split())  # whoever repeats it need not guess at spaces
    if len(seed) < LEAST_SEED:
        raise SeedTooShort(number=LEAST_SEED)
    if not thrown.present.strip():
        raise WitnessMissing
    papers = list_papers(vote.id)
    if not papers:
        raise NoPapers
    wrong = overturning(vote, [area for _, _, area in papers])
    made = _draw(vote, Thrown(seed, thrown.present.strip()), wrong, by, now)
    log(vote.id, "drawn", now, seed=seed, papers=made.papers, sampled=made.sampled)
    about = {"papers": made.papers, "sampled": made.sampled, "seed": seed}
    record(now, by, "vote.draw_call_backs", f"vote:{vote.id}", estate_id=vote.estate_id, **about)
    return made


def _draw(vote: Vote, thrown: Thrown, wrong: int | None, by: Actor, now: datetime) -> CallBackDraw:
    ids = {receipt: ballot_id for receipt, ballot_id, _ in list_papers(vote.id)}
    size = sample_size(len(ids), wrong)
    chosen = drawn(thrown.seed, ids, size)
    made = CallBackDraw(
        vote_id=vote.id,
        seed=thrown.seed,
        present=thrown.present,
        drawn_at=now,
        drawn_by=by.account_id,
        papers=len(ids),
        overturning=wrong,
        sampled=size,
        ballots=[CallBackBallot(ballot_id=ids[receipt], rank=rank) for rank, receipt in enumerate(chosen, 1)],
    )
    session.add(made)
    session.flush()
    return made


def call_back(asked: CallBackBallot, said: Said, *, by: Actor, now: datetime) -> CallBack:
    """Write down what an owner said; a denial sets the ballot aside at once, as an owner's own press does.

    :raises RuleViolated: published already, denied already, or asked by somebody who had the paper in hand.
    """
    ballot = asked.ballot
    voter = session.get_one(Voter, ballot.voter_id)
    vote = voter.vote
    lock(vote, shared=True)
    session.execute(select(Voter.id).where(Voter.id == voter.id).with_for_update())
    again = select(CallBack).where(CallBack.drawn_id == asked.id).order_by(CallBack.id.desc())
    tries = session.scalars(again).all()
    there = next((each for each in tries if each.once == said.once), None)
    if there is not None:
        return there
    _check(vote, voter, tries, by)
    made = CallBack(
        drawn_id=asked.id,
        outcome=said.outcome,
        note=said.note.strip(),
        called_at=now,
        called_by=by.account_id,
        once=said.once,
    )
    session.add(made)
    about = {"voter": voter.number, "receipt": ballot.receipt, "outcome": said.outcome.value}
    log(vote.id, "called_back", now, **about)
    session.refresh(ballot, ["state"])
    if said.outcome is CallBackOutcome.DENIED and ballot.state is BallotState.COUNTED:
        dispute(voter, ballot, said.note, by=by, now=now)
    detail = {"outcome": said.outcome.value, "receipt": ballot.receipt}
    record(now, by, "vote.call_back", f"vote:{vote.id}", estate_id=vote.estate_id, **detail)
    return made


def _check(vote: Vote, voter: Voter, tries: Sequence[CallBack], by: Actor) -> None:
    if vote.state is not VoteState.COUNTING:
        raise NotToDraw
    if by.account_id in handlers([voter.id]).get(voter.id, set()):
        raise CallerHandledIt
    if any(each.outcome is CallBackOutcome.DENIED for each in tries):
        raise CalledAlready
