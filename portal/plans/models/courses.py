"""加装电梯, 管线改造, 自建联建: what has to be done one after the other, and how far each one is."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.communities.models import Building, Entrance, Part
from portal.db import Base, Fen


class CourseKind(StrEnum):
    LIFT = "lift"
    PIPELINE = "pipeline"
    REBUILD = "rebuild"


class Course(Base):
    """One lift of an entrance, one company's pipes, or one unsafe house, on its way.

    ``facts`` are those of `portal.plans.facts` for its kind, as plain JSON; ``step`` is the last one taken.
    Votes and schemes stand above plans: only their ids are kept here.
    """

    __tablename__ = "course"
    __table_args__ = (
        Index(
            "uq_course_entrance_id_running",
            "entrance_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL AND kind = 'lift'"),
            postgresql_where=text("ended_at IS NULL AND kind = 'lift'"),
        ),
        UniqueConstraint("estate_id", "once"),
        Index("ix_course_estate_id", "estate_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    kind: Mapped[CourseKind]
    title: Mapped[str]
    entrance_id: Mapped[int | None] = mapped_column(ForeignKey("entrance.id"))
    building_id: Mapped[int | None] = mapped_column(ForeignKey("building.id"))
    vote_id: Mapped[int | None] = mapped_column(ForeignKey("vote.id"))
    scheme_id: Mapped[int | None] = mapped_column(ForeignKey("scheme.id"))
    facts: Mapped[dict[str, Any]]
    step: Mapped[str] = mapped_column(default="")
    opened_at: Mapped[datetime]
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]
    ended_why: Mapped[str] = mapped_column(default="")
    once: Mapped[str | None]

    entrance: Mapped[Entrance | None] = relationship()
    building: Mapped[Building | None] = relationship()
    steps: Mapped[list["CourseStep"]] = relationship(order_by="CourseStep.id", back_populates="course")
    compensations: Mapped[list["Compensation"]] = relationship(
        order_by="Compensation.id", back_populates="course"
    )


class CourseStep(Base):
    """Something that was done on the way, with its day and its paper; never changed afterwards."""

    __tablename__ = "course_step"
    __table_args__ = (Index("ix_course_step_course_id", "course_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    step: Mapped[str]
    done_on: Mapped[date]
    paper: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor: Mapped[str]

    course: Mapped[Course] = relationship(back_populates="steps")


class Compensation(Base):
    """What an owner downstairs asks for because of a lift, and what was answered.

    ``agreed`` is None while it is open. No page shows whose it is but to that household and to staff.
    """

    __tablename__ = "course_compensation"
    __table_args__ = (
        UniqueConstraint("course_id", "once"),
        Index("ix_course_compensation_course_id", "course_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id"))
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    part_id: Mapped[int] = mapped_column(ForeignKey("part.id"))
    text: Mapped[str]
    amount: Mapped[Fen | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    agreed: Mapped[bool | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(default="")
    once: Mapped[str | None]

    course: Mapped[Course] = relationship(back_populates="compensations")
    part: Mapped[Part] = relationship()
