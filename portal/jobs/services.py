"""Queueing work in the transaction that needs it, and a worker's grip on a job."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from portal.db import session
from portal.jobs import queries
from portal.jobs.models import Job
from portal.jobs.work import Failure, Payload, lease_of

MAX_ATTEMPTS = 10
_FIRST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(hours=1)


class LeaseLost(Exception):
    """The job took longer than its lease, and another worker has it now."""


@dataclass(frozen=True)
class Taken:
    """A job in a worker's hands; ``attempts`` proves whose turn it is."""

    id: int
    kind: str
    payload: Payload
    attempts: int


def enqueue(
    now: datetime, kind: str, key: str, payload: dict[str, Any], run_at: datetime | None = None
) -> bool:
    """Queue work, once for each key, in the caller's transaction: no commit, no job.

    :param kind: ``feature.verb``, as a registered ``Work`` calls itself.
    :param key: says which work this is, e.g. ``sms.send:17``.
    :param payload: ids and plain values; no name, phone or ID number.
    :param run_at: not before; now unless given.
    :returns: False if the key was queued before, whatever became of it.
    """
    try:
        with session.begin_nested():
            session.add(Job(kind=kind, key=key, payload=payload, run_at=run_at or now))
    except IntegrityError:
        return False
    return True


def take(now: datetime) -> Taken | None:
    """Lease the job that has waited longest; None if there is none that nobody else holds."""
    job = session.scalars(queries.next_due(now).with_for_update(skip_locked=True)).one_or_none()
    if job is None:
        return None
    job.attempts += 1
    job.leased_until = now + lease_of(job.kind)
    return Taken(job.id, job.kind, job.payload, job.attempts)


def finish(now: datetime, taken: Taken) -> None:
    """Mark it done. :raises LeaseLost: it is no longer in this worker's hands."""
    _let_go(taken, done_at=now, leased_until=None)


def put_back(now: datetime, taken: Taken, failure: Failure) -> None:
    """Let it be tried again after a pause, or give it up. :raises LeaseLost: see finish()."""
    if failure.final:
        _let_go(taken, failed_at=now, leased_until=None, last_error=failure.reason)
    else:
        _let_go(taken, run_at=now + pause(taken.attempts), leased_until=None, last_error=failure.reason)


def again(now: datetime, job_id: int) -> Job:
    """Have a job that was given up tried from the start; its key stays, so it is still one job.

    :raises sqlalchemy.exc.NoResultFound: no job of that id was given up.
    """
    job = queries.get_failed(job_id)
    job.failed_at, job.leased_until = None, None
    job.run_at, job.attempts = now, 0
    return job


def pause(attempts: int) -> timedelta:
    """How long to wait after so many attempts: 5 s, twice as long each time, an hour at most."""
    return min(_FIRST_PAUSE * (1 << (attempts - 1)), _LONGEST_PAUSE)


def _let_go(taken: Taken, **values: Any) -> None:
    mine = (
        Job.id == taken.id,
        Job.attempts == taken.attempts,
        Job.done_at.is_(None),
        Job.failed_at.is_(None),
    )
    changed = session.execute(update(Job).where(*mine).values(**values).returning(Job.id))
    if changed.one_or_none() is None:
        raise LeaseLost
