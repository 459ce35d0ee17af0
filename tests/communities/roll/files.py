"""Rolls made in memory as people's programs would write them, and numbers that pass their checks."""

import csv
import io
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from portal.communities.roll.reading import read_roll
from portal.communities.roll.result import RollReading

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import xlwt

HEADER = (
    *("小区", "楼栋", "单元", "楼层", "房号", "建筑面积(㎡)", "房屋用途", "产权性质"),
    *("产权人", "证件号码", "手机号码", "备注"),
)
Rows = Sequence[Sequence[object]]
Merges = Iterable[tuple[int, int, int, int]]
"""Top, left, bottom, right, counted from 0; the value is the top left cell's."""

BODY = "12500232MB00000005"
"""A body's 统一社会信用代码."""


def resident(number: int) -> str:
    """The 18-character ID of an invented resident, with the check character of GB 11643."""
    base = f"50023219{60 + number // 9000:02}{1 + number % 12:02}{1 + number % 28:02}{number % 1000:03}"
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(base))
    return base + "10X98765432"[total % 11]


def mobile(number: int) -> str:
    return f"138{number:08d}"


def home(number: int = 1, **cells: object) -> dict[str, object]:
    """A row that nothing is wrong with, but for what is said otherwise."""
    return {
        "楼栋": "1栋",
        "单元": "1单元",
        "房号": f"{number}-1",
        "建筑面积(㎡)": 70.5,
        "房屋用途": "住宅",
        "产权人": f"业主{chr(0x4E00 + number)}",
        "证件号码": resident(number),
        "手机号码": mobile(number),
    } | cells


def rows_of(*homes: Mapping[str, object]) -> list[list[object]]:
    """The header, and one row for each home; a column that HEADER lacks stands behind it."""
    header = [*HEADER, *dict.fromkeys(name for each in homes for name in each if name not in HEADER)]
    return [list(header), *([each.get(name, "") for name in header] for each in homes)]


def xlsx(
    *sheets: Rows | tuple[str, Rows], merges: Merges = (), after: Callable[..., None] | None = None
) -> bytes:
    """A workbook as Excel writes it; numbers are numbers, dates are dates, the rest is text."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    day = book.add_format({"num_format": "m-d"})
    for given in sheets:
        name, rows = given if isinstance(given, tuple) else (None, given)
        sheet = book.add_worksheet(name)
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                _write(sheet, (place, column), cell, day)
        for top, left, bottom, right in merges:
            sheet.merge_range(top, left, bottom, right, rows[top][left])
    if after is not None:
        after(book)
    book.close()
    return out.getvalue()


def _write(sheet: Worksheet, place: tuple[int, int], cell: object, day: Format) -> None:
    if isinstance(cell, date):
        sheet.write_datetime(*place, cell, day)
    elif isinstance(cell, int | float):
        sheet.write_number(*place, cell)
    elif cell != "":
        sheet.write_string(*place, str(cell))


def xls(rows: Rows, merges: Merges = ()) -> bytes:
    """A workbook of Excel 97."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("名册")
    covered = {
        (row, column)
        for top, left, bottom, right in merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    }
    for place, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell != "" and (place, column) not in covered:
                sheet.write(place, column, cell)
    for top, left, bottom, right in merges:
        sheet.write_merge(top, bottom, left, right, rows[top][left])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def text(rows: Rows, separator: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue()


def read(*homes: Mapping[str, object]) -> RollReading:
    """What a workbook with these homes under the canonical header says."""
    return read_roll(xlsx(rows_of(*homes)), "名册.xlsx")


def read_rows(rows: Rows, merges: Merges = ()) -> RollReading:
    return read_roll(xlsx(rows, merges=merges), "名册.xlsx")


def errors_of(reading: RollReading) -> list[tuple[int, str]]:
    return [(problem.row, problem.column) for problem in reading.errors]


def warnings_of(reading: RollReading) -> list[tuple[int, str]]:
    return [(problem.row, problem.column) for problem in reading.warnings]
