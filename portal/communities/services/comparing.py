"""What a new roll changes in an estate, before anything is written."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Row, select

from portal import crypto
from portal.communities.models import Building, Entrance, Estate, Owner, OwnerParty, Part, PartyOwner
from portal.communities.people import OwnerFacts, People
from portal.communities.roll.kinds import AreaSource, PartUse, Tenure
from portal.communities.roll.result import PartRow, RollReading
from portal.db import session


class Home(NamedTuple):
    """Where a part is; one row of a roll for each."""

    building: str
    entrance: str
    room: str

    def __str__(self) -> str:
        return "".join(self)


class PartFacts(NamedTuple):
    """Everything a roll says of a part, area in 0.01 m2; equal facts mean that nothing changed."""

    floor: int | None
    area: int
    area_source: AreaSource | None
    use: PartUse
    tenure: Tenure | None
    note: str
    party_key: str
    owners: frozenset[OwnerFacts]


class Known(NamedTuple):
    """A part of the living roll."""

    part_id: int
    facts: PartFacts


class Change(NamedTuple):
    """A part of which the new roll says something else."""

    known: Known
    row: PartRow
    becomes: PartFacts

    @property
    def has_other_owners(self) -> bool:
        """Another party, or other words about the same one."""
        was, becomes = self.known.facts, self.becomes
        return (was.party_key, was.owners) != (becomes.party_key, becomes.owners)


@dataclass(frozen=True)
class Comparison:
    """What an import would do. ``warned`` are homes that a running vote has on its frozen roll."""

    people: People = field(repr=False)
    added: Mapping[Home, PartRow]
    changed: Mapping[Home, Change]
    removed: Mapping[Home, Known]
    warned: tuple[Home, ...] = field(default=())

    @property
    def nothing(self) -> bool:
        return not (self.added or self.changed or self.removed)

    @property
    def stamp(self) -> str:
        """Equal as long as the same file would change the same of the same roll: what somebody agreed to."""
        lines = [f"+{home}" for home in self.added]
        lines += [f"~{home}{_written(change.known.facts)}" for home, change in self.changed.items()]
        lines += [f"-{home}{_written(known.facts)}" for home, known in self.removed.items()]
        lines += [f"!{home}" for home in self.warned]
        return crypto.fingerprint("\n".join(sorted(lines)), "roll")

    def to_json(self) -> dict[str, int]:
        return {"added": len(self.added), "removed": len(self.removed), "changed": len(self.changed)}


#: Asked which of these parts (by id) stand on the frozen roll of a running vote. The voting feature, which
#: this one may not know, answers; see docs/adr/0008.
watching: list[Callable[[int, set[int]], set[int]]] = []


def compare(estate: Estate, reading: RollReading) -> Comparison:
    """Hold a roll that was read without errors against the estate's living roll."""
    known = _living(estate.id)
    people = People(reading.rows)
    added: dict[Home, PartRow] = {}
    changed: dict[Home, Change] = {}
    for row in reading.rows:
        home = Home(row.building, row.entrance, row.room)
        was = known.pop(home, None)
        if was is None:
            added[home] = row
        elif (becomes := _facts_of(row, people)) != was.facts:
            changed[home] = Change(was, row, becomes)
    return Comparison(people, added, changed, known, _warned(estate.id, changed, known))


def _warned(
    estate_id: int, changed: Mapping[Home, Change], removed: Mapping[Home, Known]
) -> tuple[Home, ...]:
    touched = {change.known.part_id: home for home, change in changed.items()}
    touched |= {known.part_id: home for home, known in removed.items()}
    if not touched:
        return ()
    running = {part_id for ask in watching for part_id in ask(estate_id, set(touched))}
    return tuple(home for part_id, home in touched.items() if part_id in running)


def _facts_of(row: PartRow, people: People) -> PartFacts:
    return PartFacts(
        floor=row.floor,
        area=row.area,
        area_source=row.area_source,
        use=row.use,
        tenure=row.tenure,
        note=row.note,
        party_key=people.party_of(row),
        owners=people.facts_of(row),
    )


def _living(estate_id: int) -> dict[Home, Known]:
    """Each part of the estate's living roll, in one statement: a row for each owner of a part."""
    owner = (Owner.name, Owner.id_hash, Owner.phone_hash)
    facts = (Part.floor, Part.area, Part.area_source, Part.use, Part.tenure, Part.note, OwnerParty.key)
    rows = session.execute(
        select(Part.id, Building.name, Entrance.name, Part.room, *facts, *owner)
        .join(Entrance, Entrance.id == Part.entrance_id)
        .join(Building, Building.id == Entrance.building_id)
        .join(OwnerParty, OwnerParty.id == Part.party_id)
        .outerjoin(PartyOwner, PartyOwner.party_id == OwnerParty.id)
        .outerjoin(Owner, Owner.id == PartyOwner.owner_id)
        .where(Part.estate_id == estate_id, Part.retired_at.is_(None))
        .order_by(Building.number, Building.name, Entrance.number, Part.floor, Part.room, Part.id)
    )
    return _grouped(rows)


def _grouped(rows: Iterable[Row[*tuple[Any, ...]]]) -> dict[Home, Known]:
    found: dict[Home, Known] = {}
    for part_id, building, entrance, room, *facts, name, id_hash, phone_hash in rows:
        home = Home(building, entrance, room)
        owners = frozenset() if name is None else frozenset({OwnerFacts(name, id_hash, phone_hash)})
        if home in found:
            owners |= found[home].facts.owners
        found[home] = Known(part_id, PartFacts._make((*facts, owners)))
    return found


def _written(facts: PartFacts) -> str:
    return repr((*facts[:-1], sorted(map(repr, facts.owners))))
