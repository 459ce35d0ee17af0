"""Matters that residents raise, and the trail of what became of them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.communities.models import Part
from portal.db import Base
from portal.domain.stages import CaseState


class CaseCategory(StrEnum):
    """意见 诉求 投诉 建议 求助."""

    OPINION = "opinion"
    REQUEST = "request"
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    HELP = "help"


class Case(Base):
    """One matter; ``number`` is what a resident quotes on the phone."""

    __tablename__ = "case"
    __table_args__ = (
        UniqueConstraint("estate_id", "number"),
        UniqueConstraint("account_id", "once"),
        Index("ix_case_estate_id_state", "estate_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    number: Mapped[str]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    part_id: Mapped[int | None] = mapped_column(ForeignKey("part.id"))
    category: Mapped[CaseCategory]
    place: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    state: Mapped[CaseState]
    raised_at: Mapped[datetime]
    once: Mapped[str]

    account: Mapped[Account] = relationship()
    part: Mapped[Part | None] = relationship()
    steps: Mapped[list["CaseStep"]] = relationship(order_by="CaseStep.id")
    photos: Mapped[list["CasePhoto"]] = relationship(order_by="CasePhoto.id", back_populates="case")


class CaseStep(Base):
    """One step of the trail: which state it led to, who took it, what was said.

    ``office`` is for whom somebody of the staff took it; empty where the resident did.
    """

    __tablename__ = "case_step"
    __table_args__ = (UniqueConstraint("case_id", "once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    state: Mapped[CaseState]
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor: Mapped[str]
    office: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    once: Mapped[str]


class CasePhoto(Base):
    """A picture by its key in the file store."""

    __tablename__ = "case_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    key: Mapped[str] = mapped_column(unique=True)

    case: Mapped[Case] = relationship(back_populates="photos")
