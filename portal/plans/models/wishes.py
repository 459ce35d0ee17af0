"""意愿征询: what the households of an estate wish for before anything is planned."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.communities.models import Part
from portal.db import Base


class Channel(StrEnum):
    """How something reached us: the own phone, a paper handed in, a talk at the door."""

    PHONE = "phone"
    PAPER = "paper"
    DOOR = "door"


class WishSurvey(Base):
    """One asking of all households; it counts nothing towards any decision.

    ``content`` (key "questions") holds the questions as they stood at the opening, so that later words of the
    library change no old answer. ``asked`` is how many households there were.
    """

    __tablename__ = "wish_survey"
    __table_args__ = (
        Index(
            "uq_wish_survey_estate_id_open",
            "estate_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        CheckConstraint("opens_at < closes_at", name="closes_after_opening"),
        Index("ix_wish_survey_estate_id", "estate_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    title: Mapped[str]
    content: Mapped[dict[str, Any]]
    asked: Mapped[int]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))  # the draft made from it


class WishAnswer(Base):
    """What a household said; a later answer replaces it, and both are kept.

    ``said``: keys of chosen options by question, or what was written.
    """

    __tablename__ = "wish_answer"
    __table_args__ = (
        Index(
            "uq_wish_answer_survey_id_part_id_live",
            "survey_id",
            "part_id",
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),
        UniqueConstraint("survey_id", "paper_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_id: Mapped[int] = mapped_column(ForeignKey("wish_survey.id"))
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    part_id: Mapped[int] = mapped_column(ForeignKey("part.id"))
    channel: Mapped[Channel]
    said: Mapped[dict[str, Any]]
    answered_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    paper_number: Mapped[str | None]
    replaced_at: Mapped[datetime | None]

    part: Mapped[Part] = relationship()
    survey: Mapped[WishSurvey] = relationship()
