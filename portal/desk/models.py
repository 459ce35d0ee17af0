"""Meetings that steer the renovation, and the tasks that they gave."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.communities.models import Estate, Street
from portal.db import Base
from portal.domain.bodies import Body


class MeetingKind(StrEnum):
    """领导小组会, 专题会."""

    LEADING_GROUP = "leading_group"
    SPECIAL = "special"


class Meeting(Base):
    """A meeting of a street, or of the district (``street_id`` None), with its decisions."""

    __tablename__ = "meeting"
    __table_args__ = (Index("ix_meeting_street_id", "street_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    street_id: Mapped[int | None] = mapped_column(ForeignKey("street.id"))
    kind: Mapped[MeetingKind]
    title: Mapped[str]
    held_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(default="")
    chair: Mapped[str] = mapped_column(default="")
    attended: Mapped[str] = mapped_column(default="")
    minutes: Mapped[str] = mapped_column(default="")
    once: Mapped[str] = mapped_column(unique=True)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    street: Mapped[Street | None] = relationship()
    decisions: Mapped[list["MeetingDecision"]] = relationship(
        order_by="MeetingDecision.position", back_populates="meeting"
    )


class MeetingDecision(Base):
    """A decision as a task: who does what by when; done with a sentence on how."""

    __tablename__ = "meeting_decision"
    __table_args__ = (
        UniqueConstraint("meeting_id", "position"),
        CheckConstraint("done_at IS NULL OR done_note <> ''", name="done_is_said"),
        Index("ix_meeting_decision_due_on", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    position: Mapped[int]
    text: Mapped[str]
    body: Mapped[Body]
    estate_id: Mapped[int | None] = mapped_column(ForeignKey("estate.id"))
    due_on: Mapped[date]
    done_at: Mapped[datetime | None]
    done_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    done_note: Mapped[str] = mapped_column(default="")

    meeting: Mapped[Meeting] = relationship(back_populates="decisions")
    estate: Mapped[Estate | None] = relationship()
