"""Named tables of floor coefficients: a beginning for neighbours to talk from, each with its source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from portal.domain.errors import N_
from portal.pledges import queries
from portal.pledges.shares import default_coefficient
from portal.pledges.words import NO_RULE


@dataclass(frozen=True)
class Table:
    """Thousandths by floor; a floor that it does not name takes the nearest one below."""

    key: str
    name: str
    source: str
    floors: Mapping[int, int]
    entrance_id: int | None = None

    @property
    def own_id(self) -> int | None:
        """The id of an estate's own table, which can be changed."""
        return int(self.key.removeprefix("own")) if self.key.startswith("own") else None


#: 1F nothing, 2F 0.5, 3F 1, then 0.1 more a floor; no rule of law.
_TALK = Table("", N_("商量起点"), NO_RULE, {floor: default_coefficient(floor) for floor in range(1, 41)})
_LIJIANG = Table(
    "lijiang",
    N_("广州东圃丽江新村用过的一张"),
    N_("广州东圃丽江新村用过的系数，供参考，不是规定"),
    {1: 0, 2: 0, 3: 700, 4: 800, 5: 900, 6: 1000, 7: 1100, 8: 1200, 9: 1300},
)
_EQUAL = Table("equal", N_("二楼起每层一样"), NO_RULE, {1: 0, 2: 1000})


def list_tables(estate_id: int, entrance_id: int | None = None) -> list[Table]:
    """Those that everybody can start from, then the estate's own.

    :param entrance_id: leave out what another entrance talks about.
    """
    own = [
        Table(
            f"own{row.id}",
            row.name,
            row.source,
            {int(floor): factor for floor, factor in row.floors.items()},
            row.entrance_id,
        )
        for row in queries.list_tables(estate_id)
        if entrance_id is None or row.entrance_id in {None, entrance_id}
    ]
    return [_TALK, _LIJIANG, _EQUAL, *own]


def find_table(estate_id: int, key: str) -> Table:
    """The table that an address names, else the first."""
    return next((table for table in list_tables(estate_id) if table.key == key), _TALK)


def of_floors(table: Table, floors: Iterable[int]) -> dict[int, int]:
    """A coefficient for every floor of an entrance."""
    return {floor: _of(table, floor) for floor in floors}


def _of(table: Table, floor: int) -> int:
    below = [known for known in table.floors if known <= floor]
    return table.floors[max(below)] if below else 0
