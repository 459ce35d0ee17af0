"""Recurring work on the job table: ``every(name, rhythm, run)`` once at start, and workers do the rest.

Each due moment of a work is one job under one key. Whoever notices first queues it: however many workers
there are, it is queued once, and what ``run`` writes is committed together with the job's end, once. After a
stop the missed moments are one run, unless the work asks for each of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from portal.db import session, transaction
from portal.domain.errors import N_
from portal.jobs.models import Job, Schedule
from portal.jobs.rhythm import Rhythm, daily
from portal.jobs.services import enqueue
from portal.jobs.work import Payload, TryLater, Work, register

KIND = "schedule.run"
#: Runs are told once the moment is over; older ones are of no use to anybody.
_KEPT = timedelta(days=35)
#: More missed moments than this are not made up for one by one.
_MOST_MISSED = 400


@dataclass(frozen=True)
class Recurring:
    """A work as it was registered.

    :param title: Chinese, for the staff's page.
    :param run: called with now and the due moment, inside the transaction that ends the job; it may queue
        jobs of its own for what is slow. :raises TryLater: or anything else: it is tried again.
    :param each: whether every missed moment gets a run of its own.
    """

    name: str
    title: str
    rhythm: Rhythm
    run: Callable[[datetime, datetime], None]
    each: bool = False


_known: dict[str, Recurring] = {}


def every(
    name: str, rhythm: Rhythm, run: Callable[[datetime, datetime], None], *, title: str, each: bool = False
) -> None:
    """Have workers do this again and again; the last one registered under a name is used.

    :param name: ``feature.verb``; it is the key under which the database remembers what was done.
    """
    _known[name] = Recurring(name, title, rhythm, run, each)


def recurring() -> Mapping[str, Recurring]:
    """What this version of the portal does again and again, by name."""
    return dict(_known)


def queue_due(now: datetime) -> int:
    """Queue what has become due; returns how many runs that were. Opens its own transaction if need be."""
    seen = _seen()
    late = [work for work in _known.values() if _missed(work, seen.get(work.name), now)]
    if not late:
        return 0
    with transaction():
        return sum(_queue(work, now) for work in late)


def _seen() -> Mapping[str, datetime]:
    rows = session.execute(select(Schedule.name, Schedule.slot))
    return {name: slot for name, slot in rows}  # noqa: C416  # rows are no pairs to the type checker


def _missed(work: Recurring, last: datetime | None, now: datetime) -> list[datetime]:
    """The due moments since the last one that was queued, the oldest first."""
    latest = work.rhythm.latest(now)
    if last is not None and latest <= last:
        return []
    if last is None or not work.each:
        return [latest]
    missed = [latest]
    while len(missed) < _MOST_MISSED:
        earlier = work.rhythm.latest(missed[-1] - timedelta(microseconds=1))
        if earlier <= last:
            break
        missed.append(earlier)
    return missed[::-1]


def _queue(work: Recurring, now: datetime) -> int:
    row = _locked(work.name)
    missed = _missed(work, row.slot if row else None, now)
    if not missed or not _claim(work.name, row.slot if row else None, missed[-1]):
        return 0
    for slot in missed:
        key = f"{KIND}:{work.name}:{slot.isoformat()}"
        enqueue(now, KIND, key, {"name": work.name, "slot": slot.isoformat()}, run_at=slot)
    return len(missed)


def _locked(name: str) -> Schedule | None:
    return session.scalars(select(Schedule).where(Schedule.name == name).with_for_update()).one_or_none()


def _claim(name: str, last: datetime | None, slot: datetime) -> bool:
    """Whether this worker moved the work on to the moment; another one may have been quicker."""
    if last is None:
        try:
            with session.begin_nested():
                session.add(Schedule(name=name, slot=slot))
        except IntegrityError:
            return False
        return True
    moved = update(Schedule).where(Schedule.name == name, Schedule.slot == last).values(slot=slot)
    return session.execute(moved.returning(Schedule.name)).one_or_none() is not None


class RunRecurring(Work):
    """One run of one work; its effect stands or falls with the end of the job."""

    kind = KIND
    lease = timedelta(minutes=10)

    def outside(self, now: datetime, payload: Payload) -> None:
        if payload["name"] not in _known:
            raise TryLater("this version does not know the work")

    def inside(self, now: datetime, payload: Payload, brought: Any) -> None:
        slot = datetime.fromisoformat(payload["slot"])
        _known[payload["name"]].run(now, slot)
        done = update(Schedule).where(Schedule.name == payload["name"])
        session.execute(done.values(done_at=now))


def forget_old_runs(now: datetime, _slot: datetime) -> None:
    """Runs that ended weeks ago; the table of works knows by itself what was queued."""
    old = (Job.kind == KIND, Job.done_at.is_not(None), Job.done_at < now - _KEPT)
    session.execute(delete(Job).where(*old))


register(RunRecurring())
every("jobs.tidy", daily(3, 30), forget_old_runs, title=N_("清理旧的定时记录"))
