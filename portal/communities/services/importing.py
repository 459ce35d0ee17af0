"""Taking a roll into the database: all or nothing; parts that are gone are retired, never deleted."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from portal import crypto
from portal.audit.services import Actor, record
from portal.communities.errors import RollHasErrors, WrongEstate
from portal.communities.models import (
    Building,
    Entrance,
    Estate,
    Owner,
    OwnerParty,
    Part,
    PartyOwner,
    RollImport,
)
from portal.communities.roll.result import PartRow, RollReading
from portal.communities.services.comparing import Comparison, compare, owner_keys, party_hash, people_of
from portal.db import session


def import_roll(
    estate: Estate, reading: RollReading, file: tuple[str, bytes], *, by: Actor, now: datetime
) -> Comparison:
    """Make the estate's roll what the file says; the same file again changes nothing.

    :param file: name and content, for the record.
    :raises RuleViolated: the reading has errors, or is another estate's.
    """
    if reading.errors:
        raise RollHasErrors(reading.errors)
    if reading.estate is not None and reading.estate != estate.name:
        raise WrongEstate(found=reading.estate, estate=estate.name)
    comparison = compare(estate, reading)
    if comparison.nothing:
        return comparison
    _write(estate.id, comparison, now)
    name, content = file
    digest = hashlib.sha256(content).hexdigest()
    session.add(
        RollImport(
            estate_id=estate.id,
            file_name=name,
            sha256=digest,
            imported_at=now,
            imported_by=by.account_id,
            parts=reading.parts,
            heads=reading.heads,
            area=reading.area,
        )
    )
    session.flush()
    record(
        now,
        by,
        "roll.import",
        f"estate:{estate.id}",
        estate_id=estate.id,
        sha256=digest,
        **comparison.to_json(),
    )
    return comparison


def _write(estate_id: int, comparison: Comparison, now: datetime) -> None:
    rows = {**comparison.added, **comparison.changed}
    entrances = _entrances(estate_id, rows.values())
    parties = _parties(estate_id, rows.values())
    retired = {
        (part.entrance_id, part.room): part.id
        for part in session.scalars(select(Part).where(Part.estate_id == estate_id))
    }
    fresh: list[dict[str, Any]] = []
    again: list[dict[str, Any]] = []
    for home, row in rows.items():
        values = _part(estate_id, entrances[home[:2]], row, parties[party_hash(row)])
        known = retired.get((values["entrance_id"], row.room))
        (again if known else fresh).append(values | {"id": known} if known else values)
    if fresh:
        session.execute(insert(Part), fresh)
    if again:
        session.execute(update(Part), again)
    gone = list(comparison.removed.values())
    for start in range(0, len(gone), 500):
        session.execute(update(Part).where(Part.id.in_(gone[start : start + 500])).values(retired_at=now))


def _part(estate_id: int, entrance_id: int, row: PartRow, party_id: int) -> dict[str, Any]:
    return {
        "estate_id": estate_id,
        "entrance_id": entrance_id,
        "floor": row.floor,
        "room": row.room,
        "area": row.area,
        "area_source": row.area_source,
        "use": row.use,
        "tenure": row.tenure,
        "note": row.note,
        "party_id": party_id,
        "retired_at": None,
    }


def _entrances(estate_id: int, rows: Iterable[PartRow]) -> Mapping[tuple[str, ...], int]:
    """Entrance ids by building and entrance; those that are new are made."""
    wanted = {(row.building, row.entrance): row for row in rows}
    buildings = _building_ids(estate_id)
    missing = {b: row.building_number for (b, _), row in wanted.items() if b not in buildings}
    if missing:
        made = [{"estate_id": estate_id, "name": name, "number": number} for name, number in missing.items()]
        session.execute(insert(Building), made)
        buildings = _building_ids(estate_id)
    known = _entrance_ids(estate_id)
    doors = [
        {
            "estate_id": estate_id,
            "building_id": buildings[building],
            "name": entrance,
            "number": row.entrance_number,
        }
        for (building, entrance), row in wanted.items()
        if (building, entrance) not in known
    ]
    if doors:
        session.execute(insert(Entrance), doors)
        known = _entrance_ids(estate_id)
    return known


def _building_ids(estate_id: int) -> dict[str, int]:
    asked = select(Building.name, Building.id).where(Building.estate_id == estate_id)
    return dict(session.execute(asked).tuples().all())


def _entrance_ids(estate_id: int) -> dict[tuple[str, ...], int]:
    asked = select(Building.name, Entrance.name, Entrance.id).join(Entrance.building)
    rows = session.execute(asked.where(Entrance.estate_id == estate_id)).all()
    return {(building, entrance): id_ for building, entrance, id_ in rows}


def _parties(estate_id: int, rows: Iterable[PartRow]) -> Mapping[str, int]:
    """Party ids by key. An owner that is known keeps the row; name and phone follow the newest roll."""
    rows = list(rows)
    owners = _owners(estate_id, rows)
    known = _party_ids(estate_id)
    missing = {key: row for row in rows if (key := party_hash(row)) not in known}
    if missing:
        session.execute(insert(OwnerParty), [{"estate_id": estate_id, "key": key} for key in missing])
        known = _party_ids(estate_id)
        session.execute(
            insert(PartyOwner),
            [
                {"party_id": known[key], "owner_id": owner_id, "position": position}
                for key, row in missing.items()
                for position, owner_id in enumerate(dict.fromkeys(owners[k] for k in owner_keys(row)))
            ],
        )
    return known


def _party_ids(estate_id: int) -> dict[str, int]:
    asked = select(OwnerParty.key, OwnerParty.id).where(OwnerParty.estate_id == estate_id)
    return dict(session.execute(asked).tuples().all())


def _owners(estate_id: int, rows: Iterable[PartRow]) -> Mapping[str, int]:
    wanted = {key: _owner(estate_id, key, *owner) for key, owner in people_of(rows).items()}
    known = _owner_ids(estate_id)
    fresh = [values for key, values in wanted.items() if key not in known]
    again = [values | {"id": known[key]} for key, values in wanted.items() if key in known]
    if fresh:
        session.execute(insert(Owner), fresh)
    if again:
        session.execute(update(Owner), again)
    return _owner_ids(estate_id)


def _owner_ids(estate_id: int) -> dict[str, int]:
    asked = select(Owner.key, Owner.id).where(Owner.estate_id == estate_id)
    return dict(session.execute(asked).tuples().all())


def _owner(estate_id: int, key: str, name: str, number: str | None, phone: str | None) -> dict[str, Any]:
    return {
        "estate_id": estate_id,
        "key": key,
        "name": name,
        "id_number": crypto.seal(number) if number else None,
        "id_hash": crypto.fingerprint(number, "id") if number else None,
        "phone": crypto.seal(phone) if phone else None,
        "phone_hash": crypto.fingerprint(phone, "phone") if phone else None,
    }
