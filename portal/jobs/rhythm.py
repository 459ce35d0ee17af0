"""When recurring work is due: hours and days of China's calendar."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.domain.deadlines import CHINA
from portal.domain.errors import N_, Sentence

_EPOCH = datetime(2021, 1, 1, tzinfo=CHINA)
_WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))


@dataclass(frozen=True)
class Rhythm:
    """``latest`` gives the last due moment at or before another one; ``says`` is for people."""

    says: Sentence
    latest: Callable[[datetime], datetime]

    def next(self, now: datetime) -> datetime:
        """The first due moment after ``now``."""
        beyond = now + timedelta(minutes=1)
        while self.latest(beyond) <= now:
            beyond += beyond - now
        due = self.latest(beyond)
        while (earlier := self.latest(due - timedelta(microseconds=1))) > now:
            due = earlier
        return due


def minutes(every: int) -> Rhythm:
    """Every so many minutes, counted from midnight. :raises ValueError: not a divisor of a day."""
    if every < 1 or 24 * 60 % every:
        raise ValueError(f"{every} minutes do not fill a day")
    length = timedelta(minutes=every)

    def latest(now: datetime) -> datetime:
        return _EPOCH + (now - _EPOCH) // length * length

    return Rhythm(Sentence(N_("每 %(minutes)s 分钟"), {"minutes": every}), latest)


def hourly(minute: int = 0) -> Rhythm:
    """Each hour, so many minutes past."""

    def latest(now: datetime) -> datetime:
        due = now.astimezone(CHINA).replace(minute=minute, second=0, microsecond=0)
        return due if due <= now else due - timedelta(hours=1)

    return Rhythm(Sentence(N_("每小时，%(minute)s 分"), {"minute": f"{minute:02}"}), latest)


def daily(hour: int, minute: int = 0) -> Rhythm:
    """Each day at this time in China."""

    def latest(now: datetime) -> datetime:
        due = now.astimezone(CHINA).replace(hour=hour, minute=minute, second=0, microsecond=0)
        return due if due <= now else due - timedelta(days=1)

    return Rhythm(Sentence(N_("每天 %(time)s"), {"time": f"{hour}:{minute:02}"}), latest)


def weekly(weekday: int, hour: int) -> Rhythm:
    """Each week; Monday is 0."""

    def latest(now: datetime) -> datetime:
        due = daily(hour).latest(now)
        return due - timedelta(days=(due.weekday() - weekday) % 7)

    names = {"weekday": Sentence(_WEEKDAYS[weekday]), "time": f"{hour}:00"}
    return Rhythm(Sentence(N_("每%(weekday)s %(time)s"), names), latest)


def monthly(day: int, hour: int) -> Rhythm:
    """Each month. :raises ValueError: a day that not every month has."""
    if not 1 <= day <= 28:
        raise ValueError(f"not every month has a day {day}")

    def latest(now: datetime) -> datetime:
        local = now.astimezone(CHINA)
        due = local.replace(day=day, hour=hour, minute=0, second=0, microsecond=0)
        if due <= now:
            return due
        return (due.replace(day=1) - timedelta(days=1)).replace(day=day)

    return Rhythm(Sentence(N_("每月 %(day)s 日 %(time)s"), {"day": day, "time": f"{hour}:00"}), latest)
