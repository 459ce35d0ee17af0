"""What a roll says: its homes, its owner parties, and what is wrong with it."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from portal.communities.roll.faults import Problem
from portal.communities.roll.kinds import AreaSource, PartUse, Tenure
from portal.communities.roll.owners import OwnerRow
from portal.domain.amounts import format_hundredths
from portal.domain.electorate import KINDS_COUNTED_BY_DEFAULT, Electorate, Part, Weight, merge_parts


class PartRow(NamedTuple):
    """One home as its row says; area in 0.01 m2.

    `row` is the sheet's own (the first is 1) and `sheet` its name, empty for a text file. `party_key` is
    equal for the same owner party on one roll; it holds ID numbers and must not be stored as it is.
    `tenure` is None where the sheet says nothing. `floor` is the sheet's, or the one in the room's number.
    """

    sheet: str
    row: int
    building: str
    building_number: int
    entrance: str
    entrance_number: int
    floor: int | None
    room: str
    area: int
    area_source: AreaSource | None
    use: PartUse
    tenure: Tenure | None
    owners: tuple[OwnerRow, ...]
    note: str
    party_key: str

    @property
    def home(self) -> str:
        """How people name it: 1栋1单元1-1."""
        return f"{self.building}{self.entrance}{self.room}"


class BuildingSum(NamedTuple):
    """What counts by default in one building: parts, and heads and area of the parties within it."""

    name: str
    parts: int
    weight: Weight


@dataclass(frozen=True)
class RollReading:
    """A roll read from a file. Rows with an error are not among `rows`; with one, none may be imported."""

    estate: str | None
    rows: tuple[PartRow, ...]
    errors: tuple[Problem, ...] = field(default=())
    warnings: tuple[Problem, ...] = field(default=())

    @cached_property
    def electorate(self) -> Electorate:
        """The owner parties, with the kinds that count by default."""
        return merge_parts(Part(row.party_key, row.area, row.use, row.building) for row in self.rows)

    @property
    def parts(self) -> int:
        """How many parts count by default."""
        return self.electorate.parts

    @property
    def heads(self) -> int:
        """How many owner parties hold them."""
        return self.electorate.roll.heads

    @property
    def area(self) -> int:
        """Their area in 0.01 m2."""
        return self.electorate.roll.area

    @property
    def excluded_parts(self) -> int:
        """车位, 储藏间 and 配套用房: read, but left out of the sums."""
        return self.electorate.excluded_parts

    @cached_property
    def buildings(self) -> tuple[BuildingSum, ...]:
        """The buildings with a part that counts, as people count them; those without a number last."""
        counted = [row for row in self.rows if row.use in KINDS_COUNTED_BY_DEFAULT]
        parts = Counter(row.building for row in counted)
        numbers = {row.building: row.building_number for row in counted}
        weights = self.electorate.buildings
        names = sorted(numbers, key=lambda name: numbers[name])
        return tuple(BuildingSum(name, parts[name], weights[name]) for name in names)

    def to_json(self) -> dict[str, object]:
        """What `flask roll check --json` prints."""
        return {
            "parts": self.parts,
            "heads": self.heads,
            "area": format_hundredths(self.area),
            "excluded_parts": self.excluded_parts,
            "buildings": {
                each.name: {
                    "parts": each.parts,
                    "heads": each.weight.heads,
                    "area": format_hundredths(each.weight.area),
                }
                for each in self.buildings
            },
            "errors": [_as_json(problem) for problem in self.errors],
            "warnings": [_as_json(problem) for problem in self.warnings],
        }


def _as_json(problem: Problem) -> dict[str, object]:
    return {"row": problem.row, "column": problem.column, "message": problem.message}
