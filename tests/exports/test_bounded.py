"""A hundred thousand rows are counted and never held: by objects alive and by bytes, not by the clock."""

import gc
import io
import tempfile
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from portal.db import session, transaction
from portal.exports.catalogue import Table
from portal.exports.files import Order, make
from portal.voting.models import Delivery, DeliveryWay
from portal.web.sheets import Block, FileKind, Hundredths, Row, Sheet, write
from tests.factories import exports, voting

MANY = 100_000
MOST_BYTES = 12 * 2**20
"""Of what Python allocates meanwhile; the rows themselves would be several times as much."""


class Counted(tuple[object, ...]):
    """A row that knows how many of its kind are alive."""

    alive = most = 0

    def __new__(cls, number: int) -> "Counted":
        made = super().__new__(cls, (f"第{number}户", Hundredths(number), number))
        cls.alive += 1
        cls.most = max(cls.most, cls.alive)
        return made

    def __del__(self) -> None:
        type(self).alive -= 1


def rows() -> Iterator[Row]:
    for number in range(MANY):
        yield Counted(number)  # type: ignore[misc]  # a row of cells


@pytest.mark.parametrize("kind", FileKind)
def test_at_most_two_rows_are_held_at_a_time(kind: FileKind) -> None:
    Counted.alive = Counted.most = 0
    with tempfile.TemporaryFile() as target:
        made = write(target, [Sheet("表", (12, 12, 12), [Block(rows(), ("户", "面积", "号"))])], kind)
    assert made.rows == MANY
    assert Counted.most <= 2
    assert Counted.alive <= 1


@pytest.mark.usefixtures("isolated")
def test_a_hundred_thousand_rows_of_the_database_stream_through(tmp_path: Path) -> None:
    """The same voters served again and again; the peak is that of a piece, not of the whole."""
    with transaction():
        estate = exports.estate()
        vote = exports.open_vote(estate)
        at, door = exports.CAST_AT, {"vote_id": vote.id, "voter_id": voting.voters(vote)[0].id}
        first = Delivery(**door, way=DeliveryWay.LETTERBOX, note="", at=at, recorded_at=at)
        session.add(first)
        session.flush()
        session.execute(text(_AGAIN), {"first": first.id, "many": MANY - 1})
    order = Order(Table.DELIVERIES, estate.id, vote.id, full=False, purpose="核对")
    session.expunge_all()
    gc.collect()
    with (tmp_path / "file").open("w+b") as target:
        tracemalloc.start()
        try:
            made = make(order, FileKind.CSV, target, now=exports.LATER)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert made.written.rows == MANY
    assert peak < MOST_BYTES, f"{peak:,} bytes"


_AGAIN = """
INSERT INTO delivery (vote_id, voter_id, way, note, at, recorded_at)
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :many)
SELECT d.vote_id, d.voter_id, d.way, d.note, d.at, d.recorded_at FROM delivery d, n WHERE d.id = :first
"""


def test_a_small_file_is_measured_the_same_way() -> None:
    """The counter would notice rows that are kept."""
    Counted.alive = Counted.most = 0
    kept = [Counted(number) for number in range(50)]
    assert Counted.most == 50
    assert write(io.BytesIO(), [Sheet("表", (9,), [Block([], ("户",))])], FileKind.CSV).rows == 0
    assert len(kept) == 50
