"""A vote, where it stands, and what its settings say."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload, selectinload

from portal.communities.models import Building, Entrance, Estate
from portal.db import session
from portal.domain.deadlines import Window
from portal.domain.stages import VoteState, effective_state
from portal.voting.models import Question, Vote, VoteScope
from portal.voting.settings import value_of

_WHOLE = (
    joinedload(Vote.estate).joinedload(Estate.street),
    selectinload(Vote.questions).selectinload(Question.options),
    selectinload(Vote.settings),
    selectinload(Vote.scope),
)


def get_vote(vote_id: int, *, estate_id: int | None = None) -> Vote:
    """With questions, options, settings and scope.

    :param estate_id: left out by the command line only, which serves no one estate.
    :raises sqlalchemy.exc.NoResultFound: no such vote in this estate.
    """
    wanted = select(Vote).where(Vote.id == vote_id)
    if estate_id is not None:
        wanted = wanted.where(Vote.estate_id == estate_id)
    return session.scalars(wanted.options(*_WHOLE)).unique().one()


def get_public_vote(vote_id: int, estate_id: int) -> Vote:
    """:raises sqlalchemy.exc.NoResultFound: none in this estate, or a draft, which nobody outside may see."""
    vote = get_vote(vote_id, estate_id=estate_id)
    if vote.state is VoteState.DRAFT:
        raise NoResultFound
    return vote


def scope_names(vote: Vote) -> Sequence[str]:
    """The buildings and entrances that decide, by name; empty for the whole estate."""
    if not vote.scope:
        return []
    rows = session.execute(
        select(Building.name, Entrance.name)
        .select_from(VoteScope)
        .join(Building, Building.id == VoteScope.building_id)
        .outerjoin(Entrance, Entrance.id == VoteScope.entrance_id)
        .where(VoteScope.vote_id == vote.id)
        .order_by(Building.number, Building.name, Entrance.number)
    ).all()
    return [building + (entrance or "") for building, entrance in rows]


def list_votes(estate_id: int, *, drafts: bool = False) -> Sequence[Vote]:
    """The newest first; drafts are the staff's."""
    wanted = select(Vote).where(Vote.estate_id == estate_id)
    if not drafts:
        wanted = wanted.where(Vote.state.not_in([VoteState.DRAFT]))
    return session.scalars(wanted.order_by(Vote.opens_at.desc(), Vote.id.desc())).all()


def list_open_votes(estate_id: int, now: datetime) -> Sequence[Vote]:
    """Those in which a ballot can be cast at this moment, soonest closing first."""
    wanted = select(Vote).where(
        Vote.estate_id == estate_id,
        Vote.state.in_([VoteState.ANNOUNCED, VoteState.OPEN]),
        Vote.opens_at <= now,
        Vote.closes_at > now,
    )
    return session.scalars(wanted.order_by(Vote.closes_at, Vote.id)).all()


def window_of(vote: Vote) -> Window:
    return Window(vote.opens_at, vote.closes_at)


def state_of(vote: Vote, now: datetime) -> VoteState:
    """Where it really stands: the clock opens and closes it."""
    return effective_state(vote.state, window_of(vote), now)


def is_secret(vote: Vote, now: datetime) -> bool:
    """Whether nobody may see how the ballots are split: until the vote is closed.

    A vote that became void before anybody knew its result stays closed to all: the next one must not
    be held in the light of it.
    """
    state = state_of(vote, now)
    unknown = state is VoteState.VOID and vote.published_at is None
    return unknown or state in {VoteState.DRAFT, VoteState.ANNOUNCED, VoteState.OPEN}


def setting(vote: Vote, key: str) -> Any:
    """The vote's own value of a setting, else the default."""
    return value_of({row.key: row.value["value"] for row in vote.settings}, key)
