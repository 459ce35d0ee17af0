"""Several votes at once, for the pages that join features: one grouped statement each, never one a vote."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import selectinload

from portal.db import session
from portal.domain.electorate import ZERO, Weight
from portal.domain.stages import VoteState
from portal.voting.models import Ballot, BallotState, Vote, Voter

_WEIGHT = (func.count(), func.coalesce(func.sum(Voter.area), 0))


def is_open(now: datetime) -> ColumnElement[bool]:
    """Of a vote: a ballot can be cast at this moment."""
    return (
        Vote.state.in_([VoteState.ANNOUNCED, VoteState.OPEN])
        & (Vote.opens_at <= now)
        & (Vote.closes_at > now)
    )


def unanswered(estate_id: int, voters: Select[int], now: datetime) -> Select[int]:
    """Ids of an estate's open votes in which one of these voters has no ballot that counts.

    :param voters: selects ids of voters, as `acting.own_voters` does.
    """
    answered = select(Ballot.id).where(Ballot.voter_id == Voter.id, Ballot.state == BallotState.COUNTED)
    return (
        select(Vote.id)
        .join(Voter, Voter.vote_id == Vote.id)
        .where(Vote.estate_id == estate_id, is_open(now), Voter.id.in_(voters), ~answered.exists())
        .distinct()
    )


def answered(estate_id: int, voters: Select[int], now: datetime) -> Mapping[int, bool]:
    """For each open vote in which these are voters: whether all of them have answered."""
    counted = (Ballot.voter_id == Voter.id) & (Ballot.state == BallotState.COUNTED)
    rows = session.execute(
        select(Vote.id, func.count(Voter.id), func.count(Ballot.id))
        .join(Voter, Voter.vote_id == Vote.id)
        .outerjoin(Ballot, counted)
        .where(Vote.estate_id == estate_id, is_open(now), Voter.id.in_(voters))
        .group_by(Vote.id)
    )
    return {vote_id: voters == ballots for vote_id, voters, ballots in rows}


def list_unanswered(estate_id: int, voters: Select[int], now: datetime) -> Sequence[tuple[Vote, Voter]]:
    """Each open vote of an estate with each of these voters that has no ballot that counts.

    What closes first comes first.
    """
    answered = select(Ballot.id).where(Ballot.voter_id == Voter.id, Ballot.state == BallotState.COUNTED)
    rows = session.execute(
        select(Vote, Voter)
        .join(Voter, Voter.vote_id == Vote.id)
        .where(Vote.estate_id == estate_id, is_open(now), Voter.id.in_(voters), ~answered.exists())
        .order_by(Vote.closes_at, Vote.id, Voter.id)
        .options(selectinload(Voter.parts))
    )
    return [(vote, voter) for vote, voter in rows]


def turnouts(vote_ids: Collection[int]) -> Mapping[int, tuple[Weight, Weight]]:
    """For each vote its frozen roll and what of it took part (valid ballots that count).

    Never how the ballots are split: this may be shown while a vote is open.
    """
    rolls = _weights(select(Voter.vote_id, *_WEIGHT).where(Voter.vote_id.in_(vote_ids)))
    valid = (Ballot.state == BallotState.COUNTED) & Ballot.invalid_reason.is_(None)
    taking_part = _weights(
        select(Voter.vote_id, *_WEIGHT)
        .join(Ballot, Ballot.voter_id == Voter.id)
        .where(Voter.vote_id.in_(vote_ids), valid)
    )
    return {vote_id: (rolls.get(vote_id, ZERO), taking_part.get(vote_id, ZERO)) for vote_id in vote_ids}


def _weights(asked: Select[int, int, int]) -> dict[int, Weight]:
    rows = session.execute(asked.group_by(Voter.vote_id)).all()
    return {vote_id: Weight(heads, int(area)) for vote_id, heads, area in rows}
