"""Reading the queue."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select

from portal.db import session
from portal.jobs.models import Job


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


def list_failed(*, limit: int = 100) -> Sequence[Job]:
    """Given up, the newest first; a person must look."""
    return session.scalars(
        select(Job)
        .where(Job.failed_at.is_not(None))
        .order_by(Job.failed_at.desc(), Job.id.desc())
        .limit(limit)
    ).all()
