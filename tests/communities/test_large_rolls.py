"""Importing costs a few statements, however many homes there are."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event, func, select

from portal import db
from portal.communities.models import Estate, Part
from portal.communities.roll.kinds import AreaSource, PartUse
from portal.communities.roll.owners import OwnerRow
from portal.communities.roll.result import PartRow, RollReading
from portal.communities.services.importing import import_roll
from portal.db import session, transaction
from tests.communities.roll.files import mobile, resident
from tests.factories import communities as make

pytestmark = pytest.mark.usefixtures("isolated")


@contextmanager
def statements() -> Iterator[list[str]]:
    asked: list[str] = []

    def note(*call: object) -> None:
        asked.append(str(call[2]))

    event.listen(db.engine(), "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(db.engine(), "before_cursor_execute", note)


def many(count: int) -> RollReading:
    """Plain rows, as if they had been read: two homes of each owner, every second area from the register."""
    rows = tuple(
        PartRow(
            sheet="",
            row=number + 2,
            building=f"{number // 100 + 1}栋",
            building_number=number // 100 + 1,
            entrance="1单元",
            entrance_number=1,
            floor=number % 100 // 4 + 1,
            room=f"{number % 100 // 4 + 1}-{number % 4 + 1}",
            area=6000 + number % 50,
            area_source=AreaSource.REGISTER if number % 2 else None,
            use=PartUse.DWELLING,
            tenure=None,
            owners=(OwnerRow(f"业主{number // 2}", resident(number // 2), mobile(number // 2)),),
            note="",
            party_key=f'[["id","{resident(number // 2)}"]]',
        )
        for number in range(count)
    )
    return RollReading(None, rows)


def changed(reading: RollReading) -> RollReading:
    """A tenth of the homes gone, in another tenth the area, in another the owner's phone."""
    kept = [row for row in reading.rows if row.row % 10]
    for place, row in enumerate(kept):
        if row.row % 10 == 1:
            kept[place] = row._replace(area=row.area + 5)
        elif row.row % 10 in (2, 3):
            kept[place] = row._replace(owners=(row.owners[0]._replace(phone="13900000000"),))
    return replace(reading, rows=tuple(kept))


@pytest.mark.parametrize("step", ["first", "changed", "same"])
def test_a_large_roll_takes_as_many_statements_as_a_small_one(step: str) -> None:
    counted = []
    for size in (200, 2000):
        with transaction():
            estate = make.estate(f"{size}户小区")
            if step != "first":
                import_roll(estate, many(size), ("x", b"1"), by=make.CLERK, now=make.NOW)
        reading = changed(many(size)) if step == "changed" else many(size)
        with transaction(), statements() as asked:
            place = session.get_one(Estate, estate.id)
            comparison = import_roll(place, reading, ("x", b"2"), by=make.CLERK, now=make.NOW)
        assert comparison.nothing is (step == "same")
        counted.append(len(asked))
    assert counted[0] == counted[1] <= 30


def test_thirteen_thousand_parts() -> None:
    with transaction():
        estate = make.estate()
        first = import_roll(estate, many(13_000), ("x", b"1"), by=make.CLERK, now=make.NOW)
    assert first.to_json() == {"added": 13_000, "removed": 0, "changed": 0}
    with transaction():
        place = session.get_one(Estate, estate.id)
        second = import_roll(place, changed(many(13_000)), ("x", b"2"), by=make.CLERK, now=make.NOW)
    assert second.to_json() == {"added": 0, "removed": 1300, "changed": 3900}
    assert session.scalar(select(func.count()).where(Part.retired_at.is_not(None))) == 1300
