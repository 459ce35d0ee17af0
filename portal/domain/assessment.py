"""The score of a body, a street or an estate: four shares, each with its weight, in whole numbers.

Each part is something done out of something that was to be done. A part in which nothing was to be done says
nothing: it is left out, and the others weigh in its place. Nobody is scored on nothing at all.

Source: 武隆府办发〔2021〕41号 asks for 考核 and sets no formula; this one is ours, its weights are the
district's to set, and it is printed wherever a score stands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from portal.domain.errors import N_

BEST = 1000
"""A full score in tenths of a point: 100.0."""


class Criterion(StrEnum):
    """按期答复, 没有超期, 按期整改, 居民满意."""

    IN_TERM = "in_term"
    NOT_OVERDUE = "not_overdue"
    PUT_RIGHT = "put_right"
    SATISFIED = "satisfied"


NAMES: Mapping[Criterion, str] = {
    Criterion.IN_TERM: N_("按期答复"),
    Criterion.NOT_OVERDUE: N_("没有超期"),
    Criterion.PUT_RIGHT: N_("按期整改"),
    Criterion.SATISFIED: N_("居民满意"),
}
#: What each counts for, adding up to 100; the portal's own until the district sets others.
WEIGHTS: Mapping[Criterion, int] = {
    Criterion.IN_TERM: 40,
    Criterion.NOT_OVERDUE: 20,
    Criterion.PUT_RIGHT: 20,
    Criterion.SATISFIED: 20,
}


@dataclass(frozen=True, slots=True)
class Part:
    """So much of so much; ``of`` 0 where nothing was to be done.

    :raises ValueError: more than all, or less than nothing.
    """

    have: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.have <= self.of:
            raise ValueError(f"{self.have} of {self.of}")


@dataclass(frozen=True, slots=True)
class Score:
    """``tenths``: 0 to 1000, rounded down; None where no part says anything."""

    parts: Mapping[Criterion, Part]
    tenths: int | None

    @property
    def missing(self) -> tuple[Criterion, ...]:
        """The parts that were left out because nothing was to be done."""
        return tuple(each for each in Criterion if not self.parts[each].of)


def assess(parts: Mapping[Criterion, Part], weights: Mapping[Criterion, int] = WEIGHTS) -> Score:
    """100 x (sum of weight x have / of) / (sum of the weights that count), in exact fractions.

    :raises ValueError: a part is missing, or the weights do not add up to 100.
    """
    if set(parts) != set(Criterion) or sum(weights.values()) != 100 or min(weights.values()) < 0:
        raise ValueError("four parts and weights that add up to 100")
    counted = [each for each in Criterion if parts[each].of and weights[each]]
    whole = sum(weights[each] for each in counted)
    if not whole:
        return Score(parts, None)
    reached = sum(
        (weights[each] * Fraction(parts[each].have, parts[each].of) for each in counted), Fraction()
    )
    share = BEST * reached / whole
    return Score(parts, share.numerator // share.denominator)
