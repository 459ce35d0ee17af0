"""How many rows an order would have, asked before it is made: a large one is for a job."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, func, select

from portal.communities.models import Part
from portal.db import session
from portal.domain.stages import VoteState
from portal.exports.catalogue import SETS, Period, Source, Table
from portal.feedback.models import Case
from portal.pledges.models import Commitment
from portal.voting.models import Delivery, Vote, Voter
from portal.voting.models.doors import Visit

LARGE = 5000
"""More rows than this are made by a job."""


def count_rows(table: Table, source: Source) -> int:
    """An upper bound for the long tables; 0 for those that are short by nature."""
    ids = [estate.id for estate in source.estates]
    if table in SETS:
        return sum(count_rows(each, source) for each in _LONG)
    if table is Table.ROLL:
        return _count(Part, Part.estate_id.in_(ids), Part.retired_at.is_(None))
    if table is Table.CASES:
        return _count(Case, Case.estate_id.in_(ids), *source.period.within(Case.raised_at))
    if table is Table.MONEY:
        return _count(Commitment, Commitment.estate_id.in_(ids))
    if table is Table.VOTERS:
        return _count(Voter, Voter.vote_id.in_(_votes(source, ids, source.period)))
    every = _votes(source, ids, Period())
    if table is Table.DELIVERIES:
        return _count(Delivery, Delivery.vote_id.in_(every))
    return _count(Visit, Visit.vote_id.in_(every)) if table is Table.VISITS else 0


_LONG = (Table.ROLL, Table.CASES, Table.MONEY, Table.VOTERS, Table.DELIVERIES, Table.VISITS)


def _count(of: type, *which: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(of).where(*which)) or 0


def _votes(source: Source, estate_ids: Collection[int], period: Period) -> Collection[int]:
    if source.vote is not None:
        return [source.vote.id]
    wanted = select(Vote.id).where(Vote.estate_id.in_(estate_ids), Vote.state != VoteState.DRAFT)
    return session.scalars(wanted.where(*period.within(Vote.closes_at))).all()
