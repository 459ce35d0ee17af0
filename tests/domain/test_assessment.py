"""Scores: exact, in whole numbers, and silent where nothing was to be done."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.assessment import WEIGHTS, Criterion, Part, assess

NOTHING = Part(0, 0)
SOME = st.integers(0, 500).flatmap(lambda of: st.builds(Part, st.integers(0, of), st.just(of)))


def parts(*given: Part) -> dict[Criterion, Part]:
    return dict(zip(Criterion, given, strict=True))


@pytest.mark.parametrize(
    ("given", "tenths"),
    [
        ((Part(1, 1), Part(1, 1), Part(1, 1), Part(1, 1)), 1000),
        ((Part(0, 1), Part(0, 1), Part(0, 1), Part(0, 1)), 0),
        ((Part(1, 2), NOTHING, NOTHING, NOTHING), 500),
        ((Part(5, 8), Part(5, 9), NOTHING, NOTHING), 601),  # (25 + 11.11) / 60
        ((Part(2, 3), Part(1, 1), Part(1, 1), Part(1, 1)), 866),  # rounded down
        ((NOTHING, NOTHING, NOTHING, NOTHING), None),
    ],
)
def test_by_hand(given: tuple[Part, ...], tenths: int | None) -> None:
    assert assess(parts(*given)).tenths == tenths


def test_a_part_that_weighs_nothing_says_nothing() -> None:
    weights = {**dict.fromkeys(Criterion, 0), Criterion.IN_TERM: 100}
    assert assess(parts(NOTHING, Part(1, 1), NOTHING, NOTHING), weights).tenths is None


def test_what_was_left_out_is_told() -> None:
    assert assess(parts(Part(1, 2), NOTHING, NOTHING, NOTHING)).missing == tuple(Criterion)[1:]


@given(st.tuples(SOME, SOME, SOME, SOME))
def test_between_nothing_and_full(made: tuple[Part, Part, Part, Part]) -> None:
    score = assess(parts(*made)).tenths
    assert score is None or 0 <= score <= 1000
    assert (score is None) == all(part.of == 0 for part in made)


def test_more_than_all_and_other_weights_are_bugs() -> None:
    with pytest.raises(ValueError, match="2 of 1"):
        Part(2, 1)
    with pytest.raises(ValueError, match="100"):
        assess(parts(NOTHING, NOTHING, NOTHING, NOTHING), {**WEIGHTS, Criterion.IN_TERM: 41})
