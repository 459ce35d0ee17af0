"""What a new roll changes in an estate, before anything is written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from portal import crypto
from portal.communities.models import Estate, Part
from portal.communities.queries import list_parts
from portal.communities.roll.kinds import AreaSource, PartUse, Tenure
from portal.communities.roll.owners import OwnerRow
from portal.communities.roll.result import PartRow, RollReading


class Home(NamedTuple):
    """Where a part is; one row of a roll for each."""

    building: str
    entrance: str
    room: str

    def __str__(self) -> str:
        return "".join(self)


class OwnerFacts(NamedTuple):
    """An owner as the database knows him: numbers by their keyed hashes."""

    name: str
    id_hash: str | None
    phone_hash: str | None


class PartFacts(NamedTuple):
    """Everything a roll says of a part; equal facts mean that nothing changed."""

    floor: int | None
    area: int
    area_source: AreaSource | None
    use: PartUse
    tenure: Tenure | None
    note: str
    party_key: str
    owners: frozenset[OwnerFacts]


@dataclass(frozen=True)
class Comparison:
    """What an import would do. ``warned`` are homes whose owner a running vote has on its frozen roll."""

    added: Mapping[Home, PartRow]
    changed: Mapping[Home, PartRow]
    removed: Mapping[Home, int]
    warned: tuple[Home, ...] = field(default=())

    @property
    def nothing(self) -> bool:
        return not (self.added or self.changed or self.removed)

    def to_json(self) -> dict[str, int]:
        return {"added": len(self.added), "removed": len(self.removed), "changed": len(self.changed)}


#: Asked which of these parts (by id) stand on the frozen roll of a running vote. The voting feature, which
#: this one may not know, answers; see docs/adr/0008.
watching: list[Callable[[int, set[int]], set[int]]] = []


def compare(estate: Estate, reading: RollReading) -> Comparison:
    """Hold a roll that was read without errors against the estate's living roll."""
    known = {_home_of(part): part for part in list_parts(estate.id)}
    wanted = {Home(row.building, row.entrance, row.room): row for row in reading.rows}
    people = people_of(reading.rows)
    added = {home: row for home, row in wanted.items() if home not in known}
    changed = {
        home: row
        for home, row in wanted.items()
        if home in known and facts_of_row(row, people) != facts_of_part(known[home])
    }
    removed = {home: part.id for home, part in known.items() if home not in wanted}
    touched = {part.id: home for home, part in known.items() if home in removed or home in changed}
    running = {part_id for ask in watching for part_id in ask(estate.id, set(touched))}
    return Comparison(added, changed, removed, tuple(touched[part_id] for part_id in sorted(running)))


def owner_keys(row: PartRow) -> list[str]:
    """Each owner's key, once: known by ID number, else by name and phone, else only in this home."""
    home = Home(row.building, row.entrance, row.room)
    marks = (
        f"id\x00{number}" if number else f"name\x00{name}\x00{phone or home}"
        for name, number, phone in row.owners
    )
    return [crypto.fingerprint(mark, "owner") for mark in marks]


def people_of(rows: Iterable[PartRow]) -> dict[str, OwnerRow]:
    """Every owner on a roll by key. One who stands in several rows has the last phone that any of them names,
    so that two homes with and without it are not a change each time the file is read."""
    people: dict[str, OwnerRow] = {}
    for row in rows:
        for key, owner in zip(owner_keys(row), row.owners, strict=True):
            phone = owner.phone or (people[key].phone if key in people else None)
            people[key] = owner._replace(phone=phone)
    return people


def facts_of_row(row: PartRow, people: Mapping[str, OwnerRow]) -> PartFacts:
    return PartFacts(
        floor=row.floor,
        area=row.area,
        area_source=row.area_source,
        use=row.use,
        tenure=row.tenure,
        note=row.note,
        party_key=party_hash(row),
        owners=frozenset(
            OwnerFacts(owner.name, _hash(owner.id_number, "id"), _hash(owner.phone, "phone"))
            for owner in (people[key] for key in owner_keys(row))
        ),
    )


def facts_of_part(part: Part) -> PartFacts:
    return PartFacts(
        floor=part.floor,
        area=part.area,
        area_source=part.area_source,
        use=part.use,
        tenure=part.tenure,
        note=part.note,
        party_key=part.party.key,
        owners=frozenset(OwnerFacts(o.name, o.id_hash, o.phone_hash) for o in part.party.owners),
    )


def party_hash(row: PartRow) -> str:
    """The party's key without the ID numbers in it."""
    return crypto.fingerprint(row.party_key, "party")


def _hash(number: str | None, purpose: str) -> str | None:
    return crypto.fingerprint(number, purpose) if number else None


def _home_of(part: Part) -> Home:
    return Home(part.entrance.building.name, part.entrance.name, part.room)
