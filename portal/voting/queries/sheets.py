"""What was announced, kept in memory: a vote's text, options, settings and scope cannot change any more.

Where it stands can: the row is asked each time, and what is kept is thrown away when anything in it moved.
"""

from collections import OrderedDict
from threading import Lock
from typing import Any

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import joinedload, selectinload

from portal import db
from portal.communities.models import Estate
from portal.domain.stages import VoteState
from portal.voting.models import Question, Vote
from portal.voting.models.logbook import VoteEvent

_MOST = 512

_vote, _event = Vote.__table__, VoteEvent.__table__
# The first line of the record has the salted fingerprint of the frozen roll: no two votes share it.
_STANDS = (
    select(
        _vote.c.state,
        _vote.c.notice_at,
        _vote.c.opens_at,
        _vote.c.closes_at,
        _vote.c.published_at,
        _vote.c.objections_until,
        _event.c.leaf,
    )
    .select_from(_vote.outerjoin(_event, (_event.c.vote_id == _vote.c.id) & (_event.c.position == 0)))
    .where(_vote.c.id == bindparam("vote"), _vote.c.estate_id == bindparam("estate"))
)
_HELD = _STANDS.with_for_update(read=True, of=_vote)
_WHOLE = (
    joinedload(Vote.estate).options(joinedload(Estate.street), joinedload(Estate.community)),
    selectinload(Vote.questions).selectinload(Question.options),
    selectinload(Vote.settings),
    selectinload(Vote.scope),
)


class _Kept:
    """The newest few hundred, shared by the threads of this process; nobody writes to what comes out."""

    def __init__(self) -> None:
        self._votes: OrderedDict[tuple[Any, ...], Vote] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[Any, ...]) -> Vote | None:
        with self._lock:
            found = self._votes.get(key)
            if found is not None:
                self._votes.move_to_end(key)
            return found

    def put(self, key: tuple[Any, ...], vote: Vote) -> None:
        with self._lock:
            self._votes[key] = vote
            while len(self._votes) > _MOST:
                self._votes.popitem(last=False)


_kept = _Kept()


def get_announced(vote_id: int, estate_id: int) -> Vote:
    """A vote to read from, with everything that was announced; it belongs to no session.

    :raises sqlalchemy.exc.NoResultFound: none in this estate, or a draft.
    """
    stands = _stands(_STANDS, vote_id, estate_id)
    if stands.state is VoteState.DRAFT:
        raise NoResultFound
    key = (vote_id, *stands)
    return _kept.get(key) or _read(key)


def hold(vote_id: int, estate_id: int) -> Vote:
    """The same, kept from being closed by others until the transaction ends. A draft comes, too."""
    key = (vote_id, *_stands(_HELD, vote_id, estate_id))
    return _kept.get(key) or _written_here(vote_id)


def _stands(statement: Select[Any], vote_id: int, estate_id: int) -> Row[Any]:
    return db.session.connection().execute(statement, {"vote": vote_id, "estate": estate_id}).one()


def _read(key: tuple[Any, ...]) -> Vote:
    with db.apart() as session:
        vote = session.scalars(select(Vote).where(Vote.id == key[0]).options(*_WHOLE)).unique().one()
    # Without the fingerprint (a roll that was never frozen) nothing would tell two votes apart.
    if key[-1] is not None and vote.closes_at == key[4] and vote.state is key[1]:
        _kept.put(key, vote)
    return vote


def _written_here(vote_id: int) -> Vote:
    """As this transaction sees it, and nobody else yet."""
    wanted = select(Vote).where(Vote.id == vote_id).options(*_WHOLE)
    return db.session.scalars(wanted, execution_options={"populate_existing": True}).unique().one()
