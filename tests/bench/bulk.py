"""What is done for a whole estate at once: counting, reading a roll, writing a sheet, starting."""

import io
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import python_calamine
import xlsxwriter

from portal import db
from portal.audit.services import Actor
from portal.communities.models import Estate
from portal.communities.roll.reading import read_roll
from portal.communities.services.importing import import_roll
from portal.communities.services.places import find_or_make_estate
from portal.db import session, transaction
from portal.voting.models import Vote
from portal.voting.queries.counting import count
from portal.web.sheets import Block, FileKind, Hundredths, Sheet, write

from .frame import Contest, Measured, Row, Work, compare
from .load import ROOT
from .world import world

_PLAIN = """
SELECT answer.question_id, answer.choice, count(*), sum(voter.area), count(DISTINCT ballot.voter_id)
FROM ballot JOIN voter ON voter.id = ballot.voter_id JOIN answer ON answer.ballot_id = ballot.id
WHERE ballot.vote_id = :vote AND ballot.state = 'counted' AND ballot.invalid_reason IS NULL
GROUP BY answer.question_id, answer.choice
"""
_HOMES, _ROWS, _ROUNDS = 13_072, 100_000, 3
_HEADS = ("楼栋", "单元", "房号", "建筑面积", "产权人", "证件号码", "联系电话")


@contextmanager
def result(folder: Path, ballots: int) -> Iterator[tuple[Work, Work]]:
    """The verdict of a vote, recount included, against one GROUP BY over the same tables."""
    with world(folder, homes=ballots, signed_in=1, cast=ballots) as made, made.app.app_context():

        def ours() -> None:
            session.remove()
            (counted,) = count(session.get_one(Vote, made.vote_id))
            _check(counted.count.roll.heads == ballots)

        def plain() -> None:
            with db.reader().connect() as connection:
                rows = connection.exec_driver_sql(_PLAIN, {"vote": made.vote_id}).all()
            _check(sum(row[2] for row in rows) == ballots)

        yield ours, plain


@contextmanager
def imported(folder: Path) -> Iterator[tuple[Work, Work]]:
    """A roll of the whole district into an empty estate, against reading the file."""
    file = folder / "roll.xlsx"
    _write_roll(file)
    content, numbers = file.read_bytes(), iter(range(1000))
    with world(folder, homes=1, signed_in=1) as made, made.app.app_context():

        def ours() -> None:
            reading = read_roll(content, "roll.xlsx")
            _check(reading.parts == _HOMES)
            with transaction():
                estate: Estate = find_or_make_estate(f"新小区{next(numbers)}", "试验街道")
                import_roll(
                    estate, reading, ("roll.xlsx", content), by=Actor(None, "测"), now=datetime.now(UTC)
                )

        def plain() -> None:
            book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
            _check(len(book.get_sheet_by_index(0).to_python()) == _HOMES + 1)

        yield ours, plain


def _write_roll(file: Path) -> None:
    with xlsxwriter.Workbook(str(file)) as book:
        sheet = book.add_worksheet("名册")
        sheet.write_row(0, 0, _HEADS)
        for n in range(_HOMES):
            floor, door = n % 100 // 4 + 1, n % 4 + 1
            home = (f"{n // 100 + 1}栋", "1单元", f"{floor}-{door}", 50 + n % 60 + 0.25)
            sheet.write_row(n + 1, 0, (*home, f"业主{n}", _resident(n), f"138{n:08}"))


def _resident(number: int) -> str:
    base = f"50023219{60 + number // 9000:02}{1 + number % 12:02}{1 + number % 28:02}{number % 1000:03}"
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(base))
    return base + "10X98765432"[total % 11]


def _exporting(kind: FileKind) -> Callable[[Path], Iterator[Measured]]:
    goal = 1.3 if kind is FileKind.XLSX else 3.0

    def exported(folder: Path) -> Iterator[Measured]:
        """CPU of a hundred thousand rows, against the bare writer."""
        pairs = [
            (_cpu(lambda: _ours(folder, kind)), _cpu(lambda: _bare_rows(folder, kind)))
            for _ in range(_ROUNDS)
        ]
        what = f"export of 100,000 rows as {kind.value}, CPU"
        yield compare(what, pairs, goal, "s", at_most=True)

    return exported


def _records() -> Iterator[tuple[Any, ...]]:
    for n in range(_ROWS):
        yield f"{n // 100 + 1}栋", f"{n % 100}室", Hundredths(5000 + n), "张*", n, "同意"


def _ours(folder: Path, kind: FileKind) -> None:
    table = Block(_records(), ("楼栋", "房号", "面积", "业主", "序号", "意见"))
    with (folder / f"ours.{kind.value}").open("w+b") as target:
        write(target, [Sheet("逐户", (10, 10, 12, 10, 8, 8), [table])], kind)


def _bare_rows(folder: Path, kind: FileKind) -> None:
    import csv  # noqa: PLC0415

    path = folder / f"bare.{kind.value}"
    if kind is FileKind.CSV:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            for n in range(_ROWS):
                writer.writerow((f"{n // 100 + 1}栋", f"{n % 100}室", (5000 + n) / 100, "张*", n, "同意"))
        return
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet, area = book.add_worksheet(), book.add_format({"num_format": "#,##0.00"})
        for n in range(_ROWS):
            sheet.write_string(n, 0, f"{n // 100 + 1}栋")
            sheet.write_string(n, 1, f"{n % 100}室")
            sheet.write_number(n, 2, (5000 + n) / 100, area)
            sheet.write_string(n, 3, "张*")
            sheet.write_number(n, 4, n)
            sheet.write_string(n, 5, "同意")


_START = """
import sys
sys.path.insert(0, {root!r})
{body}
assert app.test_client().get("/healthz").status_code == 200
"""
_BODY = """
from pathlib import Path
from portal.app import create_app
from portal.config import Config
app = create_app(Config("sqlite:///{folder}/start.db", "s" * 40, b"d" * 32, Path("{folder}")))
"""
_BARE_BODY = """
import sqlalchemy
from sqlalchemy import orm
from flask import Flask
app = Flask("bare")
engine = sqlalchemy.create_engine("sqlite:///{folder}/bare.db")
@app.get("/healthz")
def healthz():
    with engine.connect() as connection:
        return str(connection.scalar(sqlalchemy.text("SELECT 1")))
"""


def started(folder: Path) -> Iterator[Measured]:
    """From nothing to the first answer, against bare Flask with SQLAlchemy."""
    pairs = [(_start(folder, _BODY), _start(folder, _BARE_BODY)) for _ in range(5)]
    yield compare("cold start, first answer", pairs, 1.5, "s", at_most=True)


def _start(folder: Path, body: str) -> float:
    program = _START.format(root=str(ROOT), body=body.format(folder=folder))
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True, cwd=folder)
    return time.perf_counter() - begun


def _cpu(work: Work) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _check(holds: bool) -> None:
    if not holds:
        raise RuntimeError("the work was not done")


ROWS: list[Row | Contest] = [
    Row("result of 10,000 ballots", 1.0, "results/s", lambda folder: result(folder, 10_000), 3),
    Row("recount of 100,000 ballots", 1.0, "recounts/s", lambda folder: result(folder, 100_000), 1),
    Row("import of a roll of 13,072 homes", 0.25, "rolls/s", imported, 1),
    Contest(_exporting(FileKind.XLSX)),
    Contest(_exporting(FileKind.CSV)),
    Contest(started),
]
