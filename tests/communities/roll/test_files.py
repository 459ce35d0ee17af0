"""Which files are rolls: every program's xlsx, xls and csv, and a clear sentence for all others."""

import io
import zipfile

import pytest
import xlsxwriter

from portal.communities.roll.errors import (
    ColumnMissing,
    EmptyFile,
    FileTooLarge,
    HeaderNotFound,
    NoHomes,
    NotASheet,
    RollRefused,
    SheetLocked,
    WebPageNotSheet,
)
from portal.communities.roll.reading import read_roll
from tests.communities.roll.files import HEADER, errors_of, home, rows_of, text, xls, xlsx

ROWS = rows_of(
    home(1, 小区="油房沟小区"),
    home(2, 小区="油房沟小区", 产权人="䶮兰"),
    home(3, 小区="油房沟小区", 备注="甲，乙"),
)
WANTED = ("油房沟小区", 3, 21150)


def told(content: bytes, name: str) -> tuple[str | None, int, int]:
    reading = read_roll(content, name)
    assert reading.errors == ()
    return reading.estate, reading.parts, reading.area


def with_crossed_out_ids(separator: str = ",") -> str:
    """What some programs export so that Excel leaves the digits alone."""
    at = ROWS[0].index("证件号码")
    return text(
        [
            [f"'{cell}" if row and place == at else cell for place, cell in enumerate(line)]
            for row, line in enumerate(ROWS)
        ],
        separator,
    )


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (xlsx(ROWS), "名册.xlsx"),
        (xlsx(ROWS), "没有后缀"),
        (xlsx(ROWS), "其实是xlsx.xls"),
        (xls(ROWS), "名册.xls"),
        (xls(ROWS), "其实是xls.xlsx"),
        (text(ROWS).encode(), "名册.csv"),
        (text(ROWS).encode("utf-8-sig"), "名册.csv"),
        (text(ROWS).encode("gb18030"), "名册.csv"),
        (text(ROWS).encode("utf-16"), "名册.csv"),
        (text(ROWS).replace("\r\n", "\n").encode(), "名册.csv"),
        (text(ROWS, "\t").encode(), "名册.csv"),
        (text(ROWS, "\t").encode("gb18030"), "名册.txt"),
        (text(ROWS, ";").encode(), "名册.csv"),
        (with_crossed_out_ids().encode("gb18030"), "名册.csv"),
        (text(ROWS, "\t").encode("gb18030"), "文本改名.xls"),
    ],
)
def test_the_same_roll_from_every_kind_of_file(content, name):
    assert told(content, name) == WANTED


def test_gbk_without_a_gb18030_character():
    rows = rows_of(home(1), home(2))
    assert read_roll(text(rows).encode("gbk"), "名册.csv").parts == 2


@pytest.mark.parametrize(
    ("content", "name", "refusal", "said"),
    [
        (b"", "名册.xlsx", EmptyFile, "文件是空的"),
        (b" \r\n", "名册.csv", EmptyFile, "文件是空的"),
        (
            "<html><body><table><tr><td>楼栋</td></tr></table>".encode(),
            "名册.xls",
            WebPageNotSheet,
            "其实是网页",
        ),
        (b"\xef\xbb\xbf\r\n<TABLE border=1>", "名册.xls", WebPageNotSheet, "其实是网页"),
        (b'<?xml version="1.0"?><Workbook/>', "名册.xls", WebPageNotSheet, "其实是网页"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "名册.xlsx", NotASheet, "打不开“名册.xlsx”"),
        (b"PK\x03\x04 and nothing of a workbook", "名册.xlsx", NotASheet, "打不开"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "名册.xls", NotASheet, "打不开"),
        ("第一行\n第二行".encode(), "名册.csv", HeaderNotFound, "没有找到表头"),
        (xlsx([["1. 面积以产权证为准。"], ["2. 由社区填报。"]]), "名册.xlsx", HeaderNotFound, "没有找到表头"),
        (xlsx([HEADER]), "名册.xlsx", NoHomes, "没有任何房屋"),
        (xlsx([HEADER, ["", "合计", "", "", "", 100.0]]), "名册.xlsx", NoHomes, "没有任何房屋"),
        (xlsx([HEADER[:8], ["x"]]), "名册.xlsx", ColumnMissing, "缺少：产权人；"),
        (
            text([["单元", "房号", "电话"], ["1", "1-1", ""]]).encode(),
            "甲.csv",
            ColumnMissing,
            "“甲.csv”的表头缺少：楼栋、建筑面积(㎡)、产权人",
        ),
    ],
)
def test_what_is_no_roll_is_refused_in_a_sentence(content, name, refusal, said):
    with pytest.raises(refusal) as caught:
        read_roll(content, name)
    assert said in str(caught.value)
    assert str(caught.value).endswith("。")


def test_another_package_is_no_workbook():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("word/document.xml", "<w:document/>")
    with pytest.raises(NotASheet):
        read_roll(out.getvalue(), "名册.xlsx")


def test_a_broken_workbook_is_refused_wherever_it_breaks():
    whole = xlsx(ROWS)
    for end in range(0, len(whole), 397):
        with pytest.raises(RollRefused):
            read_roll(whole[:end], "名册.xlsx")


def test_a_broken_old_workbook_is_refused_and_says_nothing_on_the_terminal(capfd):
    """The reader dies of some of these: of memory, or in a panic that it prints."""
    whole = xls(ROWS)
    refused = 0
    for place in range(512, len(whole), 251):
        hurt = whole[:place] + b"\xff\x7f\xff\x7f" + whole[place + 4 :]
        try:
            read_roll(hurt, "名册.xls")
        except RollRefused:
            refused += 1
    assert refused
    assert capfd.readouterr() == ("", "")


def test_an_old_workbook_that_asks_for_all_memory_is_refused():
    """A cell in column 65,535 makes a rectangle of a hundred gigabytes."""
    rows = [["x"], *ROWS, *([["x"]] * 60_000)]
    whole = xls(rows)
    record = whole.index(bytes.fromhex("fd000a00") + (60_003).to_bytes(2, "little"))
    far = whole[: record + 6] + b"\xff\xff" + whole[record + 8 :]
    with pytest.raises(NotASheet):
        read_roll(far, "名册.xls")


def test_a_locked_workbook_says_so():
    new = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le")
    whole = xls(ROWS)
    second = whole.index(b"\xe1\x00\x02\x00")  # the record behind the first becomes the one for a password
    for content in (new, whole[:second] + b"\x2f\x00" + whole[second + 2 :]):
        with pytest.raises(SheetLocked, match="打开密码"):
            read_roll(content, "名册.xls")


@pytest.mark.parametrize("corner", ["XFD1048576", "XFD3", "A1048576", "DA4"])
def test_a_stray_cell_far_away_does_not_fill_the_memory(corner):
    def stray(book: xlsxwriter.Workbook) -> None:
        book.worksheets()[0].write(corner, "x")

    with pytest.raises(FileTooLarge, match="100000行、104列"):
        read_roll(xlsx(ROWS, after=stray), "名册.xlsx")


def test_an_empty_formatted_cell_far_away_does_no_harm():
    def formatted(book: xlsxwriter.Workbook) -> None:
        book.worksheets()[0].write_blank("AMJ4", None, book.add_format({"bold": True}))

    assert told(xlsx(ROWS, after=formatted), "名册.xlsx") == WANTED


def test_a_file_beyond_the_limit_is_refused_unread():
    with pytest.raises(FileTooLarge, match="20兆字节"):
        read_roll(b"x" * (20 * 2**20 + 1), "名册.csv")


def test_a_package_that_unpacks_without_end_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", bytes(201 * 2**20))
    with pytest.raises(FileTooLarge):
        read_roll(out.getvalue(), "名册.xlsx")


def test_sheets_without_a_header_are_left_alone():
    content = xlsx(
        ("填表说明", [["1. 面积以产权证为准。"], ["楼栋"]]),
        ("名册", ROWS),
        ("汇总", [["楼栋", "单元", "面积"], ["1栋", 1, 9]]),
    )
    reading = read_roll(content, "名册.xlsx")
    assert (reading.parts, reading.errors) == (3, ())


def test_an_example_in_the_instructions_is_not_read():
    example = rows_of(home(9, 产权人="张三（示例）"))
    content = xlsx(("填写示例", example), ("名册", ROWS))
    assert [row.sheet for row in read_roll(content, "名册.xlsx").rows] == ["名册"] * 3
    assert read_roll(xlsx(("填表说明", example)), "名册.xlsx").parts == 1


def test_hidden_sheets_and_charts_are_not_read():
    def more(book: xlsxwriter.Workbook) -> None:
        book.worksheets()[1].hide()
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=现在!$F$2:$F$4"})
        book.add_chartsheet("图").set_chart(chart)

    assert told(xlsx(("现在", ROWS), ("以前", ROWS), after=more), "名册.xlsx") == WANTED


def test_one_sheet_for_each_building():
    first, second = (
        rows_of(home(1, 楼栋=""), home(2, 楼栋="")),
        rows_of(home(3, 楼栋=""), home(4, 楼栋="", 手机号码="12")),
    )
    reading = read_roll(xlsx(("1栋", first), ("2号楼", second)), "名册.xlsx")
    assert [(row.sheet, row.row, row.building) for row in reading.rows] == [
        ("1栋", 2, "1栋"),
        ("1栋", 3, "1栋"),
        ("2号楼", 2, "2栋"),
    ]
    (problem,) = reading.errors
    assert (problem.row, problem.sheet) == (3, "2号楼")
    assert problem.message.startswith("工作表“2号楼”：手机号码")


def test_a_building_may_be_told_by_the_sheet_alone():
    rows = [["房号", "面积", "业主"], ["301", 60.0, "甲"]]
    (row,) = read_roll(xlsx(("3#楼", rows)), "名册.xlsx").rows
    assert (row.building, row.room) == ("3栋", "301")
    with pytest.raises(ColumnMissing, match="缺少：楼栋"):
        read_roll(xlsx(("Sheet1", rows)), "名册.xlsx")


def test_a_building_is_not_carried_from_one_sheet_to_the_next():
    reading = read_roll(
        xlsx(("甲", rows_of(home(1))), ("乙", rows_of(home(2, 楼栋="", 单元="")))), "名册.xlsx"
    )
    assert errors_of(reading) == [(2, "楼栋")]


def test_a_home_on_two_sheets_is_the_same_home():
    reading = read_roll(xlsx(("甲", rows_of(home(1))), ("乙", rows_of(home(1)))), "名册.xlsx")
    (problem,) = reading.errors
    assert problem.message == "工作表“乙”：1栋1单元1-1与工作表“甲”第2行重复，请删去多余的一行或改正房号。"


def test_one_sheet_is_not_named_in_messages():
    reading = read_roll(xlsx(("说明", [["请填"]]), ("名册", rows_of(home(1, 房号="")))), "名册.xlsx")
    assert [problem.message for problem in reading.errors] == ["没有写房号，请补上。"]
