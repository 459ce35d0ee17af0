"""Streets, communities, estates and buildings as a tree, and people found by what is known of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.accounts.models import Account, ClaimState, Residency, RoleGrant
from portal.communities.directory import Scope
from portal.communities.models import (
    Building,
    Community,
    Entrance,
    Estate,
    Owner,
    Part,
    PartyOwner,
    Street,
)
from portal.db import session

MOST = 50


@dataclass(frozen=True)
class PlaceRow:
    """An estate with where it lies and how many buildings and homes its roll has."""

    street: str
    community: str
    contact: str
    phone: str
    estate_id: int
    estate: str
    buildings: int
    homes: int


def list_rows(scope: Scope) -> Sequence[PlaceRow]:
    """By street, community and estate; three statements."""
    wanted = (
        select(Street.name, Community.name, Community.contact, Community.phone, Estate.id, Estate.name)
        .join(Estate, Estate.street_id == Street.id)
        .join(Community, Community.id == Estate.community_id)
        .where(scope.condition())
        .order_by(Street.id, Community.name, Estate.name)
    )
    buildings = _counts(Building.estate_id)
    homes = _counts(Part.estate_id, Part.retired_at.is_(None))
    return [
        PlaceRow(*row, buildings=buildings.get(row[4], 0), homes=homes.get(row[4], 0))
        for row in session.execute(wanted)
    ]


def _counts(by: InstrumentedAttribute[int], *only: ColumnElement[bool]) -> Mapping[int, int]:
    rows = session.execute(select(by, func.count()).where(*only).group_by(by))
    return dict(rows.all())


@dataclass(frozen=True)
class BuildingRow:
    """A building with its entrances and homes."""

    name: str
    entrances: int
    homes: int


def list_building_rows(estate_id: int) -> Sequence[BuildingRow]:
    """In the order in which people count them."""
    rows = session.execute(
        select(Building.name, func.count(Entrance.id.distinct()), func.count(Part.id.distinct()))
        .outerjoin(Entrance, Entrance.building_id == Building.id)
        .outerjoin(Part, (Part.entrance_id == Entrance.id) & Part.retired_at.is_(None))
        .where(Building.estate_id == estate_id)
        .group_by(Building.id, Building.name, Building.number)
        .order_by(Building.number, Building.name)
    )
    return [BuildingRow(*row) for row in rows]


@dataclass(frozen=True)
class Person:
    """Somebody who was found: the full name (pages mask it), what they are, and where."""

    name: str
    what: str
    estate_id: int | None
    where: str


def find_people(words: str, phone_hash: str, scope: Scope) -> Sequence[Person]:
    """Owners, residents and staff within reach whose name holds the words, or whose phone it is."""
    estates = select(Estate.id).where(scope.condition())
    place = select(Owner.name, Estate.id, Estate.name, Building.name, Entrance.name, Part.room)
    owners = (
        place.join(PartyOwner, PartyOwner.owner_id == Owner.id)
        .join(Part, (Part.party_id == PartyOwner.party_id) & Part.retired_at.is_(None))
        .join(Entrance, Entrance.id == Part.entrance_id)
        .join(Building, Building.id == Entrance.building_id)
        .join(Estate, Estate.id == Part.estate_id)
        .where(Owner.estate_id.in_(estates), _is(Owner.name, Owner.phone_hash, words, phone_hash))
    )
    residents = (
        select(Account.display_name, Estate.id, Estate.name, Building.name, Entrance.name, Part.room)
        .join(Residency, Residency.account_id == Account.id)
        .join(Part, Part.id == Residency.part_id)
        .join(Entrance, Entrance.id == Part.entrance_id)
        .join(Building, Building.id == Entrance.building_id)
        .join(Estate, Estate.id == Residency.estate_id)
        .where(Residency.estate_id.in_(estates), Residency.state == ClaimState.ACTIVE)
        .where(_is(Account.display_name, Account.phone_hash, words, phone_hash))
    )
    found = []
    for what, asked in (("owner", owners), ("resident", residents)):
        for name, estate_id, estate, *door in session.execute(asked.order_by(Estate.id, Part.id).limit(MOST)):
            found.append(Person(name, what, estate_id, f"{estate} {''.join(door)}"))
    return [*found, *_staff(words, scope)][:MOST]


def _is(
    name: InstrumentedAttribute[str], phone: InstrumentedAttribute[str | None], words: str, phone_hash: str
) -> ColumnElement[bool]:
    return phone == phone_hash if phone_hash else name.contains(words, autoescape=True)


def _staff(words: str, scope: Scope) -> Sequence[Person]:
    if not words:
        return []
    asked = (
        select(Account.display_name, Estate.name, Street.name)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .outerjoin(Estate, Estate.id == RoleGrant.estate_id)
        .outerjoin(Street, Street.id == RoleGrant.street_id)
        .where(Account.is_staff, RoleGrant.ended_at.is_(None), Account.deactivated_at.is_(None))
        .where(Account.display_name.contains(words, autoescape=True))
    )
    if not scope.everywhere:
        asked = asked.where(Street.id.in_(scope.street_ids) | scope.condition())
    return [
        Person(name, "staff", None, estate or street or "")
        for name, estate, street in session.execute(asked.order_by(Account.id).limit(MOST))
    ]
