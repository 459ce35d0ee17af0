"""Taking a roll into the database: all or nothing; parts that are gone are retired, never deleted."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Insert, Update, bindparam, insert, select, update

from portal import crypto
from portal.audit.services import Actor, record
from portal.communities.errors import RollChanged, RollHasErrors, WrongEstate
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
from portal.communities.people import OwnerFacts, People, owner_key
from portal.communities.roll.owners import OwnerRow
from portal.communities.roll.result import PartRow, RollReading
from portal.communities.services.comparing import Comparison, Home, compare
from portal.db import session
from portal.domain.identity import clean_name

_Row = dict[str, Any]


@dataclass(frozen=True)
class RollFile:
    """A file and what was read in it."""

    name: str
    content: bytes
    reading: RollReading


def import_roll(
    estate: Estate, reading: RollReading, file: tuple[str, bytes], *, by: Actor, now: datetime
) -> Comparison:
    """Make the estate's roll what the file says; the same file again changes nothing.

    :param file: name and content, for the record.
    :raises RuleViolated: the reading has errors, or is another estate's.
    """
    return _take(estate, RollFile(*file, reading), None, by=by, now=now)


def import_previewed(estate: Estate, file: RollFile, *, seen: str, by: Actor, now: datetime) -> Comparison:
    """The same for somebody who was shown what changes.

    :param seen: the stamp of the comparison that was shown.
    :raises RollChanged: by now the file would change something else.
    :raises RuleViolated: as `import_roll`.
    """
    return _take(estate, file, seen, by=by, now=now)


def check_fits(estate: Estate, reading: RollReading) -> None:
    """:raises WrongEstate: the roll names another estate."""
    if reading.estate is not None and clean_name(reading.estate) != clean_name(estate.name):
        raise WrongEstate(found=reading.estate, estate=estate.name)


def _take(estate: Estate, file: RollFile, seen: str | None, *, by: Actor, now: datetime) -> Comparison:
    reading = file.reading
    if reading.errors:
        raise RollHasErrors(reading.errors)
    check_fits(estate, reading)
    session.execute(select(Estate.id).where(Estate.id == estate.id).with_for_update(key_share=True))
    comparison = compare(estate, reading)
    if seen is not None and seen != comparison.stamp:
        raise RollChanged
    if comparison.nothing:
        return comparison
    _write(estate.id, comparison, now)
    digest = hashlib.sha256(file.content).hexdigest()
    session.add(
        RollImport(
            estate_id=estate.id,
            file_name=file.name,
            sha256=digest,
            imported_at=now,
            imported_by=by.account_id,
            parts=reading.parts,
            heads=reading.heads,
            area=reading.area,
        )
    )
    session.flush()
    counted = comparison.to_json()
    record(now, by, "roll.import", f"estate:{estate.id}", estate_id=estate.id, sha256=digest, **counted)
    return comparison


def _write(estate_id: int, comparison: Comparison, now: datetime) -> None:
    """A few statements, however large the roll: rows go to the database in lists."""
    people, changed = comparison.people, comparison.changed
    rows = {**comparison.added, **{home: change.row for home, change in changed.items()}}
    other_owners = [change.row for change in changed.values() if change.has_other_owners]
    parties = _parties(estate_id, [*comparison.added.values(), *other_owners], people)
    entrances = _entrances(estate_id, rows.values())
    known = _retired(estate_id) if comparison.added else {}
    known |= {home: change.known.part_id for home, change in changed.items()}
    fresh: list[_Row] = []
    again: list[_Row] = []
    for home, row in rows.items():
        values = _part(estate_id, entrances[home[:2]], row, parties[people.party_of(row)])
        if home in known:
            again.append(values | {"known": known[home]})
        else:
            fresh.append(values)
    _execute(insert(Part), fresh)
    _execute(update(Part).where(Part.id == bindparam("known")), again)
    gone = [{"known": known.part_id, "retired_at": now} for known in comparison.removed.values()]
    _execute(update(Part).where(Part.id == bindparam("known")), gone)
    session.expire_all()  # lists go past what the session has loaded


def _execute(statement: Insert | Update, rows: Sequence[_Row]) -> None:
    """One statement for the whole list, without the session's care for each row."""
    if rows:
        session.connection().execute(statement, rows)


def _part(estate_id: int, entrance_id: int, row: PartRow, party_id: int) -> _Row:
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


def _retired(estate_id: int) -> dict[Home, int]:
    """Parts that an earlier roll dropped; one that comes back is the same part."""
    asked = select(Building.name, Entrance.name, Part.room, Part.id).where(Part.estate_id == estate_id)
    asked = asked.join(Part.entrance).join(Entrance.building).where(Part.retired_at.is_not(None))
    rows = session.execute(asked).all()
    return {Home(building, entrance, room): id_ for building, entrance, room, id_ in rows}


def _entrances(estate_id: int, rows: Iterable[PartRow]) -> Mapping[tuple[str, ...], int]:
    """Entrance ids by building and entrance; those that are new are made."""
    wanted = {(row.building, row.entrance): row for row in rows}
    buildings = _building_ids(estate_id)
    missing = {b: row.building_number for (b, _), row in wanted.items() if b not in buildings}
    if missing:
        made = [{"estate_id": estate_id, "name": name, "number": number} for name, number in missing.items()]
        _execute(insert(Building), made)
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
        _execute(insert(Entrance), doors)
        known = _entrance_ids(estate_id)
    return known


def _building_ids(estate_id: int) -> dict[str, int]:
    asked = select(Building.name, Building.id).where(Building.estate_id == estate_id)
    return dict(session.execute(asked).all())


def _entrance_ids(estate_id: int) -> dict[tuple[str, ...], int]:
    asked = select(Building.name, Entrance.name, Entrance.id).join(Entrance.building)
    rows = session.execute(asked.where(Entrance.estate_id == estate_id)).all()
    return {(building, entrance): id_ for building, entrance, id_ in rows}


def _parties(estate_id: int, rows: Iterable[PartRow], people: People) -> Mapping[str, int]:
    """All party ids by key; parties and owners of these rows are made or brought up to date."""
    by_key: dict[str, Mapping[str, OwnerRow]] = {}
    for row in rows:
        by_key.setdefault(people.party_of(row), people.owners_of(row))
    wanted = {mark: owner for party in by_key.values() for mark, owner in party.items()}
    owners = _owners(estate_id, wanted, people)
    known = _party_ids(estate_id)
    missing = {key: party for key, party in by_key.items() if key not in known}
    if missing:
        _execute(insert(OwnerParty), [{"estate_id": estate_id, "key": key} for key in missing])
        known = _party_ids(estate_id)
    members = [
        {"party_id": known[key], "owner_id": owners[mark], "position": position}
        for key, party in missing.items()
        for position, mark in enumerate(party)
    ]
    _execute(insert(PartyOwner), members)
    return known


def _party_ids(estate_id: int) -> dict[str, int]:
    asked = select(OwnerParty.key, OwnerParty.id).where(OwnerParty.estate_id == estate_id)
    return dict(session.execute(asked).all())


def _owners(estate_id: int, wanted: Mapping[str, OwnerRow], people: People) -> Mapping[str, int]:
    """Owner ids by mark. One who is known keeps the row; name and numbers follow the newest roll."""
    keys = {mark: owner_key(mark) for mark in wanted}
    known = _owner_ids(estate_id) if wanted else {}
    fresh: list[_Row] = []
    again: list[_Row] = []
    for mark, owner in wanted.items():
        values = _owner(owner, people.facts_of_owner(mark))
        if keys[mark] in known:
            again.append(values | {"known": known[keys[mark]]})
        else:
            fresh.append(values | {"estate_id": estate_id, "key": keys[mark]})
    _execute(update(Owner).where(Owner.id == bindparam("known")), again)
    if fresh:
        _execute(insert(Owner), fresh)
        known = _owner_ids(estate_id)
    return {mark: known[key] for mark, key in keys.items()}


def _owner_ids(estate_id: int) -> dict[str, int]:
    asked = select(Owner.key, Owner.id).where(Owner.estate_id == estate_id)
    return dict(session.execute(asked).all())


def _owner(owner: OwnerRow, facts: OwnerFacts) -> _Row:
    return {
        "name": facts.name,
        "id_number": crypto.seal(owner.id_number) if owner.id_number else None,
        "id_hash": facts.id_hash,
        "phone": crypto.seal(owner.phone) if owner.phone else None,
        "phone_hash": facts.phone_hash,
    }
