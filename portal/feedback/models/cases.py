"""Matters that residents raise, and the trail of what became of them."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import Account
from portal.communities.models import Building, Part
from portal.db import Base
from portal.domain.bodies import Body, Topic
from portal.domain.handling import Level
from portal.domain.stages import CaseState


class CaseCategory(StrEnum):
    """意见 诉求 投诉 建议 求助 违建 纠纷."""

    OPINION = "opinion"
    REQUEST = "request"
    COMPLAINT = "complaint"
    SUGGESTION = "suggestion"
    HELP = "help"
    ILLEGAL_BUILDING = "illegal_building"
    DISPUTE = "dispute"


class Via(StrEnum):
    """How a matter came in."""

    PHONE = "online"
    CALL = "call"
    VISIT = "in_person"


class Case(Base):
    """One matter; ``number`` is what a resident quotes on the phone.

    ``term_ends_at`` is when the answer is due for good, whoever it is handed to; ``due_at`` is when it goes
    up a level next. ``answered_at`` is the first answer. Somebody without an account has
    ``caller_name`` and a sealed phone; ``taken_by`` wrote it down, or nobody did and a code
    proved the phone. Neighbours read ``public_text`` in place of ``text``.
    """

    __tablename__ = "case"
    __table_args__ = (
        UniqueConstraint("estate_id", "number"),
        UniqueConstraint("account_id", "once"),
        Index("ix_case_estate_id_state", "estate_id", "state"),
        Index("ix_case_due_at", "due_at"),
        Index("ix_case_body", "body"),
        CheckConstraint(
            "account_id IS NOT NULL OR taken_by IS NOT NULL OR caller_phone IS NOT NULL",
            name="somebody_raised",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    number: Mapped[str]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    part_id: Mapped[int | None] = mapped_column(ForeignKey("part.id"))
    building_id: Mapped[int | None] = mapped_column(ForeignKey("building.id"))
    category: Mapped[CaseCategory]
    topic: Mapped[Topic] = mapped_column(default=Topic.UNKNOWN)
    place: Mapped[str] = mapped_column(default="")
    text: Mapped[str]
    state: Mapped[CaseState]
    raised_at: Mapped[datetime]
    once: Mapped[str]
    via: Mapped[Via] = mapped_column(default=Via.PHONE)
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    caller_name: Mapped[str] = mapped_column(default="")
    caller_phone: Mapped[bytes | None]
    body: Mapped[Body | None]
    level: Mapped[Level] = mapped_column(default=Level.COMMITTEE)
    term_days: Mapped[int | None]
    term_ends_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    promised_on: Mapped[date | None]  # the day that an answer named; kept while nobody says it is done
    done_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    reopenings: Mapped[int] = mapped_column(default=0)
    asked_again_at: Mapped[datetime | None]
    is_public: Mapped[bool] = mapped_column(default=False)
    public_text: Mapped[str | None]
    hidden_at: Mapped[datetime | None]
    hidden_reason: Mapped[str] = mapped_column(default="")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    vote_id: Mapped[int | None] = mapped_column(ForeignKey("vote.id"))
    scheme_id: Mapped[int | None] = mapped_column(ForeignKey("scheme.id"))

    account: Mapped[Account | None] = relationship(foreign_keys=[account_id])
    part: Mapped[Part | None] = relationship()
    building: Mapped[Building | None] = relationship()
    merged_into: Mapped["Case | None"] = relationship(remote_side=[id])
    steps: Mapped[list["CaseStep"]] = relationship(order_by="CaseStep.id")
    photos: Mapped[list["CasePhoto"]] = relationship(order_by="CasePhoto.id", back_populates="case")
    notes: Mapped[list["CaseNote"]] = relationship(order_by="CaseNote.id")
    supporters: Mapped[list["CaseSupporter"]] = relationship(
        order_by="CaseSupporter.id", foreign_keys="CaseSupporter.case_id"
    )
    mediations: Mapped[list["Mediation"]] = relationship(order_by="Mediation.id")


class StepKind(StrEnum):
    """What a line of the trail is: a step, handed to another body, gone up a level, or said again later."""

    STEP = "step"
    HANDED = "handed"
    ESCALATED = "escalated"
    LASTING = "lasting"


class CaseStep(Base):
    """One step of the trail: which state it led to, who took it, what was said.

    ``office`` is for whom somebody of the staff took it; empty where the resident did.
    """

    __tablename__ = "case_step"
    __table_args__ = (UniqueConstraint("case_id", "once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    kind: Mapped[StepKind] = mapped_column(default=StepKind.STEP)
    state: Mapped[CaseState]
    body: Mapped[Body | None]
    level: Mapped[Level | None]
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor: Mapped[str]
    office: Mapped[str] = mapped_column(default="")
    text: Mapped[str] = mapped_column(default="")
    once: Mapped[str]


class CaseNote(Base):
    """What staff write for each other; a table of its own, so that no page shows it by mistake."""

    __tablename__ = "case_note"
    __table_args__ = (UniqueConstraint("case_id", "once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor: Mapped[str]
    text: Mapped[str]
    once: Mapped[str]


class CasePhoto(Base):
    """A picture by its key in the file store; neighbours see the blurred one, once it was released."""

    __tablename__ = "case_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    key: Mapped[str] = mapped_column(unique=True)
    blurred_key: Mapped[str | None] = mapped_column(unique=True)
    released_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(back_populates="photos")


class CaseSupporter(Base):
    """Somebody for whom the same matter is theirs too; told whatever its author is told."""

    __tablename__ = "case_supporter"
    __table_args__ = (UniqueConstraint("case_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    since: Mapped[datetime]
    came_from_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))  # of a case that was merged

    account: Mapped[Account] = relationship()


class MediationOutcome(StrEnum):
    AGREED = "agreed"
    AGAIN = "again"
    FAILED = "failed"


class Mediation(Base):
    """One meeting over a dispute: who was there, what was said, how it ended."""

    __tablename__ = "case_mediation"
    __table_args__ = (UniqueConstraint("case_id", "once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    held_on: Mapped[date]
    mediator: Mapped[str]
    present: Mapped[str]
    said: Mapped[str]
    outcome: Mapped[MediationOutcome]
    agreement: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    once: Mapped[str]
