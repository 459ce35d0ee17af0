"""Sheets: exact numbers, inert text, one row in memory at a time, whole files or none."""

import csv
import hashlib
import io
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from portal.web.sheets import (
    Block,
    Cell,
    FileKind,
    Hundredths,
    Row,
    Share,
    Sheet,
    inert,
    shown,
    whole,
    write,
)

RARE = "𠮷䶮㛃犇骉"


def sheet(*rows: Row, heads: Sequence[str] = ("一", "二"), above: Sequence[str] = ()) -> Sheet:
    return Sheet("表", (20, 20), [Block(rows, heads)], above)


def as_xlsx(*sheets: Sheet) -> Any:
    target = io.BytesIO()
    write(target, sheets, FileKind.XLSX)
    return openpyxl.load_workbook(target)


def as_csv(*sheets: Sheet) -> list[list[str]]:
    target = io.BytesIO()
    write(target, sheets, FileKind.CSV)
    assert target.getvalue().startswith(b"\xef\xbb\xbf"), "Excel takes it for GBK without the mark"
    return list(csv.reader(io.StringIO(target.getvalue().decode("utf-8-sig"), newline="")))


def first(cell: Cell) -> Any:
    """The cell of a workbook that holds only this."""
    return as_xlsx(sheet((cell,), heads=("一",)))["表"]["A2"]


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+86 138", "-1", "@sum", "\t=1", "\r=1", "＝1+1", "－1", "＋1", "＠x", "  =1+1", "\u3000=1"],
)
def test_text_that_could_run_is_made_inert(text: str) -> None:
    assert inert(text) == f"'{text}"
    cell = first(text)
    assert (cell.data_type, cell.value[0]) == ("s", "'")
    assert as_csv(sheet((text,), heads=("一",)))[1][0][0] == "'"


@pytest.mark.parametrize("text", ["张三", "1-1", "http://a.b/", "3栋=1", RARE, "甲" * 30, "", "a\nb"])
def test_other_text_comes_back_as_it_was(text: str) -> None:
    assert as_csv(sheet((text, 1)))[1][0] == text
    cell = first(text)
    assert (cell.value or "", cell.hyperlink) == (text, None)


def test_text_that_looks_like_a_number_stays_text() -> None:
    assert first("500232196212255900").value == "500232196212255900"


@pytest.mark.parametrize("hundredths", [0, 1, 6850, 2_389_024, 6_678_397, 99_999_999_999, -5])
def test_areas_are_exact_numbers_with_two_decimals(hundredths: int) -> None:
    cell = first(Hundredths(hundredths))
    assert (cell.number_format, cell.data_type) == ("0.00", "n")
    assert Decimal(str(cell.value)) == Decimal(hundredths) / 100
    assert shown(Hundredths(hundredths)) == f"{Decimal(hundredths) / 100:.2f}"


def test_a_share_just_below_its_line_does_not_look_as_if_it_met_it() -> None:
    cell = first(Share(199_999, 300_000))  # 66.6663 %, needs two thirds
    assert (cell.number_format, Decimal(str(cell.value))) == ("0.00%", Decimal("0.6666"))
    assert shown(Share(199_999, 300_000)) == "66.66%"
    assert (first(Share(0, 0)).value, shown(Share(0, 0))) == ("—", "—")


def test_moments_are_chinas() -> None:
    late = datetime(2026, 3, 20, 18, 30, tzinfo=UTC)  # the next morning in China
    assert first(late).value == datetime(2026, 3, 21, 2, 30)  # noqa: DTZ001  # sheets know no zones
    assert shown(late) == "2026-03-21 02:30"
    assert first(date(2026, 3, 1)).value.date() == date(2026, 3, 1)
    assert shown(date(2026, 3, 1)) == "2026-03-01"


def test_what_no_file_can_hold_does_not_break_it() -> None:
    text = "甲\x00\x0b\ud800\ufffe乙"
    assert first(text).value == "甲\ufffd\ufffd\ufffd\ufffd乙"
    assert as_csv(sheet((text, 1)))[1][0] == "甲\ufffd\ufffd\ufffd\ufffd乙"
    assert len(first("长" * 40_000).value) == 32_001


def test_the_head_of_a_single_table_stays_and_filters() -> None:
    page = as_xlsx(sheet(("a", 1), ("b", 2), above=("标题", "说明")))["表"]
    assert [cell.value for cell in page["A"]] == ["标题", "说明", None, "一", "a", "b"]
    assert (page.freeze_panes, page.auto_filter.ref) == ("A5", "A4:B6")
    assert page.print_title_rows == "$4:$4"


def test_pairs_and_several_tables_stand_under_each_other() -> None:
    two = Sheet("表", (9, 9, 9), [Block([("面积", Hundredths(150))]), Block([("a", 1, 2)], "一二三", "小题")])
    page = as_xlsx(two)["表"]
    assert [cell.value for cell in page["A"]] == ["面积", None, "小题", "一", "a"]
    assert (page["B1"].value, page.freeze_panes) == (1.5, None)
    assert as_csv(two) == [["面积", "1.50"], [], ["小题"], ["一", "二", "三"], ["a", "1", "2"]]


def test_long_text_gets_the_height_it_needs() -> None:
    page = as_xlsx(sheet(("长" * 40, 1), ("短", 1)))["表"]
    assert 80 <= page.row_dimensions[2].height < 96  # five lines of eight characters
    assert page.row_dimensions[3].height is None


@pytest.mark.parametrize("kind", FileKind)
def test_rows_size_and_checksum_are_the_files(kind: FileKind) -> None:
    target = io.BytesIO()
    written = write(target, [sheet(("a", 1), ("b", 2)), Sheet("二", (9,), [Block([("c",)], ("一",))])], kind)
    assert (written.rows, target.tell()) == (3, 0)
    content = target.getvalue()
    assert (written.size, written.sha256) == (len(content), hashlib.sha256(content).hexdigest())


class Watched:
    """Draws rows one by one and looks each time how many the workbook still holds."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.pages: list[Any] = []
        self.most = 0
        add = xlsxwriter.Workbook.add_worksheet

        def kept(book: Any, name: str) -> Any:
            self.pages.append(add(book, name))
            return self.pages[-1]

        monkeypatch.setattr(xlsxwriter.Workbook, "add_worksheet", kept)

    def rows(self, count: int) -> Iterator[Row]:
        for number in range(count):
            yield (f"第{number}行", Hundredths(number))
            self.most = max(self.most, sum(len(page.table) for page in self.pages))


def test_a_workbook_holds_one_row_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched(monkeypatch)
    written = write(io.BytesIO(), [Sheet("表", (9, 9), [Block(watched.rows(500), "一二")])], FileKind.XLSX)
    assert written.rows == 500
    assert 1 <= watched.most <= 2


def test_csv_has_written_a_row_before_it_draws_the_next() -> None:
    target = io.BytesIO()

    def rows() -> Iterator[Row]:
        for number in range(100):
            assert target.tell() >= 5 * number
            yield (str(number), 1)

    assert write(target, [Sheet("表", (9, 9), [Block(rows(), "一二")])], FileKind.CSV).rows == 100


def _breaks() -> Iterator[Row]:
    yield ("a", 1)
    raise LookupError


@pytest.mark.parametrize("kind", FileKind)
def test_a_failure_leaves_nothing_behind(
    kind: FileKind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    path = tmp_path / "out"
    path.write_text("before")
    with pytest.raises(LookupError), whole(path) as target:
        write(target, [Sheet("表", (9, 9), [Block(_breaks(), "一二")])], kind)
    assert [file.name for file in tmp_path.iterdir()] == ["out"]
    assert path.read_text() == "before"


def test_a_file_appears_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    with whole(path) as target:
        write(target, [sheet(("a", 1))], FileKind.CSV)
        assert not path.exists()
    assert path.read_bytes().endswith(b"a,1\r\n")
    assert path.stat().st_mode & 0o077 == 0, "others on this machine may read it"
    assert [file.name for file in tmp_path.iterdir()] == ["表.csv"]
