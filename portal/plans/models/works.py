"""How the works go on: weekly plans, monthly reviews, inspections and what was put right."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.plans.models.items import Item, Project


class NoteKind(StrEnum):
    """每周安排, 每月调度."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


class ProgressNote(Base):
    """What a week or a month says; the last one written for a period holds, earlier ones stay.

    ``first_day`` is a Monday or the first of a month.
    """

    __tablename__ = "progress_note"
    __table_args__ = (
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent"),
        Index("ix_progress_note_project_id", "project_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    kind: Mapped[NoteKind]
    first_day: Mapped[date]
    percent: Mapped[int]
    text: Mapped[str]
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor: Mapped[str]


class SiteCheck(Base):
    """A visit to the works, announced (明察) or not (暗访), and what was found.

    ``due_on`` None: nothing has to be put right. ``proof_key`` is the picture of what was put right, by its
    key in the file store; ``proof_rights`` says who took it and lets it be shown.
    """

    __tablename__ = "site_check"
    __table_args__ = (
        CheckConstraint("due_on IS NULL OR due_on >= visited_on", name="due_after_visit"),
        CheckConstraint("mended_on IS NULL OR mended_on >= visited_on", name="mended_after_visit"),
        Index("ix_site_check_project_id", "project_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    is_announced: Mapped[bool]
    visited_on: Mapped[date]
    inspector: Mapped[str]  # the unit: the page is public
    finding: Mapped[str]
    due_on: Mapped[date | None]
    mended_on: Mapped[date | None]
    mended_how: Mapped[str] = mapped_column(default="")
    proof_key: Mapped[str | None] = mapped_column(unique=True)
    proof_rights: Mapped[str] = mapped_column(default="")
    mended_by: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor: Mapped[str]

    project: Mapped[Project] = relationship()
    item: Mapped[Item | None] = relationship()

    def days_late(self, today: date) -> int:
        """Days since it had to be put right; 0 when it was, or need not yet be."""
        if self.due_on is None or self.mended_on is not None:
            return 0
        return max((today - self.due_on).days, 0)
