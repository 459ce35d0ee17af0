"""What a scheme asks of a vote: whether it is under way, and whether it passed."""

from collections.abc import Sequence
from datetime import datetime

from portal.domain.stages import VoteState
from portal.domain.tally import Outcome
from portal.pledges.models import Scheme
from portal.voting import queries as voting
from portal.voting.models import Vote
from portal.voting.queries.counting import count

_UNDER_WAY = frozenset({VoteState.OPEN, VoteState.COUNTING, VoteState.PRELIMINARY})


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


def is_voted_on(scheme: Scheme, now: datetime) -> bool:
    """Whether the figures must stand still: people are voting on them, or have approved them."""
    if scheme.vote_id is None:
        return False
    vote = get_vote(scheme.estate_id, scheme.vote_id)
    return voting.state_of(vote, now) in _UNDER_WAY or has_passed(vote, now)
