"""Splitting a cost among homes, to the fen: nothing is lost and nothing is added.

Every split hands out the whole sum by largest remainder. Ties of the remainder go to the home that comes
first in the mapping, so the caller's order (usually the register's) decides and the same input gives the
same shares. Money is in fen, area in 0.01 m2, a floor coefficient in thousandths.
"""

from collections.abc import Iterable, Mapping

from portal.domain.amounts import format_hundredths
from portal.domain.errors import N_, RuleViolated

LIFT_SUBSIDY = 8_000_000
"""What the project fund adds to one lift, in fen (80,000 yuan). Source: 武隆府办发〔2021〕41号."""


class NobodyShares(RuleViolated):
    text = N_("没有需要分摊的住户：面积或系数全部为零。")


class AgreedSharesDiffer(RuleViolated):
    text = N_("约定的各户金额合计%(sum)s元，与应分摊的%(total)s元不一致。")


class SubsidyAboveCost(RuleViolated):
    text = N_("补贴%(subsidy)s元超过了总费用%(cost)s元。")


def split(total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Hand out `total` fen in proportion to whole-number weights, by largest remainder.

    :raises RuleViolated: all weights are zero.
    :raises ValueError: a sum or a weight below zero.
    """
    if total < 0 or any(weight < 0 for weight in weights.values()):
        raise ValueError("no share of less than nothing")
    whole = sum(weights.values())
    if whole == 0:
        raise NobodyShares
    shares = {home: total * weight // whole for home, weight in weights.items()}
    left_over = total - sum(shares.values())
    # sorted() is stable: equal remainders stay in the order of the mapping.
    by_remainder = sorted(weights, key=lambda home: -(total * weights[home] % whole))
    for home in by_remainder[:left_over]:
        shares[home] += 1
    return shares


def by_area(total: int, areas: Mapping[str, int]) -> dict[str, int]:
    """In proportion to exclusive area, the rule where nothing else was agreed.

    Source: Civil Code art. 283.
    """
    return split(total, areas)


def equally(total: int, homes: Iterable[str]) -> dict[str, int]:
    """The same for each home, the odd fen to the first ones."""
    return split(total, dict.fromkeys(homes, 1))


def by_floor(total: int, areas: Mapping[str, int], coefficients: Mapping[str, int]) -> dict[str, int]:
    """In proportion to floor coefficient times area; a home with coefficient 0 pays nothing.

    :raises ValueError: a home without its coefficient.
    """
    missing = set(areas) - set(coefficients)
    if missing:
        raise ValueError(f"no coefficient for {sorted(missing)}")
    return split(total, {home: coefficients[home] * area for home, area in areas.items()})


def as_agreed(total: int, amounts: Mapping[str, int]) -> dict[str, int]:
    """What the homes agreed among themselves, where it adds up to the fen.

    :raises RuleViolated: it does not.

    Source: Civil Code art. 283.
    """
    if any(amount < 0 for amount in amounts.values()):
        raise ValueError("no share of less than nothing")
    together = sum(amounts.values())
    if together != total:
        raise AgreedSharesDiffer(sum=format_hundredths(together), total=format_hundredths(total))
    return dict(amounts)


def left_to_share(cost: int, subsidy: int) -> int:
    """What remains for the homes once the subsidy is taken off.

    :raises RuleViolated: the subsidy is more than the cost.
    """
    if subsidy > cost:
        raise SubsidyAboveCost(subsidy=format_hundredths(subsidy), cost=format_hundredths(cost))
    return cost - subsidy
