"""Capital numerals: the examples of the payment rules, and reading them back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.capitals import in_capitals


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (1409_50, "壹仟肆佰零玖元伍角"),  # the examples of annex 1
        (6007_14, "陆仟零柒元壹角肆分"),
        (1680_32, "壹仟陆佰捌拾元零叁角贰分"),
        (107000_53, "壹拾万柒仟元零伍角叁分"),
        (16409_02, "壹万陆仟肆佰零玖元零贰分"),
        (325_04, "叁佰贰拾伍元零肆分"),
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角"),
        (80000_00, "捌万元整"),
        (10_00, "壹拾元整"),
        (100000001_00, "壹亿零壹元整"),
        (10010_00, "壹万零壹拾元整"),
        (30010000_00, "叁仟零壹万元整"),
        (1200000000000_00, "壹万贰仟亿元整"),
        (1000000000000_00, "壹万亿元整"),
    ],
)
def test_amounts(fen: int, text: str) -> None:
    assert in_capitals(fen) == text


@pytest.mark.parametrize("fen", [-1, 10**18])
def test_what_cannot_be_written(fen: int) -> None:
    with pytest.raises(ValueError, match="capitals"):
        in_capitals(fen)


def _read(text: str) -> int:
    """A reader written for this test: adds up digits by their places."""
    places = {"拾": 10, "佰": 100, "仟": 1000}
    yuan, _, rest = text.rpartition("元") if "元" in text else ("", "", text)
    total = section = digit = 0
    for sign in yuan:
        if sign in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(sign)
        elif sign in places:
            section, digit = section + digit * places[sign], 0
        elif sign == "万":
            total, section, digit = total + (section + digit) * 10_000, 0, 0
        else:
            total, section, digit = (total + section + digit) * 10**8, 0, 0
    fen = (total + section + digit) * 100
    for sign, unit in (("角", 10), ("分", 1)):
        if sign in rest:
            fen += "零壹贰叁肆伍陆柒捌玖".index(rest[rest.index(sign) - 1]) * unit
    return fen


@given(st.integers(0, 10**14))
def test_every_amount_can_be_read_back(fen: int) -> None:
    text = in_capitals(fen)
    assert _read(text) == fen
    assert "零零" not in text
