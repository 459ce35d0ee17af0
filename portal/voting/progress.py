"""How far a vote has come, for the staff's console: turnout by line, building and door, never a split."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import groupby

from portal.domain.electorate import Weight
from portal.domain.errors import N_, Sentence
from portal.domain.tally import TWO_THIRDS, Hurdle, Measure, Test, homes_still_needed
from portal.voting.models import Vote
from portal.voting.queries.counting import QuestionCount, Turnout, by_building, count, turnout
from portal.voting.queries.doors import Door, list_doors


@dataclass(frozen=True)
class Building:
    """``met``: two thirds of its heads took part. It decides nothing; it says where to ring next."""

    name: str
    roll: Weight
    taking_part: Weight
    met: bool

    @property
    def left(self) -> int:
        return self.roll.heads - self.taking_part.heads


@dataclass(frozen=True)
class Progress:
    """``tests`` are the two of participation, of the matter that fewest people answered.

    ``behind`` names the other matters where their turnout differs, each with its heads.
    """

    back: Turnout
    tests: Mapping[str, Test]
    homes: int
    per_day: int
    left: Sentence
    by_question: Sequence[tuple[str, int]]
    buildings: Sequence[Building]


def progress(vote: Vote, now: datetime) -> Progress:
    """What the console shows while ballots come in."""
    counted = count(vote)
    weakest = min(counted, key=lambda item: (item.participating.heads, item.participating.area))
    tests = [test for test in weakest.result.tests if test.test is Hurdle.PARTICIPATION]
    back = turnout(vote.id)
    homes = homes_still_needed(tests, back.roll)
    days = max(1, -((now - vote.closes_at) // timedelta(days=1)))
    return Progress(
        back=back,
        tests={test.measure.value: test for test in tests if test.measure in {Measure.HEADS, Measure.AREA}},
        homes=homes,
        per_day=-(-homes // days),
        left=time_left(vote, now),
        by_question=_by_question(counted),
        buildings=buildings(vote),
    )


def _by_question(counted: Sequence[QuestionCount]) -> list[tuple[str, int]]:
    """Empty where every matter has the same turnout, as without papers that leave one open."""
    heads = [(item.question.text, item.participating.heads) for item in counted]
    return heads if len({number for _, number in heads}) > 1 else []


def time_left(vote: Vote, now: datetime) -> Sentence:
    """In whole days, on the last day in hours."""
    left = vote.closes_at - now
    if left >= timedelta(days=1):
        return Sentence(N_("还剩 %(days)s 天"), {"days": left.days})
    return Sentence(N_("还剩 %(hours)s 小时"), {"hours": max(0, left // timedelta(hours=1))})


def buildings(vote: Vote) -> list[Building]:
    """Those with the smallest share of heads first."""
    found = [
        Building(name, roll, voted, TWO_THIRDS.is_met(voted.heads, roll.heads))
        for name, (roll, voted) in by_building(vote).items()
    ]
    return sorted(found, key=lambda building: Fraction(building.taking_part.heads, building.roll.heads))


Floors = list[tuple[str, list[Door]]]


def grid(vote: Vote, building: str) -> list[tuple[str, Floors]]:
    """A building's doors as people see it: for each entrance its floors, the top one first."""
    found = []
    for entrance, doors in groupby(list_doors(vote.id, building), key=lambda door: door.entrance):
        floors = groupby(doors, key=lambda door: door.floor)
        rows = [("—" if floor is None else str(floor), list(row)) for floor, row in floors]
        found.append((entrance, rows))
    return found
