"""The job table: work that must happen after a commit, at least once."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class Job(Base):
    """A piece of work, written in the transaction that needs it; ``key`` keeps it from being queued twice."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_done_at_run_at", "done_at", "run_at"),)

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
