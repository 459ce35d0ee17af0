"""Periods and windows: calendar days, working days, and what is in time.

Days are dates in China; a moment is an aware datetime of any zone. Public holidays are data that the
caller brings, because they are announced year by year.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from portal.domain.errors import N_, RuleViolated

CHINA = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China's time, the same all year since 1991."""


class ClosesBeforeOpening(RuleViolated):
    text = N_("投票截止时间应晚于开始时间。")


class NoticeTooShort(RuleViolated):
    text = N_("公告后应满%(needed)s日才能开始投票，现为%(given)s日；最早可于%(earliest)s开始。")


class WindowTooShort(RuleViolated):
    text = N_("投票时间不得少于%(needed)s日。")


class WindowTooLong(RuleViolated):
    text = N_("投票时间不得多于%(allowed)s日。")


def local_day(moment: datetime) -> date:
    """The date in China at an aware moment.

    :raises ValueError: a moment without its zone.
    """
    return _aware(moment).astimezone(CHINA).date()


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no zone")
    return moment


def days_after(start: date, end: date) -> int:
    """Calendar days from `start`, which is not counted, to `end`, which is.

    Source: Civil Code art. 201.
    """
    return (end - start).days


def check_notice(notice: datetime, opens: datetime, *, days: int) -> None:
    """Let an opening pass that comes so many calendar days after the notice, its own day not counted.

    Posted on the 1st with 15 days to keep, a vote may open on the 16th.

    :raises RuleViolated: it comes too early.

    Source: 物业管理条例 (2018) art. 14; Civil Code art. 201.
    """
    posted = local_day(notice)
    given = days_after(posted, local_day(opens))
    if given < days or opens < notice:
        raise NoticeTooShort(needed=days, given=given, earliest=(posted + timedelta(days)).isoformat())


@dataclass(frozen=True, slots=True)
class Window:
    """When a vote is open: from `opens`, included, to `closes`, not included. Aware moments.

    :raises RuleViolated: it closes before it opens, or at once.
    """

    opens: datetime
    closes: datetime

    def __post_init__(self) -> None:
        if _aware(self.closes) <= _aware(self.opens):
            raise ClosesBeforeOpening

    def holds(self, moment: datetime) -> bool:
        """Whether a ballot at this moment is in time."""
        return self.opens <= _aware(moment) < self.closes


def check_length(window: Window, *, least: int, most: int) -> None:
    """Let a window pass that is open for `least` to `most` days of 24 hours, both included.

    :raises RuleViolated: shorter or longer.
    """
    length = window.closes - window.opens
    if length < timedelta(days=least):
        raise WindowTooShort(needed=least)
    if length > timedelta(days=most):
        raise WindowTooLong(allowed=most)


class WorkCalendar:
    """Which days are worked: Monday to Friday but for public holidays, and weekend days moved to work."""

    def __init__(self, holidays: Iterable[date] = (), working_weekends: Iterable[date] = ()) -> None:
        self.holidays = frozenset(holidays)
        self.working_weekends = frozenset(working_weekends)

    def is_working(self, day: date) -> bool:
        """Whether offices are open on that day."""
        if day in self.working_weekends:
            return True
        return day.weekday() < 5 and day not in self.holidays

    def next_working(self, day: date) -> date:
        """That day, or the first working day after it."""
        while not self.is_working(day):
            day += timedelta(days=1)
        return day

    def add_working_days(self, start: date, days: int) -> date:
        """The last of so many working days, `start` not counted; with 0 days, `start` itself.

        :raises ValueError: fewer than none.

        Source: Civil Code art. 201.
        """
        if days < 0:
            raise ValueError(f"{days} working days")
        day = start
        for _ in range(days):
            day = self.next_working(day + timedelta(days=1))
        return day

    def working_days_after(self, start: date, end: date) -> int:
        """Working days from `start`, not counted, to `end`, counted; below zero where `end` comes first."""
        if end < start:
            return -self.working_days_after(end, start)
        days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
        return sum(self.is_working(day) for day in days)

    def last_day(self, start: date, days: int) -> date:
        """The last of so many calendar days, `start` not counted; from a day off it moves to a working day.

        Source: Civil Code art. 201, art. 203.
        """
        return self.next_working(start + timedelta(days=days))


def day_ends(day: date) -> datetime:
    """The moment at which a period with this last day is over: midnight in China, the next day's first.

    Source: Civil Code art. 203.
    """
    return datetime(day.year, day.month, day.day, tzinfo=CHINA) + timedelta(days=1)


def years_after(start: date, years: int) -> date:
    """The same date so many years on; 29 February becomes 28 February where there is none.

    For the year in which a decision may be brought before a court, and for how long ballots are kept.

    Source: SPC interpretation on 建筑物区分所有权 (2020) art. 12.
    """
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return start.replace(year=start.year + years, day=28)
