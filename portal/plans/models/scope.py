"""Which estates a project takes in and how each meets the policy's test; and model cases (典型案例)."""

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.communities.models import Estate
from portal.db import Base
from portal.plans.models.items import Project


class ProjectEstate(Base):
    """An estate in the scope of a project: its own, or a neighbour that joins it (合理拓展实施单元).

    ``met`` are keys of `portal.plans.scope_words.CONDITIONS`; ``reason`` says why a neighbour joins.
    """

    __tablename__ = "project_estate"
    __table_args__ = (UniqueConstraint("project_id", "estate_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"), index=True)
    built_year: Mapped[int]
    met: Mapped[list[str]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(default="")
    checked_on: Mapped[date]
    checked_by: Mapped[str]
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    project: Mapped[Project] = relationship()
    estate: Mapped[Estate] = relationship()


class ModelCase(Base):
    """What others may learn from a project; everybody reads it once the street has approved it."""

    __tablename__ = "model_case"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"), unique=True)
    title: Mapped[str]
    text: Mapped[str]
    drafted_at: Mapped[datetime]
    drafted_by: Mapped[str]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str] = mapped_column(default="")

    project: Mapped[Project] = relationship()
