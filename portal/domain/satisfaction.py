"""What residents think of what was promised: an index, who answered, and how sure the figure is.

The index is 100 × the mean of 4 (非常满意), 3, 2, 1, 0 (非常不满意) divided by 4, over those who judged.
不了解 does not count: who does not know has not judged. 没做 counts as the worst: a promise that was not kept
is not a matter of taste. Every figure is an exact fraction; nothing is rounded before it is shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from portal.domain.errors import N_


class Verdict(StrEnum):
    """What a household says of one promise."""

    VERY_SATISFIED = "very_satisfied"
    SATISFIED = "satisfied"
    FAIR = "fair"
    DISSATISFIED = "dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"
    UNKNOWN = "unknown"
    NOT_DONE = "not_done"


NAMES: Mapping[Verdict, str] = {
    Verdict.VERY_SATISFIED: N_("非常满意"),
    Verdict.SATISFIED: N_("满意"),
    Verdict.FAIR: N_("一般"),
    Verdict.DISSATISFIED: N_("不满意"),
    Verdict.VERY_DISSATISFIED: N_("非常不满意"),
    Verdict.UNKNOWN: N_("不了解"),
    Verdict.NOT_DONE: N_("没做"),
}
BEST = 4
POINTS: Mapping[Verdict, int] = {
    Verdict.VERY_SATISFIED: 4,
    Verdict.SATISFIED: 3,
    Verdict.FAIR: 2,
    Verdict.DISSATISFIED: 1,
    Verdict.VERY_DISSATISFIED: 0,
    Verdict.NOT_DONE: 0,
}
"""不了解 is missing on purpose."""

SMALLEST_GROUP = 5
"""Fewer households than this are never shown: whoever knows the neighbours could tell who said what."""

LOW = Fraction(3, 5)
"""An index below 60 calls for putting right; our own line, a setting of the round."""

_Z = Fraction(49, 25)  # 1.96, for 95 %
_THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class Interval:
    """Between which an index lies, in thousandths, rounded outwards: never surer than it is."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Figure:
    """The index of one promise or of all, never without who stands behind it.

    :param judged: verdicts that count; ``unknown`` those that do not.
    :param points: their sum; 4 for each is the best there is.
    :param households: that gave them: one that judged ten promises is no surer than one household.
    """

    judged: int
    unknown: int
    not_done: int
    points: int
    households: int
    counts: Mapping[Verdict, int]

    @property
    def answered(self) -> int:
        return self.judged + self.unknown

    @property
    def satisfied(self) -> int:
        """Verdicts of 非常满意 and 满意."""
        return self.counts[Verdict.VERY_SATISFIED] + self.counts[Verdict.SATISFIED]

    @property
    def shown(self) -> bool:
        """Whether so many judged that nobody can be told from the figure."""
        return self.households >= SMALLEST_GROUP

    @property
    def index(self) -> Fraction | None:
        """0 to 1; None where nobody judged."""
        return Fraction(self.points, BEST * self.judged) if self.judged else None

    @property
    def tenths(self) -> int | None:
        """The index of 0 to 100 in tenths, rounded down: 83.3 is 833."""
        return self.points * _THOUSAND // (BEST * self.judged) if self.judged else None

    @property
    def interval(self) -> Interval | None:
        return interval(self.points, BEST * self.judged, self.households) if self.judged else None

    def is_low(self, line: Fraction = LOW) -> bool:
        """Whether enough judged, and judged it below the line; exactly the line is not below."""
        return self.shown and self.index is not None and self.index < line


def figure(counts: Mapping[Verdict, int], households: int | None = None) -> Figure:
    """From how often each verdict was given.

    :param households: how many judged, where one may have given several verdicts; else one each.
    :raises ValueError: less often than never, or more households than verdicts.
    """
    full = {verdict: counts.get(verdict, 0) for verdict in Verdict}
    judged = sum(count for verdict, count in full.items() if verdict in POINTS)
    behind = judged if households is None else households
    if min(full.values()) < 0 or not 0 <= behind <= judged or (judged and not behind):
        raise ValueError(f"{dict(counts)} by {households}")
    return Figure(
        judged=judged,
        unknown=full[Verdict.UNKNOWN],
        not_done=full[Verdict.NOT_DONE],
        points=sum(POINTS[verdict] * count for verdict, count in full.items() if verdict in POINTS),
        households=behind,
        counts=full,
    )


def together(figures: Sequence[Figure], households: int) -> Figure:
    """All promises as one: every verdict weighs the same, and only so many households stand behind them."""
    summed = {verdict: sum(each.counts[verdict] for each in figures) for verdict in Verdict}
    return figure(summed, households)


def interval(points: int, best: int, households: int) -> Interval:
    """The Wilson score interval at 95 % for a mean of ``points`` out of ``best`` over so many households.

    A mean of marks between 0 and 1 scatters at most as much as a share of the same height, so the interval
    of a share is wide enough for it. The bounds are the roots of a quadratic; whole thousandths are tried
    against it in exact fractions, and the lower bound is rounded down, the upper one up.

    :raises ValueError: nobody, or more points than the best.
    """
    if households <= 0 or not 0 <= points <= best:
        raise ValueError(f"{points} of {best} by {households}")
    mean, z2 = Fraction(points, best), _Z * _Z

    def is_inside(thousandths: int) -> bool:
        at = Fraction(thousandths, _THOUSAND)
        return households * (mean - at) ** 2 <= z2 * at * (1 - at)

    middle = mean.numerator * _THOUSAND // mean.denominator
    low, high = middle, middle + 1
    while low > 0 and is_inside(low):
        low -= 1
    while high < _THOUSAND and is_inside(high):
        high += 1
    return Interval(low, min(high, _THOUSAND))


def hidden_groups(sizes: Mapping[int, int]) -> frozenset[int]:
    """Which groups of a table may not be shown beside its total.

    Those under five; and where what is hidden adds up to fewer than five, the smallest shown one too, or the
    total would give it away.

    :param sizes: households that judged, by group; empty groups give nothing away.
    """
    hidden = {group for group, size in sizes.items() if 0 < size < SMALLEST_GROUP}
    rest = sorted((size, group) for group, size in sizes.items() if size >= SMALLEST_GROUP)
    while hidden and sum(sizes[group] for group in hidden) < SMALLEST_GROUP and rest:
        hidden.add(rest.pop(0)[1])
    return frozenset(hidden)


@dataclass(frozen=True, slots=True)
class Response:
    """How many of the households that were asked have answered."""

    answered: int
    asked: int

    @property
    def tenths(self) -> int:
        """In tenths of a per cent, rounded down; 0 where nobody was asked."""
        return self.answered * _THOUSAND // self.asked if self.asked else 0
