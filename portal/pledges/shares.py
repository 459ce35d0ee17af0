"""From homes and coefficients to shares; plain values, so that a draft is worked out like an open scheme."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from portal.domain import sharing
from portal.pledges.errors import AgreedAmountMissing, FloorWithoutCoefficient
from portal.pledges.models import BY_FLOOR, Sharing


@dataclass(frozen=True)
class Home:
    """A home that shares; area in 0.01 m2. The floor may be unknown where it does not matter."""

    part_id: int
    room: str
    floor: int | None
    area: int


@dataclass(frozen=True)
class HomeShare:
    """What a home would pay, in fen; ``rounded_up``: one fen of it is the remainder's."""

    home: Home
    thousandths: int
    amount: int
    rounded_up: bool


@dataclass(frozen=True)
class FloorShare:
    """What the homes of a floor would pay, from the least to the most, in fen."""

    floor: int
    weight: int
    homes: int
    least: int
    most: int


def default_coefficient(floor: int) -> int:
    """Where neighbours may begin to talk, in thousandths: 1F nothing, 2F 0.5, 3F 1, then 0.1 more a floor."""
    if floor <= 1:
        return 0
    return 500 if floor == 2 else 1000 + 100 * (floor - 3)


def compute(
    rest: int,
    homes: Sequence[Home],
    coefficients: Mapping[int, int],
    by: Sharing,
    *,
    agreed: Mapping[int, int] = {},
) -> list[HomeShare]:
    """Split what remains after the subsidies, to the fen; ties of the remainder go to the earlier home.

    :param coefficients: thousandths by floor, for the sharings by floor.
    :param agreed: fen by home, for the sharing by agreed amounts.
    :raises RuleViolated: a floor without coefficient, a home without its agreed amount, amounts that do not
        add up, or nobody who would pay anything.
    """
    if by is Sharing.VOLUNTARY:
        return [HomeShare(home, 0, 0, rounded_up=False) for home in homes]
    if by is Sharing.AGREED:
        return _as_agreed(rest, homes, agreed)
    carried = {home.part_id: _coefficient(home, coefficients) if by in BY_FLOOR else 1000 for home in homes}
    weights = {
        str(home.part_id): carried[home.part_id] * (1 if by in _PER_HOME else home.area) for home in homes
    }
    amounts = sharing.split(rest, weights)
    whole = sum(weights.values())
    shares = []
    for home in homes:
        key = str(home.part_id)
        above_its_part = amounts[key] * whole > rest * weights[key]
        shares.append(HomeShare(home, carried[home.part_id], amounts[key], above_its_part))
    return shares


_PER_HOME = frozenset({Sharing.COEFFICIENT, Sharing.EQUALLY})


def _coefficient(home: Home, coefficients: Mapping[int, int]) -> int:
    if home.floor is None or home.floor not in coefficients:
        raise FloorWithoutCoefficient(floor=home.floor)
    return coefficients[home.floor]


def _as_agreed(rest: int, homes: Sequence[Home], agreed: Mapping[int, int]) -> list[HomeShare]:
    missing = [home.room for home in homes if home.part_id not in agreed]
    if missing:
        raise AgreedAmountMissing(homes="、".join(missing[:5]))
    amounts = sharing.as_agreed(rest, {str(home.part_id): agreed[home.part_id] for home in homes})
    return [HomeShare(home, 0, amounts[str(home.part_id)], rounded_up=False) for home in homes]


def again(frozen: Sequence[HomeShare], rest: int, by: Sharing) -> list[HomeShare]:
    """The same homes and coefficients with another sum to share; agreed amounts stay as they are."""
    if by is Sharing.AGREED:
        return list(frozen)
    coefficients = {share.home.floor: share.thousandths for share in frozen if share.home.floor is not None}
    return compute(rest, [share.home for share in frozen], coefficients, by)


def by_floor(shares: Sequence[HomeShare]) -> list[FloorShare]:
    """The top floor first, as the doors stand; homes whose floor is unknown are left out."""
    floors = []
    known = [share for share in shares if share.home.floor is not None]
    for floor, found in groupby(sorted(known, key=lambda share: -_floor(share)), _floor):
        here = list(found)
        amounts = [share.amount for share in here]
        floors.append(FloorShare(floor, here[0].thousandths, len(here), min(amounts), max(amounts)))
    return floors


def _floor(share: HomeShare) -> int:
    return share.home.floor or 0
