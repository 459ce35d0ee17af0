"""Reads for the desk over every estate in scope: one grouped statement a question, never one an estate."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from portal.accounts.models import ClaimState, OwnerLink, PhoneClaim, Residency
from portal.communities.models import Part, RollImport
from portal.db import session
from portal.domain.electorate import KINDS_COUNTED_BY_DEFAULT, Weight
from portal.domain.stages import CaseState, VoteState
from portal.feedback.models import Case
from portal.pledges.models import Scheme, SchemeState
from portal.voting.models import Ballot, BallotState, Vote
from portal.voting.queries import overview

Ids = Collection[int]

TO_ACCEPT = (CaseState.SENT, CaseState.REOPENED)
TO_ANSWER = (CaseState.ACCEPTED, CaseState.ASSIGNED, CaseState.IN_PROGRESS)


@dataclass(frozen=True)
class OpenVote:
    """An open vote with its turnout; never how the ballots are split."""

    vote: Vote
    roll: Weight
    taking_part: Weight


def list_open_votes(estate_ids: Ids, now: datetime) -> Sequence[OpenVote]:
    """What closes first comes first."""
    wanted = select(Vote).where(Vote.estate_id.in_(estate_ids), overview.is_open(now))
    votes = session.scalars(wanted.order_by(Vote.closes_at, Vote.id)).all()
    figures = overview.turnouts([vote.id for vote in votes])
    return [OpenVote(vote, *figures[vote.id]) for vote in votes]


def count_open_votes(estate_ids: Ids, now: datetime) -> Mapping[int, int]:
    """By estate; those with none are missing."""
    rows = session.execute(
        select(Vote.estate_id, func.count())
        .where(Vote.estate_id.in_(estate_ids), overview.is_open(now))
        .group_by(Vote.estate_id)
    )
    return dict(rows.all())


def list_to_publish(estate_ids: Ids, now: datetime) -> Sequence[Vote]:
    """Votes whose time is over and whose result nobody has published, the oldest first."""
    over = Vote.state.in_([VoteState.ANNOUNCED, VoteState.OPEN]) & (Vote.closes_at <= now)
    wanted = select(Vote).where(Vote.estate_id.in_(estate_ids), or_(Vote.state == VoteState.COUNTING, over))
    return session.scalars(wanted.order_by(Vote.closes_at, Vote.id)).all()


def list_unstarted(estate_ids: Ids) -> Collection[int]:
    """Estates that never announced a vote here; recorded ones were decided elsewhere."""
    started = select(Vote.estate_id).where(
        Vote.estate_id.in_(estate_ids), Vote.announced_at.is_not(None), ~Vote.recorded
    )
    return set(estate_ids) - set(session.scalars(started.distinct()))


@dataclass(frozen=True)
class Papers:
    """A vote with papers that one person keyed and a second has not checked."""

    vote: Vote
    count: int


def list_papers_to_check(estate_ids: Ids) -> Sequence[Papers]:
    pending = (
        select(Ballot.vote_id, func.count().label("count"))
        .where(Ballot.state == BallotState.PENDING)
        .group_by(Ballot.vote_id)
        .subquery()
    )
    rows = session.execute(
        select(Vote, pending.c.count)
        .join(pending, pending.c.vote_id == Vote.id)
        .where(Vote.estate_id.in_(estate_ids))
        .order_by(Vote.closes_at, Vote.id)
    )
    return [Papers(vote, count) for vote, count in rows]


def count_claims(estate_ids: Ids) -> Mapping[int, int]:
    """By estate, who waits to join a home, to be taken for an owner or to have a phone bound."""
    found: dict[int, int] = defaultdict(int)
    for table in (Residency, OwnerLink, PhoneClaim):
        rows = session.execute(
            select(table.estate_id, func.count())
            .where(table.estate_id.in_(estate_ids), table.state == ClaimState.WAITING)
            .group_by(table.estate_id)
        )
        for estate_id, count in rows:
            found[estate_id] += count
    return found


def count_cases(estate_ids: Ids) -> Mapping[int, Mapping[CaseState, int]]:
    """By estate and state."""
    found: dict[int, dict[CaseState, int]] = defaultdict(dict)
    rows = session.execute(
        select(Case.estate_id, Case.state, func.count())
        .where(Case.estate_id.in_(estate_ids))
        .group_by(Case.estate_id, Case.state)
    )
    for estate_id, state, count in rows:
        found[estate_id][state] = count
    return found


def in_states(counted: Mapping[CaseState, int], states: Iterable[CaseState]) -> int:
    return sum(counted.get(state, 0) for state in states)


@dataclass(frozen=True)
class Roll:
    """An estate's living roll: parts, owner parties, 0.01 m2, and when a file last changed it."""

    parts: int
    parties: int
    area: int
    imported_at: datetime | None


def rolls(estate_ids: Ids) -> Mapping[int, Roll]:
    """By estate, what counts by default, as on the roll's own page; those without a roll are missing."""
    last = dict(
        session.execute(
            select(RollImport.estate_id, func.max(RollImport.imported_at))
            .where(RollImport.estate_id.in_(estate_ids))
            .group_by(RollImport.estate_id)
        ).all()
    )
    rows = session.execute(
        select(Part.estate_id, func.count(), func.count(Part.party_id.distinct()), func.sum(Part.area))
        .where(
            Part.estate_id.in_(estate_ids),
            Part.retired_at.is_(None),
            Part.use.in_(KINDS_COUNTED_BY_DEFAULT),
        )
        .group_by(Part.estate_id)
    )
    return {row[0]: Roll(row[1], row[2], int(row[3]), last.get(row[0])) for row in rows}


def count_open_schemes(estate_ids: Ids) -> Mapping[int, int]:
    """By estate, the lifts that households are asked about now."""
    rows = session.execute(
        select(Scheme.estate_id, func.count())
        .where(Scheme.estate_id.in_(estate_ids), Scheme.state == SchemeState.OPEN)
        .group_by(Scheme.estate_id)
    )
    return dict(rows.all())
