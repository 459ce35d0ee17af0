"""The records of a roll, one after another: each becomes a home, or says what is wrong with it."""

import re
from datetime import date, time, timedelta
from functools import lru_cache

from portal.communities.roll import faults
from portal.communities.roll.cells import Cell, name_as_written, plain, text_of
from portal.communities.roll.columns import NAMES, Column
from portal.communities.roll.faults import Problem
from portal.communities.roll.kinds import (
    AreaSource,
    PartUse,
    Tenure,
    area_source_in,
    tenure_in,
    use_in,
    use_of_room,
)
from portal.communities.roll.owners import OwnerRow, owners_in
from portal.communities.roll.places import Place, building_in, entrance_in, floor_in, room_in, split_building
from portal.communities.roll.records import Record
from portal.communities.roll.result import PartRow, RollReading
from portal.domain.amounts import AmountMissing, AreaNotPositive, TooManyDecimals, parse_area
from portal.domain.electorate import Owner, party_key
from portal.domain.errors import RuleViolated, Sentence
from portal.domain.identity import clean_name

_LARGE_HOME = 1_000_00
_IMPOSSIBLE = 10_000_000_00
_LONGEST_AREA = 30
_DATE = re.compile("[0-9]{1,2}月[0-9]{1,2}日")
_SAY_NATURE = (Column.USE, Column.NATURE, Column.TENURE, Column.NOTE)

_Home = tuple[str, str, str, str]
_Faults = list[tuple[Column, Sentence]]


class Checker:
    """Takes the records in order, since a home is known by those before it."""

    def __init__(self, *, area_source: AreaSource | None, name_sheets: bool) -> None:
        self._area_source = area_source
        self._name_sheets = name_sheets
        self._estates: dict[str, str] = {}
        self._homes: dict[_Home, Record] = {}
        self._rows: list[PartRow] = []
        self._errors: list[Problem] = []
        self._warnings: list[Problem] = []

    def reading(self) -> RollReading:
        """What all records together say."""
        estate = next(iter(self._estates.values()), None)
        return RollReading(estate, tuple(self._rows), tuple(self._errors), tuple(self._warnings))

    def take(self, record: Record) -> None:
        """Read one record into a home, errors and warnings."""
        texts = ["" if cell == "" else text_of(cell) for cell in record.cells]
        found: _Faults = []
        building, entrance, room = self._place(record, texts, found)
        area = _area(texts[Column.AREA], found)
        read = owners_in(texts[Column.OWNER], texts[Column.ID_NUMBER], texts[Column.PHONE])
        found.extend(read.faults)
        stated, tenure = _nature(*(texts[column] for column in _SAY_NATURE))
        use = stated or use_of_room(entrance.name, room)
        self._report(self._warnings, record, _doubts(use, area, read.owners))
        if found or area is None:
            self._report(self._errors, record, found)
            return
        home = f"{building.name}/{entrance.name}/{room}"
        known_as = (Owner(clean_name(name), number or "", phone or "") for name, number, phone in read.owners)
        self._rows.append(
            PartRow(
                sheet=record.sheet,
                row=record.row,
                building=building.name,
                building_number=building.number,
                entrance=entrance.name,
                entrance_number=entrance.number,
                floor=floor_in(texts[Column.FLOOR], room),
                room=room,
                area=area,
                area_source=self._area_source_of(texts[Column.AREA_SOURCE]),
                use=use,
                tenure=tenure,
                owners=read.owners,
                note=texts[Column.NOTE],
                party_key=party_key(known_as, home=home, unsold=tenure is Tenure.UNSOLD),
            )
        )

    def _area_source_of(self, text: str) -> AreaSource | None:
        return (area_source_in(text) if text else None) or self._area_source

    def _other_estate(self, text: str, found: _Faults) -> str:
        """The row's estate where it is not the roll's; each other one is told once, where it first stands."""
        key = plain(text)
        first = next(iter(self._estates), key)
        if key and key not in self._estates:
            self._estates[key] = name_as_written(text)
            if key != first:
                values = {"other": self._estates[key], "estate": self._estates[first]}
                found.append((Column.ESTATE, Sentence(faults.OTHER_ESTATE, values)))
        return "" if key in ("", first) else key

    def _place(self, record: Record, texts: list[str], found: _Faults) -> tuple[Place, Place, str]:
        estate = self._other_estate(texts[Column.ESTATE], found)
        building_text, entrance_text = self._without_estate(texts[Column.BUILDING]), texts[Column.ENTRANCE]
        building_text, entrance_beside = split_building(building_text)
        building, entrance = building_in(building_text), entrance_in(entrance_text or entrance_beside)
        room = room_in(texts[Column.ROOM])
        if not building.name:
            found.append((Column.BUILDING, Sentence(faults.BUILDING_MISSING)))
        if _is_date(record.cells[Column.ROOM]):
            found.append((Column.ROOM, Sentence(faults.ROOM_IS_DATE)))
        elif not room:
            found.append((Column.ROOM, Sentence(faults.ROOM_MISSING)))
        elif building.name:
            self._check_home((estate, building.name, entrance.name, room), record, found)
        return building, entrance, room

    def _without_estate(self, building: str) -> str:
        word = plain(building)
        for estate in self._estates:
            if word.startswith(estate) and word != estate:
                return word.removeprefix(estate)
        return building

    def _check_home(self, home: _Home, record: Record, found: _Faults) -> None:
        first = self._homes.setdefault(home, record)
        if first is record:
            return
        values: dict[str, object] = {"home": "".join(home[1:]), "first": first.row}
        if first.sheet == record.sheet:
            sentence = Sentence(faults.SAME_HOME, values)
        else:
            sentence = Sentence(faults.SAME_HOME_ELSEWHERE, {**values, "sheet": first.sheet})
        found.append((Column.ROOM, sentence))

    def _report(self, to: list[Problem], record: Record, found: _Faults) -> None:
        sheet = record.sheet if self._name_sheets else ""
        to.extend(Problem(record.row, NAMES[column], sentence, sheet) for column, sentence in found)


def _is_date(cell: Cell) -> bool:
    if isinstance(cell, date | time | timedelta):
        return True
    return type(cell) is str and _DATE.fullmatch(plain(cell)) is not None


def _area(text: str, found: _Faults) -> int | None:
    """In 0.01 m2, or None with the reason among what was found."""
    typed = text[:_LONGEST_AREA]
    try:
        area = parse_area(text.strip("'‘’`")) if len(text) <= _LONGEST_AREA else _IMPOSSIBLE
    except RuleViolated as refusal:
        found.append((Column.AREA, Sentence(_area_fault(refusal), {"typed": typed})))
        return None
    if area >= _IMPOSSIBLE:
        found.append((Column.AREA, Sentence(faults.AREA_IMPOSSIBLE, {"typed": typed})))
        return None
    return area


def _area_fault(refusal: RuleViolated) -> str:
    if isinstance(refusal, AmountMissing):
        return faults.AREA_MISSING
    if isinstance(refusal, AreaNotPositive):
        return faults.AREA_NOT_POSITIVE
    return faults.AREA_DECIMALS if isinstance(refusal, TooManyDecimals) else faults.AREA_NOT_A_NUMBER


@lru_cache(maxsize=4096)
def _nature(use: str, nature: str, tenure: str, note: str) -> tuple[PartUse | None, Tenure | None]:
    """Use and tenure, wherever the row says them: 性质 may hold either, and a remark 未售 or 公房.

    A use in words that nobody knows is another use; a remark alone makes no home private.
    """
    uses = [use_in(text) for text in (use, nature, tenure)]
    stated = next((each for each in uses if each is not None), None)
    if stated is None and use and tenure_in(use) is None:
        stated = PartUse.OTHER
    tenures = [tenure_in(text) for text in (tenure, nature, use)]
    for held in (Tenure.UNSOLD, Tenure.PUBLIC):
        if held in (*tenures, tenure_in(note)):
            return stated, held
    return stated, Tenure.PRIVATE if Tenure.PRIVATE in tenures else None


def _doubts(use: PartUse, area: int | None, owners: tuple[OwnerRow, ...]) -> _Faults:
    """What may be right but should be looked at: nothing else than these two."""
    doubts: _Faults = []
    if area is not None and area > _LARGE_HOME and use is PartUse.DWELLING:
        doubts.append((Column.AREA, Sentence(faults.AREA_LARGE)))
    is_known = any(owner.id_number or owner.phone for owner in owners)
    if owners and not is_known:
        doubts.append((Column.ID_NUMBER, Sentence(faults.UNREACHABLE)))
    return doubts
