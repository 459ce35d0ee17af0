"""The frozen roll of a vote."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from portal.db import session
from portal.voting.models import Voter, VoterPart


def list_voters(vote_id: int) -> Sequence[Voter]:
    """Every voter with its parts, in door order of the first part."""
    own = select(func.min(VoterPart.id)).where(VoterPart.voter_id == Voter.id)
    first = own.scalar_subquery().correlate(Voter)
    place = select(Voter).join(VoterPart, VoterPart.id == first).where(Voter.vote_id == vote_id)
    ordered = place.order_by(
        VoterPart.building_number,
        VoterPart.building,
        VoterPart.entrance_number,
        VoterPart.floor,
        VoterPart.room,
    )
    return session.scalars(ordered.options(selectinload(Voter.parts))).all()
