"""Reading places and the roll."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.communities.models import Building, Entrance, Estate, EstateListing, OwnerParty, Part, Street
from portal.db import session


def get_estate(estate_id: int) -> Estate:
    """With its street and community. :raises sqlalchemy.exc.NoResultFound: none of that id."""
    wanted = select(Estate).where(Estate.id == estate_id)
    return session.scalars(wanted.options(joinedload(Estate.street), joinedload(Estate.community))).one()


def list_estates_named(name: str, street: str | None = None) -> Sequence[Estate]:
    """Estates of that name: several where two streets have one each and no street is given."""
    wanted = select(Estate).where(Estate.name == name)
    if street is not None:
        wanted = wanted.join(Estate.street).where(Street.name == street)
    return session.scalars(wanted.order_by(Estate.id)).all()


def list_buildings(estate_id: int) -> Sequence[Building]:
    """In the order in which people count them."""
    wanted = select(Building).where(Building.estate_id == estate_id)
    return session.scalars(wanted.order_by(Building.number, Building.name)).all()


def list_entrances(estate_id: int) -> Sequence[Entrance]:
    """With their buildings, in door order."""
    wanted = select(Entrance).join(Entrance.building).where(Entrance.estate_id == estate_id)
    ordered = wanted.order_by(Building.number, Building.name, Entrance.number, Entrance.name)
    return session.scalars(ordered.options(joinedload(Entrance.building))).all()


def list_parts(estate_id: int) -> Sequence[Part]:
    """The living roll in door order, with entrances, buildings, parties and their owners."""
    wanted = select(Part).join(Part.entrance).join(Entrance.building)
    wanted = wanted.where(Part.estate_id == estate_id, Part.retired_at.is_(None))
    ordered = wanted.order_by(Building.number, Building.name, Entrance.number, Part.floor, Part.room)
    return session.scalars(
        ordered.options(
            joinedload(Part.entrance).joinedload(Entrance.building),
            joinedload(Part.party).options(selectinload(OwnerParty.owners)),
        )
    ).all()


def list_listings(estate_ids: Collection[int]) -> Mapping[int, EstateListing]:
    """What the district's list says, by estate; those that no list named are missing."""
    wanted = select(EstateListing).where(EstateListing.estate_id.in_(estate_ids))
    return {row.estate_id: row for row in session.scalars(wanted)}
