"""Owners, their IDs and phones, and the parties that they form."""

import pytest

from portal.communities.roll.owners import owners_in
from portal.communities.roll.reading import read_roll
from tests.communities.roll.files import (
    BODY,
    errors_of,
    home,
    mobile,
    read,
    resident,
    rows_of,
    text,
    warnings_of,
    xls,
    xlsx,
)

A, B, C = resident(1), resident(2), resident(3)
P, Q, R = mobile(1), mobile(2), mobile(3)
OLD = "510226491229055"


def people(names: str, ids: str = "", phones: str = "") -> list[tuple[str, str | None, str | None]]:
    read = owners_in(names, ids, phones)
    assert read.faults == []
    return [tuple(owner) for owner in read.owners]


@pytest.mark.parametrize("separator", ["、", ",", "，", "/", "／", "；", ";", " 、 "])
def test_several_owners_are_kept_apart(separator):
    assert people(separator.join(["甲某", "乙某"]), separator.join([A, B]), separator.join([P, Q])) == [
        ("甲某", A, P),
        ("乙某", B, Q),
    ]


def test_each_cell_may_have_its_own_separator():
    assert people("甲某/乙某", f"{A}、{B}", f"{P},{Q}") == [("甲某", A, P), ("乙某", B, Q)]


@pytest.mark.parametrize(
    ("names", "ids", "found"),
    [
        ("余伟 曹明", f"{A}、{B}", ["余伟", "曹明"]),
        ("余伟 曹明", f"{A} {B}", ["余伟", "曹明"]),
        ("余伟 曹明", f"{A}\n{B}", ["余伟", "曹明"]),
        ("余伟　曹明", f"{A}、{B}", ["余伟", "曹明"]),
        ("余伟 曹明", A, ["余伟曹明"]),
        ("余伟 曹明", "", ["余伟曹明"]),
        ("陈　芳", A, ["陈芳"]),
        ("陈　芳 李四", f"{A}、{B}", ["陈芳", "李四"]),
        ("陈　芳、李　四", f"{A}、{B}", ["陈芳", "李四"]),
        ("余伟 曹明、王五", f"{A}、{B}、{C}", ["余伟", "曹明", "王五"]),
        ("重庆 某某公司", BODY, ["重庆某某公司"]),
        ("John Smith", A, ["John Smith"]),
        ("阿卜杜拉·买买提", A, ["阿卜杜拉·买买提"]),
    ],
)
def test_a_space_separates_owners_only_where_as_many_ids_stand_beside(names, ids, found):
    assert [name for name, _, _ in people(names, ids)] == found


@pytest.mark.parametrize(
    "written",
    [
        A,
        f"'{A}",
        f"’{A}",
        f" {A[:6]} {A[6:14]} {A[14:]} ",
        f'="{A}"',
        f"\t{A}",
        "".join(chr(ord(digit) + 0xFEE0) for digit in A),
    ],
)
def test_an_id_is_cleaned(written):
    reading = read_roll(text(rows_of(home(证件号码=written))).encode(), "a.csv")
    assert reading.rows[0].owners[0].id_number == A


def test_a_small_x_is_the_same_number():
    assert people("甲", "51022619470222095x") == [("甲", "51022619470222095X", None)]


def test_a_body_has_its_own_number():
    assert people("武隆区房屋管理所（演示）", BODY) == [("武隆区房屋管理所（演示）", BODY, None)]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (A[:-1] + ("0" if A[-1] != "0" else "1"), "校验不通过"),
        ("12500232MB00000006", "校验不通过"),
        (OLD, "15位旧身份证号"),
        (A[:17], "应为18位，现为17位"),
        (A + "1", "应为18位，现为19位"),
        ("证已丢失", "应为18位"),
        ("5.00232E+17", "存成了数字"),
        (f"{A}、{OLD}", "（第2个）是15位"),
    ],
)
def test_a_wrong_id_is_an_error_in_its_row(written, said):
    (problem,) = read(home(产权人="甲某、乙某", 证件号码=written)).errors
    assert (problem.row, problem.column) == (2, "证件号码")
    assert said in problem.message


@pytest.mark.parametrize("make", [xlsx, xls])
def test_an_id_stored_as_a_number_is_refused_and_not_guessed(make):
    (problem,) = read_roll(make(rows_of(home(证件号码=float(B)))), "a").errors
    assert (problem.row, problem.column) == (2, "证件号码")
    assert "请把“证件号码”一列设为文本格式" in problem.message


def test_an_old_id_stored_as_a_number_is_an_old_id():
    assert "15位" in read(home(证件号码=float(OLD))).errors[0].message


def test_each_wrong_number_of_a_row_is_told():
    reading = read(home(产权人="甲某、乙某", 证件号码=f"{OLD}、{OLD}", 手机号码=f"1、{P}"))
    assert errors_of(reading) == [(2, "证件号码"), (2, "证件号码"), (2, "手机号码")]


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("150 7446 4309", "15074464309"),
        ("'15074464309", "15074464309"),
        ("１５０７４４６４３０９", "15074464309"),
        (15074464309, "15074464309"),
        (1.38e10, "13800000000"),
        ("+86 15074464309", "15074464309"),
        ("02377777777", "02377777777"),
        ("023 7777 7777", "02377777777"),
        ("023-77777777", "02377777777"),
        ("0817222222", "0817222222"),
        ("081722222222", "081722222222"),
    ],
)
def test_a_phone_is_cleaned(written, phone):
    assert read(home(手机号码=written)).rows[0].owners[0].phone == phone


@pytest.mark.parametrize(
    "written",
    [
        "1380000",
        "12800000000",
        "138000000001",
        "77777777",
        "023777777",
        "0237777777777",
        "电话停机",
        2377777777,
    ],
)
def test_another_phone_is_an_error(written):
    (problem,) = read(home(手机号码=written)).errors
    assert (problem.row, problem.column) == (2, "手机号码")
    assert "11位手机号" in problem.message


def test_a_phone_that_lost_its_digits_is_an_error():
    (problem,) = read_roll(text(rows_of(home(手机号码="1.38E+10"))).encode(), "a.csv").errors
    assert "存成了数字" in problem.message


def test_phones_with_spaces_within_and_between():
    assert people("甲某、乙某", "", "177 3644 0383 177 0892 2864") == [
        ("甲某", None, "17736440383"),
        ("乙某", None, "17708922864"),
    ]
    assert people("甲某、乙某", "", "177 3644 0383、023 7777 7777") == [
        ("甲某", None, "17736440383"),
        ("乙某", None, "02377777777"),
    ]


def test_fewer_numbers_belong_to_the_first_and_a_separator_leaves_one_out():
    assert people("甲某、乙某", A, P) == [("甲某", A, P), ("乙某", None, None)]
    assert people("甲、乙", A) == [("甲", A, None), ("乙", None, None)]
    assert people("甲某、乙某", f"、{B}", f"无、{Q}") == [("甲某", None, None), ("乙某", B, Q)]


@pytest.mark.parametrize(("column", "cells"), [("证件号码", f"{A}、{B}"), ("手机号码", f"{P}/{Q}")])
def test_more_numbers_than_owners_is_an_error(column, cells):
    reading = read(home(**{column: cells}))
    assert errors_of(reading) == [(2, column)]
    assert "却只有1位产权人" in reading.errors[0].message


@pytest.mark.parametrize("name", ["", "　", "无", "/", "—", "未售", "不详", "、"])
def test_no_owner_is_an_error(name):
    (problem,) = read(home(产权人=name)).errors
    assert (problem.row, problem.column) == (2, "产权人")
    assert "没有写产权人" in problem.message


@pytest.mark.parametrize("nothing", ["", "无", "/", "-", "暂无"])
def test_an_owner_without_id_and_phone_is_a_warning_only(nothing):
    reading = read(
        home(1, 证件号码=nothing, 手机号码=nothing), home(2, 证件号码=nothing), home(3, 手机号码=nothing)
    )
    assert warnings_of(reading) == [(2, "证件号码")]
    assert (reading.parts, reading.errors) == (3, ())


def test_one_owner_with_a_number_is_enough():
    reading = read(home(1, 产权人="甲某、乙某", 证件号码="", 手机号码=f"、{P}"))
    assert reading.warnings == reading.errors == ()


def test_a_wrong_number_is_an_error_and_no_warning_beside():
    reading = read(home(1, 证件号码="1", 手机号码=""))
    assert (errors_of(reading), warnings_of(reading)) == ([(2, "证件号码")], [])


def heads(*homes) -> int:
    reading = read(*homes)
    assert reading.errors == ()
    assert reading.parts == len(homes)
    return reading.heads


def test_one_owner_of_two_homes_is_one_head():
    assert heads(home(1, 证件号码=A), home(2, 产权人="另写一名", 证件号码=A.lower(), 手机号码="")) == 1


def test_an_owner_alone_and_with_another_are_two_parties():
    assert heads(home(1, 证件号码=A), home(2, 产权人="甲某、乙某", 证件号码=f"{A}、{B}")) == 2


def test_the_same_owners_in_another_order_are_one_party():
    pair = {"产权人": "甲某、乙某", "手机号码": ""}
    assert heads(home(1, **pair, 证件号码=f"{A}、{B}"), home(2, **pair, 证件号码=f"{B}、{A}")) == 1


def test_without_an_id_name_and_phone_make_the_party():
    known = {"证件号码": "", "手机号码": P}
    assert (
        heads(
            home(1, 产权人="陈　芳", **known),
            home(2, 产权人="陈芳", **known),
            home(3, 产权人="陈 芳", **known),
        )
        == 1
    )
    assert heads(home(1, 产权人="陈芳", **known), home(2, 产权人="陈方", **known)) == 2
    assert heads(home(1, 产权人="陈芳", **known), home(2, 产权人="陈芳", 证件号码="", 手机号码=Q)) == 2


def test_a_name_alone_never_merges_two_homes():
    nobody = {"产权人": "陈芳", "证件号码": "", "手机号码": ""}
    assert heads(home(1, **nobody), home(2, **nobody)) == 2


def test_unsold_homes_of_one_developer_are_one_party_by_the_name_alone():
    unsold = {"产权人": "武隆某置业公司", "证件号码": ""}
    homes = home(1, **unsold, 备注="未售"), home(2, **unsold, 手机号码="", 产权性质="未售")
    assert heads(*homes) == 1
    assert heads(*homes, home(3, 产权人="武隆另一置业公司", 证件号码="", 备注="未售")) == 2
    assert heads(*homes, home(3, **{**unsold, "证件号码": BODY})) == 2


def test_heads_of_a_building_count_the_parties_within_it():
    reading = read(home(1, 证件号码=A), home(2, 楼栋="2栋", 证件号码=A), home(3, 楼栋="2栋", 证件号码=C))
    buildings = reading.to_json()["buildings"]
    assert (reading.heads, [each["heads"] for each in buildings.values()]) == (2, [1, 2])


def test_a_message_does_not_repeat_the_number():
    reading = read(home(1, 证件号码=OLD, 手机号码="1380000"))
    assert not any(OLD in problem.message or "1380000" in problem.message for problem in reading.errors)
