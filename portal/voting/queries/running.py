"""Which homes a running vote has on its frozen roll, for those who are about to change the living one."""

from sqlalchemy import select

from portal.db import session
from portal.domain.stages import VoteState
from portal.voting.models import Vote, VoterPart

_RUNNING = (VoteState.ANNOUNCED, VoteState.OPEN, VoteState.COUNTING)


def parts_on_running_rolls(estate_id: int, part_ids: set[int]) -> set[int]:
    """Those of the parts that votes announced, open or being counted have frozen.

    One statement without the ids in it: an import may ask about every home of an estate.
    """
    frozen = (
        select(VoterPart.part_id)
        .join(Vote, Vote.id == VoterPart.vote_id)
        .where(Vote.estate_id == estate_id, Vote.state.in_(_RUNNING))
        .distinct()
    )
    return part_ids.intersection(session.scalars(frozen))
