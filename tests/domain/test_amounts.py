"""Areas, money and percentages between what people write and whole numbers."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.amounts import (
    AmountMissing,
    AmountNegative,
    AreaNotPositive,
    NotAnAmount,
    TooManyDecimals,
    format_coefficient,
    format_hundredths,
    format_percent,
    parse_area,
    parse_coefficient,
    parse_money,
)
from portal.domain.errors import RuleViolated


@pytest.mark.parametrize(
    ("typed", "hundredths"),
    [
        ("68.5㎡", 6850),
        (" 86.57 平方米", 8657),
        ("71.80m²", 7180),
        ("６８．５", 6850),
        ("６８.5㎡", 6850),
        ("1,068.50", 106850),
        ("66783.97", 6678397),
        ("68", 6800),
        ("0.01", 1),
        ("+5.5", 550),
    ],
)
def test_areas(typed: str, hundredths: int) -> None:
    assert parse_area(typed) == hundredths


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", AmountMissing),
        ("㎡", AmountMissing),
        ("   ", AmountMissing),
        ("68.555", TooManyDecimals),
        ("68.500", TooManyDecimals),  # the zeros say that somebody measured to a millimetre
        ("0", AreaNotPositive),
        ("0.00㎡", AreaNotPositive),
        ("-68.5", AreaNotPositive),
        ("68.5abc", NotAnAmount),
        ("六十八", NotAnAmount),
        ("1,06.5", NotAnAmount),
        ("68.", NotAnAmount),
        (".5", NotAnAmount),
        ("6.8e1", NotAnAmount),
        ("nan", NotAnAmount),
    ],
)
def test_areas_refused(typed: str, refusal: type[RuleViolated]) -> None:
    with pytest.raises(refusal):
        parse_area(typed)


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("120000.00", 12_000_000),
        ("￥1,200.5", 120_050),
        ("¥8", 800),
        ("8元", 800),
        ("人民币100元整", 10_000),
        ("0", 0),
    ],
)
def test_money(typed: str, fen: int) -> None:
    assert parse_money(typed) == fen


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [("-1", AmountNegative), ("1.001", TooManyDecimals), ("元", AmountMissing), ("8万", NotAnAmount)],
)
def test_money_refused(typed: str, refusal: type[RuleViolated]) -> None:
    with pytest.raises(refusal):
        parse_money(typed)


@pytest.mark.parametrize(
    ("typed", "thousandths"), [("0.7", 700), ("1", 1000), ("0", 0), ("1.125", 1125), ("０．８", 800)]
)
def test_coefficients(typed: str, thousandths: int) -> None:
    assert parse_coefficient(typed) == thousandths
    assert parse_coefficient(format_coefficient(thousandths)) == thousandths


@pytest.mark.parametrize(("typed", "refusal"), [("0.7777", TooManyDecimals), ("-1", AmountNegative)])
def test_coefficients_refused(typed: str, refusal: type[RuleViolated]) -> None:
    with pytest.raises(refusal):
        parse_coefficient(typed)


@given(st.integers(1, 10**12))
def test_an_area_comes_back_as_it_was(hundredths: int) -> None:
    assert parse_area(format_hundredths(hundredths)) == hundredths
    assert parse_area(f"{format_hundredths(hundredths)} ㎡") == hundredths


@pytest.mark.parametrize(
    ("hundredths", "text"), [(0, "0.00"), (5, "0.05"), (-150, "-1.50"), (-5, "-0.05"), (6850, "68.50")]
)
def test_hundredths(hundredths: int, text: str) -> None:
    assert format_hundredths(hundredths) == text


@pytest.mark.parametrize(
    ("have", "of", "text"),
    [
        (2, 3, "66.66"),  # never 66.67, which is more than two thirds
        (66666, 100_000, "66.66"),  # just below two thirds looks no better
        (7499999, 10_000_000, "74.99"),  # just below three quarters
        (3, 4, "75.00"),
        (0, 7, "0.00"),
        (7, 7, "100.00"),
    ],
)
def test_percentages_are_rounded_down(have: int, of: int, text: str) -> None:
    assert format_percent(have, of) == text


@given(st.integers(0, 10**9), st.integers(1, 10**9), st.integers(0, 4))
def test_a_percentage_never_says_more_than_there_is(have: int, of: int, places: int) -> None:
    shown = Fraction(format_percent(have, of, places))
    assert shown <= Fraction(100 * have, of) < shown + Fraction(1, 10**places)


@pytest.mark.parametrize(("have", "of"), [(0, 0), (1, -1), (-1, 5)])
def test_no_share_of_nothing(have: int, of: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        format_percent(have, of)
