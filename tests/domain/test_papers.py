"""Each paper is in exactly one place and, once back, in exactly one answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.domain.papers import Papers, check_answers
from portal.domain.tally import TICKED, Choice, option_answer

FEW = st.integers(0, 500)


@given(FEW, FEW, FEW)
def test_places_add_up(returned: int, not_returned: int, undeliverable: int) -> None:
    papers = Papers(returned + not_returned + undeliverable, returned, undeliverable)
    assert papers.returned + papers.not_returned + papers.undeliverable == papers.issued
    assert papers.not_returned == not_returned


def test_more_back_than_out_is_a_fault() -> None:
    with pytest.raises(ValueError, match="no such papers"):
        Papers(issued=3, returned=3, undeliverable=1)


@given(st.dictionaries(st.sampled_from([*Choice, option_answer("a"), option_answer("b")]), FEW))
def test_answers_add_up(heads: dict[str, int]) -> None:
    check_answers(heads, sum(heads.values()))
    with pytest.raises(ValueError, match="papers"):
        check_answers(heads, sum(heads.values()) + 1)


def test_ticks_of_a_budget_overlap_and_count_once() -> None:
    check_answers({option_answer("a"): 3, option_answer("b"): 4, TICKED: 5, Choice.BLANK: 1}, 6)
    with pytest.raises(ValueError, match="papers"):
        check_answers({option_answer("a"): 3, TICKED: 5}, 8)
