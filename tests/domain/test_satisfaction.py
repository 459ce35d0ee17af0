"""The index of the residents' verdict: what counts, how sure it is, and what may not be shown."""

from fractions import Fraction
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain import satisfaction
from portal.domain.satisfaction import NAMES, Interval, Response, Verdict, figure, hidden_groups, interval

V = Verdict
counts = st.dictionaries(st.sampled_from(Verdict), st.integers(0, 400))


@pytest.mark.parametrize(
    ("given_counts", "index"),
    [
        ({V.VERY_SATISFIED: 5}, Fraction(1)),
        ({V.VERY_DISSATISFIED: 5}, Fraction(0)),
        ({V.FAIR: 9}, Fraction(1, 2)),
        ({V.SATISFIED: 1, V.FAIR: 1, V.DISSATISFIED: 1}, Fraction(1, 2)),
        ({V.VERY_SATISFIED: 2, V.UNKNOWN: 50}, Fraction(1)),  # who does not know has not judged
        ({V.VERY_SATISFIED: 3, V.NOT_DONE: 1}, Fraction(3, 4)),  # not done is the worst there is
        ({V.SATISFIED: 2, V.VERY_SATISFIED: 1}, Fraction(10, 12)),
    ],
)
def test_the_index(given_counts: dict[Verdict, int], index: Fraction) -> None:
    assert figure(given_counts).index == index


def test_where_nobody_judged_there_is_no_index() -> None:
    silent = figure({V.UNKNOWN: 7})
    assert (silent.index, silent.tenths, silent.interval, silent.shown) == (None, None, None, False)
    assert (silent.answered, silent.judged) == (7, 0)


def test_a_figure_is_rounded_down_only_when_shown() -> None:
    assert figure({V.SATISFIED: 2, V.VERY_SATISFIED: 1}).tenths == 833
    almost = figure({V.VERY_SATISFIED: 2999, V.SATISFIED: 1})
    assert almost.tenths == 999
    assert almost.index != 1


@given(counts)
def test_every_verdict_is_somewhere(given_counts: dict[Verdict, int]) -> None:
    found = figure(given_counts)
    assert found.answered == sum(given_counts.values())
    assert 0 <= found.points <= 4 * found.judged


def test_fewer_than_none_is_a_bug() -> None:
    with pytest.raises(ValueError, match="-1"):
        figure({V.FAIR: -1})


def test_all_promises_as_one() -> None:
    parts = [figure({V.VERY_SATISFIED: 1}), figure({V.NOT_DONE: 3, V.UNKNOWN: 2})]
    both = satisfaction.together(parts, 3)
    assert (both.index, both.judged, both.unknown, both.not_done) == (Fraction(1, 4), 4, 2, 3)
    assert both.interval == interval(4, 16, 3), "three households, not four verdicts"
    assert not both.shown


@pytest.mark.parametrize("households", [0, 5, -1])
def test_households_that_cannot_be_are_a_bug(households: int) -> None:
    with pytest.raises(ValueError, match="by"):
        figure({V.FAIR: 4}, households)


@given(st.integers(1, 3000), st.data())
def test_the_interval_is_wilsons_rounded_outwards(households: int, data: st.DataObject) -> None:
    points = data.draw(st.integers(0, 4 * households))
    found = interval(points, 4 * households, households)
    p, z = points / (4 * households), 1.96
    middle = (p + z * z / (2 * households)) / (1 + z * z / households)
    half = z * sqrt(p * (1 - p) / households + z * z / (4 * households**2)) / (1 + z * z / households)
    assert found.low / 1000 <= max(middle - half, 0) + 1e-9
    assert found.high / 1000 >= min(middle + half, 1) - 1e-9
    assert middle - half - found.low / 1000 <= 0.001 + 1e-9
    assert found.high / 1000 - (middle + half) <= 0.001 + 1e-9
    assert found.low <= 1000 * p <= found.high


@pytest.mark.parametrize(
    ("points", "households", "bounds"),
    [
        (20, 5, Interval(565, 1000)),  # five of five very satisfied: still anything from 57 up
        (0, 5, Interval(0, 435)),
        (40, 20, Interval(299, 701)),
        (300, 100, Interval(656, 825)),
    ],
)
def test_some_intervals(points: int, households: int, bounds: Interval) -> None:
    assert interval(points, 4 * households, households) == bounds


@pytest.mark.parametrize(("points", "best", "households"), [(1, 0, 0), (5, 4, 1), (-1, 4, 1)])
def test_an_interval_of_nothing_is_a_bug(points: int, best: int, households: int) -> None:
    with pytest.raises(ValueError, match="of"):
        interval(points, best, households)


@pytest.mark.parametrize(
    ("given_counts", "low"),
    [
        ({V.FAIR: 5}, True),
        ({V.FAIR: 4}, False),  # so few that nothing is said of it
        ({V.SATISFIED: 2, V.FAIR: 3}, False),  # 12 of 20 is exactly the line
        ({V.SATISFIED: 2, V.FAIR: 3, V.NOT_DONE: 1}, True),
    ],
)
def test_what_calls_for_putting_right(given_counts: dict[Verdict, int], low: bool) -> None:
    assert figure(given_counts).is_low() is low


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ({1: 5, 2: 9}, set()),
        ({1: 5, 2: 9, 3: 0}, set()),
        ({1: 4, 2: 9, 3: 12}, {1, 2}),  # the total less the others would tell it
        ({1: 4, 2: 3, 3: 12}, {1, 2}),
        ({1: 2, 2: 2, 3: 6, 4: 30}, {1, 2, 3}),
        ({1: 3}, {1}),
    ],
)
def test_no_small_group_is_shown_or_can_be_worked_out(sizes: dict[int, int], hidden: set[int]) -> None:
    assert hidden_groups(sizes) == hidden


@given(st.dictionaries(st.integers(0, 9), st.integers(0, 20)))
def test_what_is_hidden_is_never_small(sizes: dict[int, int]) -> None:
    hidden = hidden_groups(sizes)
    together = sum(sizes[group] for group in hidden)
    assert all(sizes[group] not in range(1, 5) for group in set(sizes) - hidden)
    assert together == 0 or together >= 5 or sum(sizes.values()) == together


def test_the_response_is_rounded_down() -> None:
    assert Response(2, 3).tenths == 666
    assert Response(0, 0).tenths == 0


def test_every_verdict_has_a_name() -> None:
    assert set(NAMES) == set(Verdict)
