"""Where things stand in a sheet: titles, headers, blanks, merged cells, subtotals."""

import pytest

from portal.communities.roll.columns import NAMES, Column, find_header, named
from portal.communities.roll.reading import read_roll
from tests.communities.roll.files import errors_of, home, mobile, read, read_rows, rows_of, text, xls, xlsx

SHORT = ["楼栋", "单元", "房号", "面积", "业主"]
MERGED = [
    ["名册", "", "", "", ""],
    SHORT,
    ["1栋", "1单元", "1-1", 50.0, "甲"],
    ["", "", "1-2", 50.0, "乙"],
    ["", "2单元", "1-1", 50.0, "丙"],
    ["", "", "1-2", 50.0, "丁"],
]
MERGES = [(0, 0, 0, 4), (2, 0, 5, 0), (2, 1, 3, 1), (4, 1, 5, 1)]


def homes(reading) -> list[str]:
    assert reading.errors == ()
    return [row.home for row in reading.rows]


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (Column.ESTATE, "小区 小区名称 所属小区"),
        (Column.BUILDING, "楼栋 幢号 栋号 楼号 楼幢 楼栋号 幢 栋"),
        (Column.ENTRANCE, "单元 单元号"),
        (Column.FLOOR, "楼层 所在楼层 层数"),
        (Column.ROOM, "房号 室号 房间号 房屋号 门牌号"),
        (
            Column.AREA,
            "建筑面积(㎡) 建筑面积（平方米） 产权面积 面积 面积/㎡ 专有部分面积 建筑面积㎡ *建筑面积",
        ),
        (Column.USE, "房屋用途 用途 规划用途"),
        (Column.TENURE, "产权性质 权属性质"),
        (Column.NATURE, "性质 房屋性质"),
        (Column.OWNER, "产权人 户主姓名 业主 业主姓名 所有权人 产权人（业主）"),
        (
            Column.ID_NUMBER,
            "证件号码 身份证号 证件 统一社会信用代码 身份证号/统一社会信用代码 身份证号码（必填）",
        ),
        (Column.PHONE, "手机号码 联系电话 电话 手机 联系方式"),
        (Column.NOTE, "备注"),
        (Column.AREA_SOURCE, "面积来源"),
    ],
)
def test_names_in_use_elsewhere_are_recognised(column, words):
    assert {word: named(word)[0] for word in words.split()} == dict.fromkeys(words.split(), column)


def test_spaces_in_a_header_do_not_matter():
    assert named(" 房　号 ")[0] is Column.ROOM
    assert named("产权\n面积")[0] is Column.AREA


def test_other_words_name_no_column():
    assert [
        word for word in ("序号", "套内面积", "承租人", "住宅", "", "1栋", "户数" * 30) if named(word)
    ] == []


def test_every_column_has_its_own_name():
    assert all(named(name)[0] is column for column, name in NAMES.items() if column is not Column.NATURE)


def test_the_plainer_of_two_names_wins_wherever_it_stands():
    rows = [
        ["楼号", "房号", "产权面积", "建筑面积", "姓名", "产权人"],
        ["1", "101", 1.0, 60.0, "填表人", "甲"],
    ]
    (row,) = read_rows(rows).rows
    assert (row.area, row.owners[0].name) == (6000, "甲")


def test_titles_may_stand_before_the_header_and_rows_keep_their_numbers():
    rows = [
        ["某小区业主名册"],
        [],
        ["填报单位：", "", "时间："],
        *rows_of(home(1), {}, home(2, 手机号码="1")),
    ]
    reading = read_rows(rows)
    assert [row.row for row in reading.rows] == [5]
    assert errors_of(reading) == [(7, "手机号码")]


def test_row_numbers_are_the_sheets_own_where_the_first_rows_are_empty():
    rows = [[], [], *(["", *row] for row in rows_of(home(1)))]
    assert [row.row for row in read_roll(xlsx(rows), "a.xlsx").rows] == [4]
    assert [row.row for row in read_roll(xls(rows), "a.xls").rows] == [4]
    assert [row.row for row in read_roll(text(rows).encode(), "a.csv").rows] == [4]


def test_a_line_break_within_a_csv_cell_is_no_row():
    rows = rows_of(home(1, 备注="第一行\n第二行"), home(2, 手机号码="1"))
    assert errors_of(read_roll(text(rows).encode(), "a.csv")) == [(3, "手机号码")]


def test_a_header_over_two_rows():
    rows = [
        ["楼栋", "单元", "房号", "面积", "业主信息", "", ""],
        ["", "", "", "", "姓名", "身份证号", "电话"],
        ["1栋", "1单元", "1-1", 50.0, "甲", "", "13800000001"],
    ]
    merges = [(0, 4, 0, 6), *((0, column, 1, column) for column in range(4))]
    for reading in (read_rows(rows), read_rows(rows, merges)):
        assert [(row.home, row.owners[0]) for row in reading.rows] == [
            ("1栋1单元1-1", ("甲", None, "13800000001"))
        ]


def test_a_header_merged_over_two_rows_is_no_home():
    rows = [SHORT, [""] * 5, ["1栋", "1单元", "1-1", 50.0, "甲"]]
    assert homes(read_rows(rows, [(0, column, 1, column) for column in range(5)])) == ["1栋1单元1-1"]


def test_a_header_repeated_on_each_printed_page_is_no_home():
    first, second = rows_of(home(1)), rows_of(home(2))
    assert homes(read_rows([*first, ["某小区名册", "第2页"], *second])) == ["1栋1单元1-1", "1栋1单元2-1"]


def test_a_summary_names_too_few_columns_for_a_header():
    assert find_header([["楼栋", "单元", "面积"], ["1栋", "1单元", 500.0]]) is None


def test_a_blank_building_takes_the_one_above():
    assert homes(
        read(home(1, 楼栋="2栋"), home(2, 楼栋="", 单元="3单元"), home(3, 楼栋="", 单元="3单元"))
    ) == [
        "2栋1单元1-1",
        "2栋3单元2-1",
        "2栋3单元3-1",
    ]


def test_a_blank_entrance_takes_the_one_above_where_the_building_is_blank_too():
    assert homes(read(home(1), home(2, 楼栋="", 单元=""), home(3, 楼栋="", 单元=""))) == [
        "1栋1单元1-1",
        "1栋1单元2-1",
        "1栋1单元3-1",
    ]


def test_a_blank_entrance_beside_a_building_is_no_entrance():
    assert homes(read(home(1), home(2, 单元=""), home(3, 楼栋="", 单元=""))) == [
        "1栋1单元1-1",
        "1栋2-1",
        "1栋3-1",
    ]


def test_the_first_row_has_nothing_above():
    reading = read(home(1, 楼栋="", 单元=""), home(2))
    assert errors_of(reading) == [(2, "楼栋")]


def test_blank_rows_and_rows_with_errors_do_not_break_the_chain():
    reading = read(home(1, 楼栋="3栋", 手机号码="1"), {}, home(2, 楼栋="", 单元=""))
    assert errors_of(reading) == [(2, "手机号码")]
    assert [row.home for row in reading.rows] == ["3栋1单元2-1"]


@pytest.mark.parametrize("make", [xlsx, xls])
def test_merged_cells_mean_the_same_as_blanks(make):
    wanted = ["1栋1单元1-1", "1栋1单元1-2", "1栋2单元1-1", "1栋2单元1-2"]
    assert homes(read_roll(make(MERGED, merges=MERGES), "a")) == wanted
    assert homes(read_roll(make(MERGED), "a")) == wanted


@pytest.mark.parametrize("make", [xlsx, xls])
def test_merged_cells_where_the_first_columns_are_empty(make):
    rows = [[], *(["", "", *row] for row in MERGED)]
    merges = [(top + 1, left + 2, bottom + 1, right + 2) for top, left, bottom, right in MERGES]
    assert len(homes(read_roll(make(rows, merges=merges), "a"))) == 4


def test_an_entrance_merged_over_rows_that_all_name_the_building():
    rows = [SHORT, *(["1栋", "2单元" if place == 0 else "", f"{place}-1", 50.0, "甲"] for place in range(3))]
    assert homes(read_rows(rows, [(1, 1, 3, 1)])) == ["1栋2单元0-1", "1栋2单元1-1", "1栋2单元2-1"]
    assert homes(read_rows(rows)) == ["1栋2单元0-1", "1栋1-1", "1栋2-1"]


def test_a_building_merged_across_into_the_entrance_has_none():
    rows = [
        SHORT,
        ["1栋", "1单元", "1-1", 50.0, "甲"],
        ["地下", "", "车位1", 12.0, "乙"],
        ["", "", "车位2", 12.0, "乙"],
    ]
    assert homes(read_rows(rows, [(2, 0, 3, 1)])) == ["1栋1单元1-1", "地下车位1", "地下车位2"]


def test_one_owner_merged_over_two_homes_owns_both():
    rows = rows_of(home(1), home(2, 产权人="", 证件号码="", 手机号码=""))
    places = [rows[0].index(name) for name in ("产权人", "证件号码", "手机号码")]
    reading = read_rows(rows, [(1, place, 2, place) for place in places])
    assert (reading.parts, reading.heads, reading.errors) == (2, 1, ())


def test_one_home_merged_over_two_lines_of_owners():
    second = home(2, 房号="", 产权人="乙某") | {"建筑面积(㎡)": ""}
    rows = rows_of(home(1, 产权人="甲某"), second, home(3, 产权人="丙某"))
    places = [rows[0].index(name) for name in ("房号", "建筑面积(㎡)")]
    reading = read_rows(rows, [(1, place, 2, place) for place in places])
    assert [(row.row, [owner.name for owner in row.owners]) for row in reading.rows] == [
        (2, ["甲某", "乙某"]),
        (4, ["丙某"]),
    ]
    assert [owner.phone for owner in reading.rows[0].owners] == [mobile(1), mobile(2)]


def test_an_area_merged_over_two_homes_is_not_counted_twice():
    rows = rows_of(home(1), home(2, **{"建筑面积(㎡)": ""}))
    place = rows[0].index("建筑面积(㎡)")
    assert errors_of(read_rows(rows, [(1, place, 2, place)])) == [(3, "建筑面积(㎡)")]


@pytest.mark.parametrize(
    "word",
    [
        "小计",
        "合计",
        "总计",
        " 小 计 ",
        "1栋小计",
        "1栋1单元合计",
        "本页小计",
        "合计：",
        "小计（24户）",
        "合计29户",
        "油房沟小区合计",
    ],
)
@pytest.mark.parametrize("column", ["小区", "楼栋", "单元", "房号", "产权人"])
def test_a_subtotal_is_no_home(word, column):
    total = {column: word, "建筑面积(㎡)": 141.0}
    assert homes(read(home(1), home(2), total)) == ["1栋1单元1-1", "1栋1单元2-1"]


def test_a_subtotal_row_carries_nothing_down():
    total = {"楼栋": "9栋", "单元": "9单元", "房号": "小计", "建筑面积(㎡)": 70.5}
    assert homes(read(home(1), total, home(2, 楼栋="", 单元=""))) == ["1栋1单元1-1", "1栋1单元2-1"]


def test_a_subtotal_in_a_column_that_is_not_the_rolls():
    assert homes(read(home(1), {"序号": "合计", "建筑面积(㎡)": 70.5, "楼栋": "1栋"})) == ["1栋1单元1-1"]


def test_a_company_or_a_remark_with_such_a_word_is_no_subtotal():
    reading = read(
        home(1, 产权人="重庆合计商贸有限公司"), home(2, 备注="面积为两证合计"), home(3, 产权人="小计划")
    )
    assert len(homes(reading)) == 3


def test_signatures_below_are_no_homes():
    reading = read(
        home(1),
        {"楼栋": "填表人：张某", "房号": "审核人：李某", "产权人": "日期：2026年"},
        {"小区": "注：以产权证为准"},
    )
    assert homes(reading) == ["1栋1单元1-1"]
    assert reading.estate is None


def test_a_row_with_a_building_alone_stands_over_its_homes():
    section = {"楼栋": "2栋"}
    assert homes(read(home(1), section, home(1, 楼栋="", 单元="1单元"))) == ["1栋1单元1-1", "2栋1单元1-1"]


def test_a_title_between_the_homes_is_no_building():
    title = {"楼栋": "油房沟小区业主名册（续）"}
    assert homes(read(home(1), title, home(2, 楼栋="", 单元=""))) == ["1栋1单元1-1", "1栋1单元2-1"]


def test_a_numbered_but_empty_row_is_no_home():
    assert homes(read(home(1, 序号=1), {"序号": 2.0})) == ["1栋1单元1-1"]
