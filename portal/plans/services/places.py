"""Saying which buildings and entrances an item touches."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete

from portal.audit.services import Actor, record
from portal.communities.queries import list_buildings, list_entrances
from portal.db import session
from portal.plans.models import Item, ItemPlace
from portal.plans.services.projects import lock


def set_places(
    item: Item, buildings: Sequence[int], entrances: Sequence[int], *, by: Actor, now: datetime
) -> None:
    """Whole buildings, and single entrances of others; neither: the whole estate.

    It leads residents to what concerns them and promises nothing, so a published plan may be completed.
    """
    lock(item.project)
    whole = [each.id for each in list_buildings(item.estate_id) if each.id in set(buildings)]
    single = [
        each
        for each in list_entrances(item.estate_id)
        if each.id in set(entrances) and each.building_id not in whole
    ]
    session.execute(delete(ItemPlace).where(ItemPlace.item_id == item.id))
    session.add_all(ItemPlace(item_id=item.id, building_id=building) for building in whole)
    session.add_all(
        ItemPlace(item_id=item.id, building_id=each.building_id, entrance_id=each.id) for each in single
    )
    session.flush()
    deed = f"item:{item.id}"
    record(
        now,
        by,
        "plan.places",
        deed,
        estate_id=item.estate_id,
        buildings=whole,
        entrances=[each.id for each in single],
    )
