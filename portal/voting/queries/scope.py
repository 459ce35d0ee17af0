"""Which parts of the living roll lie inside a vote's scope."""

from collections.abc import Sequence

from portal.communities import queries as places
from portal.communities.models import Part
from portal.voting.models import Vote


def parts_in_scope(vote: Vote) -> Sequence[Part]:
    """In door order, whether they count or not."""
    parts = places.list_parts(vote.estate_id)
    if not vote.scope:
        return parts
    buildings = {row.building_id for row in vote.scope if row.entrance_id is None}
    entrances = {row.entrance_id for row in vote.scope if row.entrance_id is not None}
    return [p for p in parts if p.entrance_id in entrances or p.entrance.building_id in buildings]
