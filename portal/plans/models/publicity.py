"""A plan put up for residents to read, and what they say to it."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.plans.models.items import Item, Project
from portal.plans.models.versions import PlanVersion


class PlanNotice(Base):
    """公示 of one published version: from which day to which, where it is posted, whom to call."""

    __tablename__ = "plan_notice"
    __table_args__ = (
        CheckConstraint("starts_on <= ends_on", name="days_in_order"),
        UniqueConstraint("version_id", "once"),
        Index("ix_plan_notice_project_id", "project_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("plan_version.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    channels: Mapped[str]
    contact: Mapped[str]
    phone: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    once: Mapped[str]

    project: Mapped[Project] = relationship()
    version: Mapped[PlanVersion] = relationship()


class CommentKind(StrEnum):
    COMMENT = "comment"
    OBJECTION = "objection"


class PlanComment(Base):
    """What somebody says to a publication, or to one item of it; every one is answered in public."""

    __tablename__ = "plan_comment"
    __table_args__ = (
        UniqueConstraint("account_id", "once"),
        Index("ix_plan_comment_notice_id", "notice_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("plan_notice.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[CommentKind]
    text: Mapped[str]
    at: Mapped[datetime]
    once: Mapped[str]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(default="")

    notice: Mapped[PlanNotice] = relationship()
    item: Mapped[Item | None] = relationship()
