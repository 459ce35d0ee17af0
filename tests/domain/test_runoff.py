"""Who goes on into a second round: by heads, by area where it ranks otherwise, and never by chance."""

import pytest

from portal.domain.electorate import Weight
from portal.domain.tally import option_answer
from portal.domain.tally.runoff import run_off


@pytest.mark.parametrize(
    ("weights", "on"),
    [
        ({"a": (40, 400), "b": (30, 300), "c": (20, 200)}, "ab"),
        ({"a": (40, 400), "b": (30, 200), "c": (20, 300)}, "abc"),  # second by area is another one
        ({"a": (40, 300), "b": (30, 400), "c": (20, 200)}, "ab"),  # the same two the other way round
        ({"a": (40, 300), "b": (30, 200), "c": (20, 900)}, "abc"),  # first by area, third by heads
        ({"a": (40, 400), "b": (30, 300), "c": (30, 300)}, "abc"),  # level with the second
        ({"a": (40, 400), "b": (0, 0), "c": (0, 0)}, ""),  # nobody to run against
        ({"a": (0, 0), "b": (0, 0)}, ""),
    ],
)
def test_who_goes_on(weights: dict[str, tuple[int, int]], on: str) -> None:
    choices = {option_answer(key): Weight(*weight) for key, weight in weights.items() if weight[0]}
    assert "".join(run_off(list(weights), choices)) == on


def test_the_ballots_order_is_kept_and_other_answers_are_no_options() -> None:
    choices = {
        "none_of_these": Weight(90, 900),
        option_answer("z"): Weight(2, 20),
        option_answer("a"): Weight(1, 9),
    }
    assert run_off(["z", "a"], choices) == ("z", "a")
