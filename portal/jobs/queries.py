"""Reading the queue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from portal.db import session
from portal.jobs.models import Job, Schedule


def is_due(now: datetime) -> ColumnElement[bool]:
    """Not done, its time has come, and nobody holds a lease that still runs."""
    return and_(
        Job.done_at.is_(None),
        Job.failed_at.is_(None),
        Job.run_at <= now,
        or_(Job.leased_until.is_(None), Job.leased_until <= now),
    )


def next_due(now: datetime) -> Select[Job]:
    """The statement for the one that waits longest."""
    return select(Job).where(is_due(now)).order_by(Job.run_at, Job.id).limit(1)


def find_due(now: datetime) -> int | None:
    """Whether there is anything to do: the id of the next job, asked without keeping writers waiting."""
    return session.scalar(next_due(now).with_only_columns(Job.id))


def get_job(key: str) -> Job:
    """:raises sqlalchemy.exc.NoResultFound: nothing was queued under this key."""
    return session.scalars(select(Job).where(Job.key == key)).one()


def list_schedules() -> Mapping[str, Schedule]:
    """By name, what was queued last and when it last ended well."""
    return {each.name: each for each in session.scalars(select(Schedule))}


@dataclass(frozen=True)
class Waiting:
    """How many jobs of a kind are due or later, in a worker's hands, and since when the oldest waits."""

    due: int
    later: int
    running: int
    oldest: datetime | None


def count_waiting(now: datetime) -> Mapping[str, Waiting]:
    """By kind; kinds with nothing to do are missing."""
    held = (Job.leased_until.is_not(None)) & (Job.leased_until > now)
    ready = is_due(now)
    rows = session.execute(
        select(
            Job.kind,
            func.count().filter(ready),
            func.count().filter(Job.run_at > now, ~held),
            func.count().filter(held),
            func.min(Job.run_at).filter(ready),
        )
        .where(Job.done_at.is_(None), Job.failed_at.is_(None))
        .group_by(Job.kind)
        .order_by(Job.kind)
    )
    return {kind: Waiting(due, later, running, oldest) for kind, due, later, running, oldest in rows}


def get_failed(job_id: int) -> Job:
    """:raises sqlalchemy.exc.NoResultFound: no job of that id was given up."""
    wanted = select(Job).where(Job.id == job_id, Job.failed_at.is_not(None))
    return session.scalars(wanted.with_for_update()).one()


def list_failed(*, limit: int = 100) -> Sequence[Job]:
    """Given up, the newest first; a person must look."""
    return session.scalars(
        select(Job)
        .where(Job.failed_at.is_not(None))
        .order_by(Job.failed_at.desc(), Job.id.desc())
        .limit(limit)
    ).all()
