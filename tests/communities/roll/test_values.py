"""What single cells say: areas, rooms, buildings, floors."""

from datetime import date, datetime

import pytest

from portal.communities.roll.kinds import AreaSource
from portal.communities.roll.places import building_in, entrance_in, floor_in, room_in
from portal.communities.roll.reading import read_roll
from tests.communities.roll.files import (
    errors_of,
    home,
    read,
    read_rows,
    rows_of,
    text,
    warnings_of,
    xls,
    xlsx,
)

AREA = "建筑面积(㎡)"


@pytest.mark.parametrize(
    ("cell", "area"),
    [
        (68.5, 6850),
        (68, 6800),
        ("68.5㎡", 6850),
        (" 86.57 平方米", 8657),
        ("71.80 m²", 7180),
        ("71.80M2", 7180),
        ("１３８．５", 13850),
        ("1,068.50", 106850),
        ("’77.95", 7795),
        ("'77.95", 7795),
        ("　68.5　", 6850),
        (71.50999999999999, 7151),  # what a formula leaves in the cell; Excel shows 71.51
        (0.1 + 0.2, 30),
    ],
)
def test_an_area_is_read_to_the_hundredth(cell, area):
    reading = read(home(房屋用途="商业", **{AREA: cell}))
    assert (reading.area, reading.errors) == (area, ())


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("", "没有写建筑面积"),
        ("　", "没有写建筑面积"),
        (0, "应大于0，现为“0”"),
        ("0.00㎡", "应大于0"),
        (-61.2, "应大于0，现为“-61.2”"),
        ("六十", "“六十”不是数字"),
        ("约60", "不是数字"),
        ("60+12", "不是数字"),
        ("nan", "不是数字"),
        ("68.505", "小数多于两位"),
        (68.505, "小数多于两位"),
        (1e300, "不是数字"),
        (2e9, "大得不可能"),
        ("9" * 5000, "大得不可能"),
        (date(2026, 6, 8), "不是数字"),
    ],
)
def test_a_wrong_area_is_an_error_that_says_what_to_do(cell, said):
    (problem,) = read(home(**{AREA: cell})).errors
    assert (problem.row, problem.column) == (2, AREA)
    assert said in problem.message


def test_a_formula_without_its_value_reads_empty():
    def formula(book) -> None:
        book.worksheets()[0].write_formula("F2", "=60+8.5", None, "")

    (problem,) = read_roll(xlsx(rows_of(home()), after=formula), "a.xlsx").errors
    assert "没有写建筑面积" in problem.message


def test_a_home_above_a_thousand_square_metres_is_a_warning_only():
    reading = read(
        home(1, **{AREA: 1000}), home(2, **{AREA: 1000.01}), home(3, 房屋用途="商业", **{AREA: 5000})
    )
    assert warnings_of(reading) == [(3, AREA)]
    assert (reading.parts, reading.errors) == (3, ())


@pytest.mark.parametrize(
    ("written", "name"),
    [
        *(
            (word, "3栋")
            for word in (
                "3栋",
                "3幢",
                "3号楼",
                "3",
                "3.0",
                "3#",
                "3#楼",
                "3号",
                "3座",
                "3 栋",
                "３栋",
                "第3栋",
                "03栋",
                "三栋",
                "三号楼",
                "3楼",
                "3号楼栋",
            )
        ),
        ("十二幢", "12栋"),
        ("二十栋", "20栋"),
        ("a座", "A栋"),
        ("3-1幢", "3-1栋"),
        ("甲幢", "甲栋"),
        ("地下", "地下"),
        ("综合楼", "综合楼"),
    ],
)
def test_a_building_has_one_name_whatever_the_sheet_wrote(written, name):
    assert building_in(written).name == name


def test_buildings_sort_as_people_count():
    reading = read(
        *(home(place, 楼栋=name) for place, name in enumerate(["地上", "10栋", "2幢", 1, "2号楼"], start=1))
    )
    assert list(reading.to_json()["buildings"]) == ["1栋", "2栋", "10栋", "地上"]
    assert reading.to_json()["buildings"]["2栋"] == {"parts": 2, "heads": 2, "area": "141.00"}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        *((word, "1单元") for word in ("1单元", "1", "1.0", "一单元", "1门", "１ 单元")),
        ("商业", "商业"),
        ("", ""),
        ("/", ""),
        ("无", ""),
        ("a单元", "A单元"),
    ],
)
def test_an_entrance_has_one_name(written, name):
    assert entrance_in(written).name == name


def test_an_entrance_may_stand_with_the_building():
    estate = "油房沟小区"
    reading = read(
        home(1, 楼栋="2幢3单元", 单元=""), home(2, 楼栋="2幢1单元"), home(3, 楼栋=f"{estate}2栋", 小区=estate)
    )
    places = [(row.building, row.entrance) for row in reading.rows]
    assert places == [("2栋", "3单元"), ("2栋", "1单元"), ("2栋", "1单元")]


@pytest.mark.parametrize(
    ("written", "room"),
    [
        ("1－1", "1-1"),
        ("1—1", "1-1"),
        (" 1 - 1 ", "1-1"),
        ("301室", "301"),
        ("301号", "301"),
        ("门卫室", "门卫室"),
        ("301.0", "301"),
        ("３０１", "301"),
        ("1栋2单元301室", "301"),
        ("a301", "A301"),
        ("商1", "商1"),
        ("车位027", "车位027"),
        ("负一层1号", "负一层1"),
        ("0301", "0301"),
    ],
)
def test_a_room_has_one_name(written, room):
    assert room_in(written) == room


@pytest.mark.parametrize("make", [xlsx, xls])
def test_a_room_stored_as_a_number_has_no_decimals(make):
    (row,) = read_roll(make(rows_of(home(房号=301))), "a").rows
    assert (row.room, row.floor) == ("301", 3)


@pytest.mark.parametrize("cell", [date(2026, 1, 1), datetime(2026, 3, 2), "3月2日"])  # noqa: DTZ001  a cell has no zone
def test_a_room_turned_into_a_date_is_an_error(cell):
    (problem,) = read(home(房号=cell)).errors
    assert (problem.row, problem.column) == (2, "房号")
    assert "设为文本格式" in problem.message


def test_a_home_without_a_room_is_an_error():
    assert errors_of(read(home(1, 房号=""), home(2))) == [(2, "房号")]


@pytest.mark.parametrize(
    ("cell", "room", "floor"),
    [
        ("3", "x", 3),
        ("3.0", "x", 3),
        ("3层", "x", 3),
        ("第3层", "x", 3),
        ("三楼", "x", 3),
        ("-1", "x", -1),
        ("负一层", "x", -1),
        ("地下1层", "x", -1),
        ("B1", "x", -1),
        ("3/7", "x", 3),
        ("顶层", "3-1", None),
        ("", "7-3", 7),
        ("", "301", 3),
        ("", "1203", 12),
        ("", "商1", None),
        ("", "0-1", None),
        ("2026", "x", None),
    ],
)
def test_a_floor_is_the_sheets_or_the_one_in_the_room_number(cell, room, floor):
    assert floor_in(cell, room) == floor


def test_of_two_rows_with_the_same_home_only_the_later_is_reported():
    reading = read(home(1), home(2), home(1, 楼栋="1幢", 房号="1－1"), home(1, 产权人=""))
    assert errors_of(reading) == [(4, "房号"), (5, "房号"), (5, "产权人")]
    assert reading.errors[0].message == "1栋1单元1-1与第2行重复，请删去多余的一行或改正房号。"
    assert reading.parts == 2


def test_a_first_row_with_an_error_is_still_the_first():
    assert errors_of(read(home(1, **{AREA: ""}), home(1))) == [(2, AREA), (3, "房号")]


def test_the_same_room_in_another_entrance_or_building_is_another_home():
    assert read(home(1), home(1, 单元="2单元"), home(1, 楼栋="2栋"), home(1, 单元="")).parts == 4


def test_one_roll_has_one_estate():
    reading = read(
        home(1, 小区="甲小区"),
        home(2, 小区=" 甲 小区"),
        home(1, 小区="乙小区"),
        home(2, 小区="乙小区"),
        home(3, 小区="丙小区"),
    )
    assert errors_of(reading) == [(4, "小区"), (6, "小区")]
    assert "这一行属于“乙小区”，而名册属于“甲小区”" in reading.errors[0].message


def test_a_blank_estate_is_the_same_estate():
    reading = read(home(1, 小区=""), home(2, 小区="甲小区"), home(3, 小区=""))
    assert (reading.estate, reading.errors) == ("甲小区", ())
    assert errors_of(read(home(1, 小区=""), home(1, 小区="甲小区"))) == [(3, "房号")]


def test_the_source_of_an_area_is_a_column_or_the_files():
    rows = rows_of(
        home(1, 面积来源="测绘"),
        home(2, 面积来源="不动产登记簿"),
        home(3, 面积来源=""),
        home(4, 面积来源="购房合同"),
    )
    given = read_roll(xlsx(rows), "a.xlsx", default_area_source=AreaSource.CONTRACT).rows
    assert [row.area_source for row in given] == [
        AreaSource.SURVEY,
        AreaSource.REGISTER,
        AreaSource.CONTRACT,
        AreaSource.CONTRACT,
    ]
    assert read_rows(rows).rows[2].area_source is None


def test_numbers_that_a_program_wrote_with_a_decimal_point():
    rows = rows_of(home(1, 楼栋="1.0", 单元="2.0", 楼层="3.0", 房号="301.0", 手机号码="13800000001.0"))
    (row,) = read_roll(text(rows).encode(), "a.csv").rows
    assert (row.home, row.floor, row.owners[0].phone) == ("1栋2单元301", 3, "13800000001")
