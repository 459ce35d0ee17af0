"""What goes into a count and what comes out: weights in, tests and a verdict out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from portal.domain.electorate import ZERO, Weight
from portal.domain.tally.rules import Threshold
from portal.domain.tally.terms import Hurdle, Measure, Outcome


@dataclass(frozen=True, slots=True)
class Count:
    """What the answers to one question weigh. Areas are in 0.01 m2, residents have none.

    `silent_served` weighs the voters who have a delivery record and returned nothing. For a budget
    question the options overlap: `TICKED` holds those who ticked any, once.
    """

    roll: Weight
    answers: Mapping[str, Weight]
    silent_served: Weight = ZERO


@dataclass(frozen=True, slots=True)
class Test:
    """One test with its numbers: whether `have` of `of` reaches num/den in `needs`."""

    __test__ = False  # keeps pytest from collecting it

    measure: Measure
    test: Hurdle
    have: int
    of: int
    needs: tuple[int, int]
    strict: bool
    met: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "met", self.threshold.is_met(self.have, self.of))

    @property
    def threshold(self) -> Threshold:
        return Threshold(*self.needs, strict=self.strict)

    @property
    def short_by(self) -> int:
        """How many more of the same base are needed: heads, or 0.01 m2; 0 where the test is met."""
        return max(0, self.threshold.least(self.of) - self.have)


@dataclass(frozen=True, slots=True)
class Result:
    """The verdict on one question, with the numbers that it rests on.

    `choices` are the answers that take part. `tests` are those of the ballots themselves, also where a
    deemed clause decides the outcome. `leader` is the option that the approval tests are about.
    """

    participating: Weight
    choices: Mapping[str, Weight]
    tests: tuple[Test, ...]
    outcome: Outcome | None
    winner: str | None = None
    leader: str | None = None
    with_deemed: "Result | None" = None


def homes_still_needed(tests: Iterable[Test], roll: Weight) -> int:
    """How many more homes of the roll's mean area would meet these tests of heads and area; 0 if all are met.

    Give the two tests of one kind: participation, where the homes are still to come, or approval, where
    they are among those who already took part and would have to agree.

    :raises ValueError: a roll without area whose area falls short.
    """
    short = [(test.measure, test.short_by) for test in tests]
    people = max((by for measure, by in short if measure is Measure.HEADS), default=0)
    area = max((by for measure, by in short if measure is Measure.AREA), default=0)
    if area and not roll.area:
        raise ValueError("no mean area on a roll without area")
    by_area = -(-area * roll.heads // roll.area) if area else 0
    return max(people, by_area)
