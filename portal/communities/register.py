"""The living roll as the desk reads it: what it weighs, home by home, and which files made it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select

from portal.audit.models import AuditEntry
from portal.communities.models import Building, Entrance, Owner, Part, PartyOwner, RollImport
from portal.communities.roll.kinds import AreaSource, PartUse, Tenure
from portal.db import session
from portal.domain import electorate
from portal.domain.electorate import KINDS_COUNTED_BY_DEFAULT, Electorate, Weight, merge_parts
from portal.domain.masking import mask_name

PAGE = 50


def page_of(asked: int, count: int, size: int) -> tuple[int, int]:
    """Which page of a list to show when somebody asks for one, and how many there are: 1 and more."""
    last = max(1, -(-count // size))
    return min(max(1, asked), last), last


@dataclass(frozen=True)
class BuildingSum:
    """What counts by default in one building, and how many parts do not."""

    id: int
    name: str
    parts: int
    excluded: int
    weight: Weight


@dataclass(frozen=True)
class Figures:
    """What the living roll weighs, with the kinds that count by default.

    ``area_sources`` are counted parts by where their area comes from; None is not said.
    """

    electorate: Electorate
    buildings: Sequence[BuildingSum]
    area_sources: Mapping[AreaSource | None, int]


def figures(estate_id: int) -> Figures:
    """The same sums, by the same rule, as a roll that is read and a roll that a vote freezes."""
    asked = select(Part.party_id, Part.area, Part.use, Part.area_source, Building.id, Building.name)
    rows = session.execute(
        asked.join(Part.entrance)
        .join(Entrance.building)
        .where(Part.estate_id == estate_id, Part.retired_at.is_(None))
        .order_by(Building.number, Building.name)
    ).all()
    merged = merge_parts(electorate.Part(str(row[0]), row[1], row[2], str(row[4])) for row in rows)
    names = {row[4]: row[5] for row in rows}
    counted = Counter(row[4] for row in rows if row[2] in KINDS_COUNTED_BY_DEFAULT)
    everything = Counter(row[4] for row in rows)
    buildings = [
        BuildingSum(id_, name, counted[id_], everything[id_] - counted[id_], _weight(merged, id_))
        for id_, name in names.items()
    ]
    sources = Counter(row[3] for row in rows if row[2] in KINDS_COUNTED_BY_DEFAULT)
    return Figures(merged, buildings, sources)


def _weight(merged: Electorate, building_id: int) -> Weight:
    return merged.buildings.get(str(building_id), electorate.ZERO)


@dataclass(frozen=True)
class RollHome:
    """A home on the roll as staff may see it: owners masked, and whether they can be told by a number."""

    part_id: int
    name: str
    area: int
    area_source: AreaSource | None
    use: PartUse
    tenure: Tenure | None
    owners: Sequence[str]
    has_id: bool
    has_phone: bool


def list_homes(estate_id: int, building_id: int | None, page: int) -> Sequence[RollHome]:
    """One page of the living roll in door order, of a building or of all; the first page is 1."""
    rows = session.execute(
        select(Part, Building.name, Entrance.name)
        .where(*_living(estate_id, building_id))
        .order_by(
            Building.number, Building.name, Entrance.number, Entrance.name, Part.floor, Part.room, Part.id
        )
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    owners = _owners(part.party_id for part, _, _ in rows)
    return [
        RollHome(
            part_id=part.id,
            name=f"{building}{entrance}{part.room}",
            area=part.area,
            area_source=part.area_source,
            use=part.use,
            tenure=part.tenure,
            owners=[mask_name(name) for name, _, _ in owners[part.party_id]],
            has_id=any(has_id for _, has_id, _ in owners[part.party_id]),
            has_phone=any(has_phone for _, _, has_phone in owners[part.party_id]),
        )
        for part, building, entrance in rows
    ]


def count_homes(estate_id: int, building_id: int | None) -> int:
    return session.scalar(select(func.count(Part.id)).where(*_living(estate_id, building_id))) or 0


def _living(estate_id: int, building_id: int | None) -> Iterator[ColumnElement[bool]]:
    yield Entrance.id == Part.entrance_id
    yield Building.id == Entrance.building_id
    yield Part.estate_id == estate_id
    yield Part.retired_at.is_(None)
    if building_id is not None:
        yield Building.id == building_id


def _owners(party_ids: Iterable[int]) -> Mapping[int, Sequence[tuple[str, bool, bool]]]:
    """By party in the order of the register: name, whether an ID number and a phone are known."""
    rows = session.execute(
        select(PartyOwner.party_id, Owner.name, Owner.id_hash.is_not(None), Owner.phone_hash.is_not(None))
        .join(Owner, Owner.id == PartyOwner.owner_id)
        .where(PartyOwner.party_id.in_(set(party_ids)))
        .order_by(PartyOwner.party_id, PartyOwner.position)
    )
    found: dict[int, list[tuple[str, bool, bool]]] = defaultdict(list)
    for party_id, name, has_id, has_phone in rows:
        found[party_id].append((name, has_id, has_phone))
    return found


@dataclass(frozen=True)
class Import:
    """A file that changed the roll: who took it in, what it changed, and what it weighed."""

    file_name: str
    at: datetime
    by: str
    changes: Mapping[str, int]
    parts: int
    weight: Weight


def list_imports(estate_id: int, *, limit: int = 10) -> Sequence[Import]:
    """The newest first."""
    entry = and_(
        AuditEntry.estate_id == RollImport.estate_id,
        AuditEntry.action == "roll.import",
        AuditEntry.at == RollImport.imported_at,
    )
    rows = session.execute(
        select(RollImport, AuditEntry.actor, AuditEntry.detail)
        .outerjoin(AuditEntry, entry)
        .where(RollImport.estate_id == estate_id)
        .order_by(RollImport.imported_at.desc(), RollImport.id.desc())
        .limit(limit)
    )
    return [
        Import(
            file_name=made.file_name,
            at=made.imported_at,
            by=actor or "",
            changes={kind: (detail or {}).get(kind, 0) for kind in ("added", "changed", "removed")},
            parts=made.parts,
            weight=Weight(made.heads, made.area),
        )
        for made, actor, detail in rows
    ]
