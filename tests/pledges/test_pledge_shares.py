"""Shares add up to the fen, whatever the homes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.sharing import AgreedSharesDiffer, NobodyShares
from portal.pledges.errors import AgreedAmountMissing, FloorWithoutCoefficient
from portal.pledges.models import Sharing
from portal.pledges.shares import Home, HomeShare, again, by_floor, compute, default_coefficient

HOMES = st.lists(st.tuples(st.integers(-2, 40), st.integers(1, 100_000)), min_size=1, max_size=60)
COEFFICIENTS = st.lists(st.integers(0, 100_000), min_size=43, max_size=43).map(
    lambda found: dict(zip(range(-2, 41), found, strict=True))
)


def _homes(floors_and_areas: list[tuple[int, int]]) -> list[Home]:
    return [
        Home(number, f"{floor}-{number}", floor, area)
        for number, (floor, area) in enumerate(floors_and_areas)
    ]


SPLIT = st.sampled_from([Sharing.COEFFICIENT, Sharing.COEFFICIENT_AREA, Sharing.AREA, Sharing.EQUALLY])


@given(st.integers(0, 10**10), HOMES, COEFFICIENTS, SPLIT)
def test_shares_add_up_and_nobody_is_paid(
    rest: int, found: list[tuple[int, int]], coefficients: dict[int, int], by: Sharing
) -> None:
    homes = _homes(found)
    try:
        shares = compute(rest, homes, coefficients, by)
    except NobodyShares:
        assert not any(coefficients[home.floor or 0] for home in homes)
        return
    assert sum(share.amount for share in shares) == rest
    assert all(share.amount >= 0 for share in shares)
    assert [share.home for share in shares] == homes
    assert all(share.amount == 0 for share in shares if share.thousandths == 0)


@given(st.lists(st.integers(0, 10**8), min_size=1, max_size=60), st.integers(-1, 1))
def test_agreed_amounts_are_taken_as_they_are_or_not_at_all(amounts: list[int], off: int) -> None:
    homes = _homes([(1, 6000)] * len(amounts))
    agreed, rest = dict(enumerate(amounts)), max(0, sum(amounts) + off)
    if rest != sum(amounts):
        with pytest.raises(AgreedSharesDiffer):
            compute(rest, homes, {}, Sharing.AGREED, agreed=agreed)
        return
    assert [share.amount for share in compute(rest, homes, {}, Sharing.AGREED, agreed=agreed)] == amounts


def test_an_agreement_names_every_home() -> None:
    with pytest.raises(AgreedAmountMissing, match="1-1"):
        compute(100, _homes([(1, 6000), (1, 6000)]), {}, Sharing.AGREED, agreed={0: 100})


def test_of_free_will_nothing_is_shared_out() -> None:
    shares = compute(100, _homes([(1, 6000), (2, 6000)]), {}, Sharing.VOLUNTARY)
    assert [share.amount for share in shares] == [0, 0]


@pytest.mark.parametrize(("by", "amounts"), [(Sharing.AREA, [25, 75]), (Sharing.EQUALLY, [50, 50])])
def test_without_coefficients_no_floor_is_needed(by: Sharing, amounts: list[int]) -> None:
    homes = [Home(1, "101", None, 2000), Home(2, "102", None, 6000)]
    assert [share.amount for share in compute(100, homes, {}, by)] == amounts


@given(st.integers(0, 10**10), HOMES, COEFFICIENTS, SPLIT)
def test_whoever_is_rounded_up_carries_one_fen_more_than_the_part_below(
    rest: int, found: list[tuple[int, int]], coefficients: dict[int, int], by: Sharing
) -> None:
    coefficients = {**coefficients, found[0][0]: 1}
    shares = compute(rest, _homes(found), coefficients, by)
    per_area = by in {Sharing.COEFFICIENT_AREA, Sharing.AREA}
    weigh = {share.home.part_id: share.thousandths * (share.home.area if per_area else 1) for share in shares}
    whole = sum(weigh.values())
    for share in shares:
        floor = rest * weigh[share.home.part_id] // whole
        assert share.amount == floor + share.rounded_up
    carried = sum(share.rounded_up for share in shares)
    assert carried == rest - sum(rest * weight // whole for weight in weigh.values())


def _shares(rest: int, coefficients: dict[int, int], by: Sharing = Sharing.COEFFICIENT) -> list[HomeShare]:
    return compute(rest, _homes([(1, 6000), (2, 6000), (3, 9000)]), coefficients, by)


@pytest.mark.parametrize(
    ("by", "amounts"),
    [
        (Sharing.COEFFICIENT, [0, 3333, 6667]),  # 0 : 0.5 : 1
        (Sharing.COEFFICIENT_AREA, [0, 2500, 7500]),  # 0 : 30 : 90
    ],
)
def test_the_scheme_names_what_weighs(by: Sharing, amounts: list[int]) -> None:
    assert [share.amount for share in _shares(10_000, {1: 0, 2: 500, 3: 1000}, by)] == amounts


def test_the_fen_that_does_not_divide_goes_to_the_larger_remainder() -> None:
    assert [share.rounded_up for share in _shares(10_000, {1: 0, 2: 500, 3: 1000})] == [False, False, True]


def test_equal_remainders_go_to_the_earlier_home() -> None:
    shares = compute(100, _homes([(2, 1), (2, 1), (2, 1)]), {2: 500}, Sharing.COEFFICIENT)
    assert [share.amount for share in shares] == [34, 33, 33]


def test_a_floor_without_coefficient_is_named() -> None:
    with pytest.raises(FloorWithoutCoefficient, match="3 楼"):
        _shares(10_000, {1: 0, 2: 500})


@pytest.mark.parametrize(
    ("floor", "thousandths"), [(-1, 0), (1, 0), (2, 500), (3, 1000), (4, 1100), (8, 1500)]
)
def test_where_neighbours_begin_to_talk(floor: int, thousandths: int) -> None:
    assert default_coefficient(floor) == thousandths


def test_floors_are_told_from_the_top_with_the_least_and_the_most() -> None:
    shares = compute(
        10_000, _homes([(2, 5000), (3, 6000), (3, 9000)]), {2: 500, 3: 1000}, Sharing.COEFFICIENT_AREA
    )
    told = [(each.floor, each.homes, each.least, each.most) for each in by_floor(shares)]
    assert told == [(3, 2, 3428, 5143), (2, 1, 1429, 1429)]


def test_another_total_is_shared_by_the_frozen_coefficients() -> None:
    first = _shares(10_000, {1: 0, 2: 500, 3: 1000})
    second = again(first, 30_000, Sharing.COEFFICIENT)
    assert [share.amount for share in second] == [0, 10_000, 20_000]
