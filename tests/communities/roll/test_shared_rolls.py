"""The rolls of four real-looking estates, read to the hundredth of a square metre."""

import json
from pathlib import Path

import pytest

from portal.communities.roll.reading import read_roll
from portal.communities.roll.result import RollReading

ROLLS = Path(__file__).parents[2] / "data" / "rolls"
TRUTH = json.loads((ROLLS / "truth.json").read_text("utf-8"))
WITH_ERRORS = "有错的名册.xlsx"


def reading_of(name: str) -> RollReading:
    return read_roll((ROLLS / name).read_bytes(), name)


@pytest.mark.parametrize("name", [name for name in TRUTH if name != WITH_ERRORS])
def test_a_roll_counts_as_it_should(name):
    printed = reading_of(name).to_json()
    assert printed == {**TRUTH[name], "errors": [], "warnings": []}
    assert list(printed["buildings"]) == list(TRUTH[name]["buildings"])


def test_each_wrong_row_is_named_and_no_other():
    reading = reading_of(WITH_ERRORS)
    area, owner, number, phone = "建筑面积(㎡)", "产权人", "证件号码", "手机号码"
    wrong = {7: area, 11: area, 15: area, 19: area, 23: "房号", 27: owner, 31: number, 35: phone}
    assert {problem.row: problem.column for problem in reading.errors} == wrong
    assert [(problem.row, problem.column) for problem in reading.warnings] == [(39, area)]
    assert len(reading.errors) == 8
    assert {*map(str, wrong), "39"} == set(TRUTH[WITH_ERRORS]["bad_rows"])


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (7, "没有写建筑面积"),
        (11, "应大于0，现为“0”"),
        (15, "应大于0，现为“-61.2”"),
        (19, "“六十”不是数字"),
        (23, "1栋2单元4-1与第22行重复"),
        (27, "没有写产权人"),
        (31, "校验不通过"),
        (35, "11位手机号"),
        (39, "超过1000平方米"),
    ],
)
def test_each_message_says_what_is_wrong_and_what_to_do(row, said):
    reading = reading_of(WITH_ERRORS)
    (message,) = [each.message for each in (*reading.errors, *reading.warnings) if each.row == row]
    assert said in message
    assert message.endswith("。")


def test_a_row_with_an_error_is_no_home_of_the_reading():
    reading = reading_of(WITH_ERRORS)
    assert {row.row for row in reading.rows} == set(range(2, 62)) - {7, 11, 15, 19, 23, 27, 31, 35}


def test_the_estate_is_the_one_in_its_column():
    assert reading_of("油房沟小区-名册.xlsx").estate == "油房沟小区"
    assert reading_of("柏杨路小区-摸底表.xlsx").estate is None


def test_a_row_is_read_whole():
    row = next(row for row in reading_of("柏杨路小区-摸底表.xlsx").rows if row.row == 11)
    assert (row.building, row.entrance, row.room, row.floor, row.area) == ("1栋", "1单元", "3-2", 3, 7246)
    assert [tuple(owner) for owner in row.owners] == [
        ("何娜", "500232199103244704", "15000019652"),
        ("秦浩", "51232419391122851X", "17757846192"),
    ]
