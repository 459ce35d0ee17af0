"""Which items touch which doors."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.communities.models import Entrance
from portal.db import session
from portal.plans.models import Item, ItemPlace
from portal.plans.queries.plan import list_items


def get_entrance(estate_id: int, entrance_id: int) -> Entrance:
    """With its building. :raises sqlalchemy.exc.NoResultFound: none in this estate."""
    wanted = select(Entrance).where(Entrance.id == entrance_id, Entrance.estate_id == estate_id)
    return session.scalars(wanted.options(joinedload(Entrance.building))).one()


def list_item_places(item_ids: Collection[int]) -> Mapping[int, Sequence[ItemPlace]]:
    """By item; one without any touches the whole estate."""
    wanted = select(ItemPlace).where(ItemPlace.item_id.in_(item_ids)).order_by(ItemPlace.id)
    loaded = wanted.options(
        joinedload(ItemPlace.building), joinedload(ItemPlace.entrance).joinedload(Entrance.building)
    )
    found: dict[int, list[ItemPlace]] = defaultdict(list)
    for each in session.scalars(loaded):
        found[each.item_id].append(each)
    return found


def list_items_at(project_id: int, entrance: Entrance) -> tuple[Sequence[Item], Sequence[Item]]:
    """What touches this entrance or its building, and what touches the whole estate."""
    items = list_items(project_id)
    places = list_item_places([item.id for item in items])
    here = [item for item in items if any(_touches(each, entrance) for each in places.get(item.id, ()))]
    return here, [item for item in items if item.id not in places]


def _touches(place: ItemPlace, entrance: Entrance) -> bool:
    return place.building_id == entrance.building_id and place.entrance_id in {None, entrance.id}
