"""What a scheme asks of a vote: whether it is under way, and whether it passed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select

from portal.db import session
from portal.domain.stages import VoteState
from portal.domain.tally import Outcome
from portal.pledges.models import Scheme
from portal.voting import queries as voting
from portal.voting.models import Vote
from portal.voting.queries.counting import count

_UNDER_WAY = frozenset({VoteState.ANNOUNCED, VoteState.OPEN, VoteState.COUNTING, VoteState.PRELIMINARY})


def get_vote(estate_id: int, vote_id: int) -> Vote:
    """:raises sqlalchemy.exc.NoResultFound: no such vote in this estate."""
    return voting.get_vote(vote_id, estate_id=estate_id)


def list_votes(estate_id: int) -> Sequence[Vote]:
    return voting.list_votes(estate_id, drafts=True)


def has_passed(vote: Vote, now: datetime) -> bool:
    """Whether the final result is out and every question of it was approved."""
    if voting.state_of(vote, now) is not VoteState.FINAL:
        return False
    return all(counted.result.outcome is Outcome.PASSED for counted in count(vote))


def list_votes_on(scheme: Scheme) -> Sequence[Vote]:
    """Votes that carry this version's checksum, and the one that its condition names; the newest first."""
    about = [Vote.id == scheme.vote_id] if scheme.vote_id is not None else []
    if scheme.digest:
        about.append(Vote.cost_digest == scheme.digest)
    if not about:
        return []
    wanted = select(Vote).where(Vote.estate_id == scheme.estate_id, or_(*about))
    return session.scalars(wanted.order_by(Vote.id.desc())).all()


def is_voted_on(scheme: Scheme, now: datetime) -> bool:
    """Whether the figures must stand still: from the announcement on, and for good once approved."""
    votes = list_votes_on(scheme)
    return any(voting.state_of(vote, now) in _UNDER_WAY or has_passed(vote, now) for vote in votes)


def decides(vote: Vote, scheme: Scheme) -> bool:
    """Whether the vote is about this version: one that carries another's checksum says nothing of it."""
    return vote.cost_digest in {None, scheme.digest}
