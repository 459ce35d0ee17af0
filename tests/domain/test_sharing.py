"""Cost shares: they add up to the fen, and the odd fen always falls to the same home."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.sharing import (
    LIFT_SUBSIDY,
    AgreedSharesDiffer,
    NobodyShares,
    SubsidyAboveCost,
    as_agreed,
    by_area,
    by_floor,
    equally,
    left_to_share,
    split,
)


def test_equal_remainders_go_to_the_first_homes() -> None:
    assert equally(100, ["1-1", "1-2", "1-3"]) == {"1-1": 34, "1-2": 33, "1-3": 33}
    assert equally(101, ["1-3", "1-1", "1-2"]) == {"1-3": 34, "1-1": 34, "1-2": 33}


def test_the_largest_remainder_comes_first() -> None:
    # 100 * 1/6, 2/6, 3/6 = 16.67, 33.33, 50.00: the odd fen goes to the first
    assert split(100, {"a": 1, "b": 2, "c": 3}) == {"a": 17, "b": 33, "c": 50}
    # 10 * 2/7, 5/7 = 2.86, 7.14
    assert split(10, {"a": 5, "b": 2}) == {"a": 7, "b": 3}


def test_by_area() -> None:
    assert by_area(100_00, {"1-1": 50_00, "1-2": 150_00}) == {"1-1": 25_00, "1-2": 75_00}


def test_a_lift_by_floor_coefficients() -> None:
    cost = left_to_share(50_000_000, LIFT_SUBSIDY)
    areas = {f"{floor}-1": 80_00 for floor in range(1, 8)}
    coefficients = dict(zip(areas, [0, 0, 700, 800, 900, 1000, 1100], strict=True))
    shares = by_floor(cost, areas, coefficients)
    assert cost == 42_000_000
    assert sum(shares.values()) == cost
    assert shares["1-1"] == shares["2-1"] == 0
    # 0.7 of 4.5 coefficients: 42,000,000 * 7/45 = 6,533,333.3
    assert shares["3-1"] == 6_533_333
    assert shares["7-1"] == 10_266_667  # 42,000,000 * 11/45 = 10,266,666.7


def test_a_home_without_coefficient_is_a_bug() -> None:
    with pytest.raises(ValueError, match="no coefficient for \\['1-2'\\]"):
        by_floor(100, {"1-1": 1, "1-2": 1}, {"1-1": 1000})


def test_agreed_shares_have_to_add_up() -> None:
    assert as_agreed(100, {"a": 60, "b": 40}) == {"a": 60, "b": 40}
    with pytest.raises(AgreedSharesDiffer, match=r"合计0\.99元，与应分摊的1\.00元不一致"):
        as_agreed(100, {"a": 60, "b": 39})


def test_a_subsidy_is_never_more_than_the_cost() -> None:
    assert left_to_share(80_000_00, LIFT_SUBSIDY) == 0
    with pytest.raises(SubsidyAboveCost):
        left_to_share(79_999_99, LIFT_SUBSIDY)


@pytest.mark.parametrize("weights", [{}, {"a": 0, "b": 0}])
def test_somebody_has_to_share(weights: dict[str, int]) -> None:
    with pytest.raises(NobodyShares):
        split(100, weights)


def test_nothing_is_less_than_nothing() -> None:
    with pytest.raises(ValueError, match="less than nothing"):
        split(-1, {"a": 1})
    with pytest.raises(ValueError, match="less than nothing"):
        split(1, {"a": 2, "b": -1})
    with pytest.raises(ValueError, match="less than nothing"):
        as_agreed(0, {"a": 1, "b": -1})


WEIGHTS = st.dictionaries(
    st.text("abcdef", min_size=1, max_size=3), st.integers(0, 30_000), min_size=1
).filter(lambda weights: any(weights.values()))


@given(st.integers(0, 10**12), WEIGHTS)
def test_no_fen_is_lost(total: int, weights: dict[str, int]) -> None:
    shares = split(total, weights)
    whole = sum(weights.values())
    assert sum(shares.values()) == total
    assert list(shares) == list(weights)
    for home, weight in weights.items():
        assert abs(shares[home] - Fraction(total * weight, whole)) < 1


@given(st.integers(0, 10**9), WEIGHTS)
def test_more_weight_never_pays_less(total: int, weights: dict[str, int]) -> None:
    shares = split(total, weights)
    for one in weights:
        for other in weights:
            if weights[one] > weights[other]:
                assert shares[one] >= shares[other]
