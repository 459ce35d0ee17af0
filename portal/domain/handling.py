"""Terms of matters raised: how long each kind may take, when one goes up a level, when silence closes it.

No text sets these numbers; they are the portal's, and every street may set its own with the source.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from portal.domain.deadlines import WorkCalendar, day_ends, local_day
from portal.domain.errors import N_


class Level(StrEnum):
    """Who answers for it that a matter is answered: 社区, 街道, 区."""

    COMMITTEE = "at_committee"
    STREET = "at_street"
    DISTRICT = "at_district"


LEVELS: Mapping[Level, str] = {
    Level.COMMITTEE: N_("社区"),
    Level.STREET: N_("街道"),
    Level.DISTRICT: N_("区"),
}
_ABOVE: Mapping[Level, Level] = {Level.COMMITTEE: Level.STREET, Level.STREET: Level.DISTRICT}


def above(level: Level) -> Level | None:
    """One level up; None at the top."""
    return _ABOVE.get(level)


@dataclass(frozen=True)
class Pace:
    """How many days each thing may take.

    :param higher: working days more for whoever it goes up to.
    :param silence: calendar days after it is done, then it is closed as unheard.
    :param lasting: calendar days after it was confirmed, then the resident is asked once more.
    :param reopenings: how often "not solved" stays on its level.
    """

    higher: int = 3
    silence: int = 7
    lasting: int = 28
    reopenings: int = 2


def term_ends(calendar: WorkCalendar, start: datetime, working_days: int) -> datetime:
    """The end of the last working day, in China; the first day is not counted.

    :param start: aware. A term of five working days from Monday noon ends with the next Monday.

    Source: Civil Code art. 201.
    """
    return day_ends(calendar.add_working_days(local_day(start), working_days))


def last_day(ends: datetime) -> date:
    """The last day of a term, as people are told it: the term is over with the midnight after it."""
    return local_day(ends - timedelta(seconds=1))


def level_after(level: Level, times: int, *, pace: Pace) -> Level:
    """Where a matter goes on that the resident says, for the how-manieth time, is not solved."""
    return (above(level) or level) if times > pace.reopenings else level


def likeness(one: str, other: str) -> int:
    """How alike two texts are, in per cent of the shorter one's pairs of characters."""
    pairs, others = _pairs(one), _pairs(other)
    least = min(len(pairs), len(others))
    return 100 * len(pairs & others) // least if least else 0


def _pairs(text: str) -> frozenset[str]:
    letters = [letter for letter in text if letter.isalnum()]
    return frozenset(a + b for a, b in pairwise(letters))
