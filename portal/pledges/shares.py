"""From homes and coefficients to shares; plain values, so that a draft is worked out like an open scheme."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from portal.domain import sharing
from portal.pledges.errors import FloorWithoutCoefficient
from portal.pledges.models import Sharing


@dataclass(frozen=True)
class Home:
    """A home of the entrance; area in 0.01 m2."""

    part_id: int
    room: str
    floor: int
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

    @property
    def fen(self) -> int:
        """The most, as the calculator says it."""
        return _about(self.most)

    @property
    def about_least(self) -> int:
        """The least, as the calculator says it."""
        return _about(self.least)


def _about(fen: int) -> int:
    """To the nearest 100 yuan, a hundredth of 万元."""
    return (fen + 5_000) // 10_000 * 10_000


def default_coefficient(floor: int) -> int:
    """Where neighbours may begin to talk, in thousandths: 1F nothing, 2F 0.5, 3F 1, then 0.1 more a floor."""
    if floor <= 1:
        return 0
    return 500 if floor == 2 else 1000 + 100 * (floor - 3)


def compute(
    rest: int, homes: Sequence[Home], coefficients: Mapping[int, int], by: Sharing
) -> list[HomeShare]:
    """Split what remains after the subsidy, to the fen; ties of the remainder go to the earlier home.

    :param coefficients: thousandths by floor.
    :raises RuleViolated: a floor without coefficient, or nobody who would pay anything.
    """
    for home in homes:
        if home.floor not in coefficients:
            raise FloorWithoutCoefficient(floor=home.floor)
    carried = {str(home.part_id): coefficients[home.floor] for home in homes}
    areas = {str(home.part_id): home.area for home in homes}
    if by is Sharing.COEFFICIENT_AREA:
        amounts = sharing.by_floor(rest, areas, carried)
        weights = {key: carried[key] * areas[key] for key in carried}
    else:
        amounts = sharing.split(rest, carried)
        weights = carried
    whole = sum(weights.values())
    shares = []
    for home in homes:
        key = str(home.part_id)
        above_its_part = amounts[key] * whole > rest * weights[key]
        shares.append(HomeShare(home, carried[key], amounts[key], above_its_part))
    return shares


def again(frozen: Sequence[HomeShare], rest: int, by: Sharing) -> list[HomeShare]:
    """The same homes and coefficients with another sum to share."""
    coefficients = {share.home.floor: share.thousandths for share in frozen}
    return compute(rest, [share.home for share in frozen], coefficients, by)


def by_floor(shares: Sequence[HomeShare]) -> list[FloorShare]:
    """The top floor first, as the doors stand."""
    floors = []
    for floor, found in groupby(sorted(shares, key=lambda share: -share.home.floor), _floor):
        here = list(found)
        amounts = [share.amount for share in here]
        floors.append(FloorShare(floor, here[0].thousandths, len(here), min(amounts), max(amounts)))
    return floors


def _floor(share: HomeShare) -> int:
    return share.home.floor
