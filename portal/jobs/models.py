"""The job table: work that must happen after a commit, at least once."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base

_WAITING = text("done_at IS NULL AND failed_at IS NULL")


class Job(Base):
    """A piece of work, written in the transaction that needs it; ``key`` keeps it from being queued twice.

    ``leased_until`` keeps other workers away; ``attempts`` counts the leases, so that a worker whose lease
    ran out can tell that the job is no longer its own.
    """

    __tablename__ = "job"
    __table_args__ = (
        Index("ix_job_waiting", "run_at", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    key: Mapped[str] = mapped_column(unique=True)
    payload: Mapped[dict[str, Any]]
    run_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]  # given up; a person must look
    last_error: Mapped[str] = mapped_column(default="")


class Schedule(Base):
    """A recurring work and the last due moment that was queued for it; ``done_at`` is its last good end."""

    __tablename__ = "schedule"

    name: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[datetime]
    done_at: Mapped[datetime | None]
