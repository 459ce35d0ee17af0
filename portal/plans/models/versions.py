"""What a published plan said at each time, and why it was changed."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.plans.models.items import Item, Project


class ChangeKind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    DROPPED = "dropped"


class PlanVersion(Base):
    """One version of a plan; without ``published_at`` it is the draft of the next one.

    A published one never changes, the database sees to that. ``content`` is all that the plan says,
    ``digest`` its SHA-256 in hex, ``lines`` (key "lines") what is different from the version before.
    A consultation on the draft is kept with it: how, from which day to which, with what outcome.
    """

    __tablename__ = "plan_version"
    __table_args__ = (
        UniqueConstraint("project_id", "number"),
        CheckConstraint(
            "published_at IS NULL OR (digest IS NOT NULL AND content IS NOT NULL)", name="published_is_whole"
        ),
        CheckConstraint("consulted_from IS NULL OR consulted_from <= consulted_to", name="days_in_order"),
        Index(
            "uq_plan_version_project_id_draft",
            "project_id",
            unique=True,
            sqlite_where=text("published_at IS NULL"),
            postgresql_where=text("published_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    number: Mapped[int]
    reason: Mapped[str]
    is_large: Mapped[bool] = mapped_column(default=False)
    content: Mapped[dict[str, Any] | None]
    lines: Mapped[dict[str, Any] | None]
    digest: Mapped[str | None]
    consulted_how: Mapped[str] = mapped_column(default="")
    consulted_from: Mapped[date | None]
    consulted_to: Mapped[date | None]
    consulted_outcome: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    published_at: Mapped[datetime | None]
    published_by: Mapped[str] = mapped_column(default="")

    project: Mapped[Project] = relationship()
    changes: Mapped[list["PlanChange"]] = relationship(order_by="PlanChange.id", back_populates="version")


class PlanChange(Base):
    """One item that a version adds, changes or drops; ``said`` is all that is said of it from then on."""

    __tablename__ = "plan_change"
    __table_args__ = (
        UniqueConstraint("version_id", "item_id"),
        UniqueConstraint("version_id", "once"),
        Index("ix_plan_change_case_id", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("plan_version.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    kind: Mapped[ChangeKind]
    said: Mapped[dict[str, Any] | None]
    why: Mapped[str]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    case_number: Mapped[str] = mapped_column(default="")
    once: Mapped[str | None]

    version: Mapped[PlanVersion] = relationship(back_populates="changes")
    item: Mapped[Item | None] = relationship()
