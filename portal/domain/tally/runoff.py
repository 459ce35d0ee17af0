"""Who goes on where no option was decided."""

from collections.abc import Callable, Mapping, Sequence

from portal.domain.electorate import ZERO, Weight
from portal.domain.tally.terms import option_answer


def run_off(options: Sequence[str], choices: Mapping[str, Weight]) -> tuple[str, ...]:
    """The keys of the options for a second round, in the ballot's order; empty where it would be no choice.

    The first two by heads go on; where area ranks otherwise, the first two by area as well. Who is level
    with the second goes on, too; an option that nobody chose does not.
    """
    weights = {key: choices.get(option_answer(key), ZERO) for key in options}
    chosen = {key: weight for key, weight in weights.items() if weight.heads}
    ahead = _first_two(chosen, lambda weight: weight.heads) | _first_two(chosen, lambda weight: weight.area)
    return tuple(key for key in options if key in ahead) if len(ahead) > 1 else ()


def _first_two(chosen: Mapping[str, Weight], measure: Callable[[Weight], int]) -> set[str]:
    ranked = sorted((measure(weight) for weight in chosen.values()), reverse=True)
    line = ranked[min(1, len(ranked) - 1)] if ranked else 0
    return {key for key, weight in chosen.items() if measure(weight) >= line}
