"""Numbering papers for the printer: every sheet that leaves the house is a row before it is a page."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.bulletin import MOST, numbered
from portal.domain.stages import VoteState
from portal.jobs.services import enqueue
from portal.voting.models import PaperBallot, PrintRun, Vote, Voter
from portal.voting.queries.numbered import newest_by_voter, numbers_taken
from portal.voting.queries.reading import state_of
from portal.voting.receiving_errors import NobodyToPrint, NotPrintedNow, SayWhyAnew
from portal.voting.services.locking import lock
from portal.voting.services.logbook import log

#: More than these are set by a worker, in batches; fewer while the clerk waits.
AT_ONCE = 100
BATCH = 500
WORK = "voting.print"


@dataclass(frozen=True)
class Order:
    """Voters in door order, what was asked for in words, and for papers printed anew the reason."""

    voters: Sequence[Voter]
    scope: str
    why: str | None = None


def print_papers(vote: Vote, order: Order, *, by: Actor, now: datetime) -> PrintRun:
    """Number a paper for each voter that has none; with a reason, anew for each, and the lost ones void.

    A paper that came back already stays; the voter may sign another one, and the rule of the vote says which
    counts.

    :raises RuleViolated: not between announcement and closing, nobody left, or no reason for a reprint.
    """
    why = order.why
    lock(vote)
    if state_of(vote, now) not in {VoteState.ANNOUNCED, VoteState.OPEN}:
        raise NotPrintedNow
    if why is not None and not why.strip():
        raise SayWhyAnew
    there = newest_by_voter(vote.id)
    chosen = [voter for voter in order.voters if why is not None or voter.id not in there]
    if not chosen:
        raise NobodyToPrint
    for voter in chosen if why else ():
        _void(there.get(voter.id), why or "", by, now)
    numbers = _numbers(vote.id, chosen)
    run = _run(vote, order.scope, numbers, by, now)
    session.add_all(
        PaperBallot(vote_id=vote.id, voter_id=voter.id, number=number, run_id=run.id)
        for voter, number in zip(chosen, numbers, strict=True)
    )
    session.flush()
    log(vote.id, "printed", now, papers=run.papers, digest=run.digest)
    about = {"vote": vote.id, "papers": run.papers, "scope": order.scope, "why": why or ""}
    record(now, by, "papers.print", f"print_run:{run.id}", estate_id=vote.estate_id, **about)
    if run.papers > AT_ONCE:
        enqueue(now, WORK, f"{WORK}:{run.id}", {"run": run.id})
    return run


def _void(paper: PaperBallot | None, why: str, by: Actor, now: datetime) -> None:
    if paper is not None and paper.received_at is None:
        paper.voided_at, paper.voided_by, paper.void_reason = now, by.account_id, why.strip()


def _numbers(vote_id: int, voters: Sequence[Voter]) -> list[str]:
    """The voter's own number for its first paper, a fresh one for any other."""
    asked = select(PaperBallot.number).where(PaperBallot.vote_id == vote_id)
    printed, taken = set(session.scalars(asked)), numbers_taken(vote_id)
    found = []
    for voter in voters:
        number = voter.number
        while number in printed or (number in taken and number != voter.number):
            number = numbered(secrets.randbelow(MOST + 1))
        printed.add(number)
        found.append(number)
    return found


def _run(vote: Vote, scope: str, numbers: Sequence[str], by: Actor, now: datetime) -> PrintRun:
    last = session.scalar(select(func.max(PrintRun.number)).where(PrintRun.vote_id == vote.id)) or 0
    run = PrintRun(
        vote_id=vote.id,
        number=last + 1,
        scope=scope,
        papers=len(numbers),
        digest=hashlib.sha256("\n".join(numbers).encode()).hexdigest(),
        printed_at=now,
        printed_by=by.account_id,
    )
    session.add(run)
    session.flush()
    return run
