"""What a choice under a budget is made of: items with costs, support, ballots; exact numbers throughout."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from portal.domain.errors import N_, RuleViolated, Sentence

_DECIMAL = re.compile(r"[0-9]{1,30}(?:[.,][0-9]{1,30})?")


class NotADecimal(RuleViolated):
    text = N_("“%(typed)s”不是金额或分数。")


class UnknownItem(RuleViolated):
    text = N_("选票中的“%(key)s”不在选项之中。")


class ItemNamedTwice(RuleViolated):
    text = N_("选项“%(key)s”出现了两次。")


def exact(typed: str) -> Fraction:
    """A decimal string as the number it is, ``0,5`` like ``0.5``.

    :raises RuleViolated: anything else.
    """
    if not _DECIMAL.fullmatch(typed.strip()):
        raise NotADecimal(typed=typed)
    return Fraction(typed.strip().replace(",", "."))


def places_of(typed: str) -> int:
    """How many decimals a decimal string writes."""
    return len(typed.strip().replace(",", ".").partition(".")[2])


def as_decimal(number: Fraction, places: int) -> str:
    """A number with so many decimals, rounded down where they do not hold it."""
    units = number.numerator * 10**places // number.denominator
    whole, rest = divmod(units, 10**places)
    return f"{whole}.{rest:0{places}}" if places else str(whole)


@dataclass(frozen=True, slots=True)
class Item:
    """Something that can be paid for; the cost in the unit of the budget."""

    key: str
    cost: Fraction
    name: str = ""


def tie_rank(item: Item) -> tuple[Fraction, bool, int, str]:
    """How ties are settled: lower cost first, then the smaller key, by number where both are numbers."""
    is_number = item.key.isascii() and item.key.isdigit()
    return item.cost, not is_number, int(item.key) if is_number else 0, item.key


@dataclass(frozen=True, slots=True)
class BudgetQuestion:
    """Which items, for how much together, with which support.

    `ballots` says how many ballots tick exactly these items, empty ones too. `support` counts for the
    greedy rules: ballots, or points where the file gives points. Items with less than `least_support`
    are left out; exactly that much stays in. `places` is how many decimals amounts are written with.

    :raises RuleViolated: an item named twice, or a ballot for an item that is none.
    """

    budget: Fraction
    items: tuple[Item, ...]
    ballots: Mapping[frozenset[str], int]
    support: Mapping[str, Fraction]
    least_support: Fraction = Fraction(0)
    places: int = 2

    def __post_init__(self) -> None:
        keys: set[str] = set()
        for item in self.items:
            if item.key in keys:
                raise ItemNamedTwice(key=item.key)
            keys.add(item.key)
        for ballot in self.ballots:
            for key in ballot - keys:
                raise UnknownItem(key=key)

    def supported(self, item: Item) -> Fraction:
        """The item's support; nothing where nobody ticked it."""
        return self.support.get(item.key, Fraction(0))

    def has_enough(self, item: Item) -> bool:
        """Whether the item reaches the least support."""
        return self.supported(item) >= self.least_support

    def ranked(self) -> list[Item]:
        """Items with enough support, the most supported first."""
        enough = filter(self.has_enough, self.items)
        return sorted(enough, key=lambda item: (-self.supported(item), tie_rank(item)))

    def amount(self, number: Fraction) -> str:
        """As it is written in this question."""
        return as_decimal(number, self.places)


def count_ticks(ballots: Mapping[frozenset[str], int]) -> dict[str, Fraction]:
    """Support as the number of ballots that tick an item."""
    support: dict[str, Fraction] = {}
    for ballot, times in ballots.items():
        for key in ballot:
            support[key] = support.get(key, Fraction(0)) + times
    return support


@dataclass(frozen=True, slots=True)
class Selection:
    """What a rule takes, in the order in which it takes it, and why for every item."""

    rule: str
    selected: tuple[str, ...]
    budget: str
    cost: str
    why: Mapping[str, Sentence] = field(default_factory=dict)
