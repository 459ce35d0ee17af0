"""The sample of paper ballots: large enough, drawn by the seed alone, in whole numbers."""

import hashlib
from itertools import combinations
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.sampling import LEAST, drawn, fewest_wrong, is_drawn_late, sample_size, ticket
from portal.domain.tally import Hurdle, Measure, Test

RECEIPTS = st.sets(st.text("0123456789", min_size=8, max_size=8), min_size=1, max_size=60)


def heads(have: int, of: int, test: Hurdle = Hurdle.APPROVAL) -> Test:
    return Test(Measure.HEADS, test, have, of, (1, 2), strict=True)


def area(have: int, of: int) -> Test:
    return Test(Measure.AREA, Hurdle.APPROVAL, have, of, (1, 2), strict=True)


def test_a_ticket_is_what_a_shell_says() -> None:
    # printf '3 1 4 1 5\n00421337' | sha256sum
    assert ticket("3 1 4 1 5", "00421337") == hashlib.sha256(b"3 1 4 1 5\n00421337").hexdigest()


@given(st.text(max_size=20), RECEIPTS, st.integers(0, 60))
def test_the_order_of_the_papers_plays_no_part(seed: str, receipts: set[str], size: int) -> None:
    found = drawn(seed, sorted(receipts), size)
    assert found == drawn(seed, sorted(receipts, reverse=True), size)
    assert len(found) == len(set(found)) == min(size, len(receipts))
    assert set(found) <= receipts
    assert drawn(seed, receipts, size + 1)[:size] == found  # a larger sample holds the smaller one


@given(st.text(max_size=20), RECEIPTS, st.integers(1, 60))
def test_a_late_paper_is_asked_exactly_where_it_would_have_been_drawn(
    seed: str, receipts: set[str], size: int
) -> None:
    """Laid beside the drawing: those that come later and would have stood among the first of all."""
    late = min(receipts)
    first = drawn(seed, receipts - {late}, size)
    if len(first) == size:
        assert is_drawn_late(seed, late, ticket(seed, first[-1])) is (late in drawn(seed, receipts, size))


@given(st.integers(1, 400), st.integers(1, 400))
def test_a_sample_meets_the_wrong_ones(papers: int, wrong: int) -> None:
    size = sample_size(papers, wrong)
    assert min(papers, LEAST) <= size <= papers
    if wrong > papers:
        return
    assert 20 * comb(papers - wrong, size) <= comb(papers, size)
    if size > min(papers, LEAST):  # one fewer would not do
        assert 20 * comb(papers - wrong, size - 1) > comb(papers, size - 1)


@given(st.integers(1, 300), st.integers(1, 299))
def test_a_closer_vote_asks_more(papers: int, wrong: int) -> None:
    assert sample_size(papers, wrong) >= sample_size(papers, wrong + 1)


def test_sizes_known_beforehand() -> None:
    assert sample_size(200, 1) == 190  # one paper decides: nearly all
    assert sample_size(200, 20) == 27  # comb(180, 27) / comb(200, 27) is the first below 1/20
    assert sample_size(200, None) == LEAST
    assert (sample_size(4, None), sample_size(4, 2), sample_size(0, None)) == (4, 4, 0)
    with pytest.raises(ValueError, match="0 wrong"):
        sample_size(10, 0)


def test_what_could_change_the_outcome() -> None:
    assert fewest_wrong([heads(51, 100)], [100] * 60) == 1
    assert fewest_wrong([heads(60, 100)], [100] * 60) == 10
    assert fewest_wrong([heads(60, 100)], [100] * 9) is None  # not even all of them
    assert fewest_wrong([heads(60, 100), area(5100, 10000)], [100] * 60) == 1
    assert fewest_wrong([heads(45, 100)], [100] * 60) == 6  # 51 are more than half
    assert fewest_wrong([heads(45, 100), heads(30, 100, Hurdle.PARTICIPATION)], [100] * 60) is None
    assert fewest_wrong([], [100]) is None


@given(st.lists(st.integers(1, 50), min_size=1, max_size=8), st.data())
def test_the_largest_homes_come_first(areas: list[int], data: st.DataObject) -> None:
    """Against every choice of papers: the smallest set whose area turns the test over."""
    of = sum(areas) + data.draw(st.integers(0, 100))
    have = data.draw(st.integers(0, of))
    test = area(have, of)

    def turns(chosen: tuple[int, ...]) -> bool:
        moved = have - sum(chosen) if test.met else have + sum(chosen)
        return test.threshold.is_met(moved, of) is not test.met

    sizes = (size for size in range(1, len(areas) + 1) if any(map(turns, combinations(areas, size))))
    assert fewest_wrong([test], areas) == next(sizes, None)
