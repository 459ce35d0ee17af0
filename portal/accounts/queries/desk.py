"""What the desk looks at: doors with their letters and people, and claims that wait."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.interfaces import ORMOption

from portal.accounts.models import ClaimState, OwnerLink, PhoneClaim, Residency, Slip
from portal.communities.models import Building, Entrance, Estate, Part
from portal.db import session

_LIVE = (ClaimState.ACTIVE, ClaimState.WAITING)


def _in_door_order(estate_id: int) -> Select[Part]:
    wanted = select(Part).join(Part.entrance).join(Entrance.building)
    wanted = wanted.where(Part.estate_id == estate_id, Part.retired_at.is_(None))
    ordered = wanted.order_by(
        Building.number, Building.name, Entrance.number, Entrance.name, Part.floor, Part.room
    )
    places = joinedload(Part.entrance).joinedload(Entrance.building).joinedload(Building.estate)
    return ordered.options(places.joinedload(Estate.community))


def list_parts_of(estate_id: int, part_ids: Collection[int]) -> Sequence[Part]:
    """Those of the parts that stand on the estate's roll today, in door order."""
    return session.scalars(_in_door_order(estate_id).where(Part.id.in_(part_ids))).all()


def get_part(estate_id: int, part_id: int) -> Part:
    """:raises NoResultFound: not on this estate's roll."""
    return session.scalars(_in_door_order(estate_id).where(Part.id == part_id)).one()


def list_doors(
    estate_id: int, *, building_id: int | None = None, entrance_id: int | None = None
) -> Sequence[Part]:
    """The doors of an estate, a building or an entrance."""
    wanted = _in_door_order(estate_id)
    if building_id is not None:
        wanted = wanted.where(Building.id == building_id)
    if entrance_id is not None:
        wanted = wanted.where(Entrance.id == entrance_id)
    return session.scalars(wanted).all()


@dataclass(frozen=True)
class Door:
    """A home as the letters' page shows it."""

    part: Part
    letter: Slip | None  # the one that is out, also when it has run out
    people: int


def list_door_states(parts: Sequence[Part]) -> Sequence[Door]:
    """Each door with the letter that is out and the number of people who opened it."""
    ids = [part.id for part in parts]
    out = session.scalars(
        select(Slip).where(Slip.part_id.in_(ids), Slip.used_at.is_(None), Slip.revoked_at.is_(None))
    )
    letters = {slip.part_id: slip for slip in out}
    people = _people(ids)
    return [Door(part, letters.get(part.id), len(people.get(part.id, ()))) for part in parts]


def _people(part_ids: Sequence[int]) -> Mapping[int, Sequence[int]]:
    found = defaultdict(list)
    held = select(Residency.part_id, Residency.account_id).where(
        Residency.part_id.in_(part_ids), Residency.state == ClaimState.ACTIVE
    )
    for part_id, account_id in session.execute(held):
        found[part_id].append(account_id)
    return found


def _residency_with_places() -> tuple[ORMOption, ...]:
    part = joinedload(Residency.part).joinedload(Part.entrance).joinedload(Entrance.building)
    return part, joinedload(Residency.account)


def _link_with_places() -> tuple[ORMOption, ...]:
    part = joinedload(OwnerLink.part).joinedload(Part.entrance).joinedload(Entrance.building)
    return part, joinedload(OwnerLink.owner), joinedload(OwnerLink.account)


def get_residency(estate_id: int, residency_id: int, *, lock: bool = False) -> Residency:
    """:raises NoResultFound: none of that id in this estate."""
    wanted = select(Residency).where(Residency.id == residency_id, Residency.estate_id == estate_id)
    return session.scalars(wanted.with_for_update() if lock else wanted).one()


def get_link(estate_id: int, link_id: int, *, lock: bool = False) -> OwnerLink:
    """:raises NoResultFound: none of that id in this estate."""
    wanted = select(OwnerLink).where(OwnerLink.id == link_id, OwnerLink.estate_id == estate_id)
    return session.scalars(wanted.with_for_update() if lock else wanted).one()


def list_waiting_residencies(estate_id: int) -> Sequence[Residency]:
    """Who waits to join a home, the longest first."""
    return session.scalars(
        select(Residency)
        .where(Residency.estate_id == estate_id, Residency.state == ClaimState.WAITING)
        .order_by(Residency.since, Residency.id)
        .options(*_residency_with_places())
    ).all()


def list_waiting_links(estate_id: int) -> Sequence[OwnerLink]:
    """Who waits to be taken for an owner, the longest first."""
    return session.scalars(
        select(OwnerLink)
        .where(OwnerLink.estate_id == estate_id, OwnerLink.state == ClaimState.WAITING)
        .order_by(OwnerLink.since, OwnerLink.id)
        .options(*_link_with_places())
    ).all()


def get_phone_claim(estate_id: int, claim_id: int, *, lock: bool = False) -> PhoneClaim:
    """:raises NoResultFound: none of that id in this estate."""
    wanted = select(PhoneClaim).where(PhoneClaim.id == claim_id, PhoneClaim.estate_id == estate_id)
    return session.scalars(wanted.with_for_update() if lock else wanted).one()


def list_waiting_phones(estate_id: int) -> Sequence[PhoneClaim]:
    """Phones that wait for the second person, the longest first."""
    wanted = select(PhoneClaim).where(
        PhoneClaim.estate_id == estate_id, PhoneClaim.state == ClaimState.WAITING
    )
    return session.scalars(wanted.order_by(PhoneClaim.id).options(joinedload(PhoneClaim.account))).all()


def count_waiting(estate_id: int) -> int:
    """Claims that wait at the desk of an estate."""
    lists = (list_waiting_residencies, list_waiting_links, list_waiting_phones)
    return sum(len(waiting(estate_id)) for waiting in lists)


def list_residents_of(part_id: int) -> Sequence[Residency]:
    """Who belongs to a home or waits to, the earliest first."""
    return session.scalars(
        select(Residency)
        .where(Residency.part_id == part_id, Residency.state.in_(_LIVE))
        .order_by(Residency.since, Residency.id)
        .options(*_residency_with_places())
    ).all()


def list_links_at(owner_ids: Sequence[int]) -> Sequence[OwnerLink]:
    """Accounts that are or speak for these owners, or wait to."""
    return session.scalars(
        select(OwnerLink)
        .where(OwnerLink.owner_id.in_(owner_ids), OwnerLink.state.in_(_LIVE))
        .order_by(OwnerLink.since, OwnerLink.id)
        .options(*_link_with_places())
    ).all()
