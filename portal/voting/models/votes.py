"""A vote, what it asks, and by which settings."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.communities.models import Estate
from portal.db import Base, Fen
from portal.domain.matters import ManagementMode, Matter, Subject
from portal.domain.stages import VoteState
from portal.domain.tally import MatterClass, QuestionKind, Regime


class Vote(Base):
    """One decision of an estate, or of some of its buildings or entrances.

    ``state`` is what was done; whether it is open right now also depends on the clock
    (``portal.domain.stages``).
    """

    __tablename__ = "vote"
    __table_args__ = (
        CheckConstraint("opens_at < closes_at", name="opens_before_closing"),
        CheckConstraint("notice_at <= opens_at", name="notice_before_opening"),
        Index("ix_vote_estate_id", "estate_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    title: Mapped[str]
    subject: Mapped[Subject | None]
    matter: Mapped[Matter | None]
    regime: Mapped[Regime]
    state: Mapped[VoteState] = mapped_column(default=VoteState.DRAFT)
    recorded: Mapped[bool] = mapped_column(default=False)
    notice_at: Mapped[datetime]
    notice_posted: Mapped[
        str | None
    ]  # where it hung before it was recorded here, who hung it, what proves it
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    explanation: Mapped[str] = mapped_column(default="")
    convener: Mapped[str] = mapped_column(default="")
    convened_under: Mapped[str | None]  # the rule that lets the convener convene, as staff wrote it
    contact: Mapped[str | None]
    supervisor: Mapped[str | None]
    guidance: Mapped[str | None]  # what the street said where a committee or group is set up or needed
    plan_ref: Mapped[str | None]  # which plan is decided on, in words; its contents' SHA-256 beside it
    plan_digest: Mapped[str | None]
    cost_ref: Mapped[str | None]  # by which frozen shares, in words; their SHA-256 beside it
    cost_digest: Mapped[str | None]
    exclusive_part: Mapped[str | None]  # an owner's own space that the works use, and that owner's consent
    owner_consent: Mapped[str | None]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("vote.id"))
    roll_publication_id: Mapped[int | None] = mapped_column(ForeignKey("roll_publication.id"))
    deemed: Mapped[dict[str, Any] | None]  # {"clause", "adopted", "counts_to", "decides"}
    source_digest: Mapped[str | None] = mapped_column(
        unique=True
    )  # of a recorded file: the same twice is refused
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    announced_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]  # for the first time
    objections_until: Mapped[datetime | None]  # the preliminary result is open to objection before it
    final_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str | None]

    estate: Mapped[Estate] = relationship()
    questions: Mapped[list["Question"]] = relationship(order_by="Question.position", back_populates="vote")
    scope: Mapped[list["VoteScope"]] = relationship()
    settings: Mapped[list["VoteSetting"]] = relationship(order_by="VoteSetting.key")


class VoteScope(Base):
    """A building or an entrance that decides; a vote without any is the whole estate's."""

    __tablename__ = "vote_scope"
    __table_args__ = (UniqueConstraint("vote_id", "building_id", "entrance_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    building_id: Mapped[int] = mapped_column(ForeignKey("building.id"))
    entrance_id: Mapped[int | None] = mapped_column(ForeignKey("entrance.id"))


class VoteSetting(Base):
    """What the law leaves open, decided for this vote: the value, where the rule stands, who set it."""

    __tablename__ = "vote_setting"

    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]  # {"value": …}
    source: Mapped[str]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Question(Base):
    """What is to be decided. ``class_`` is None where no class exists (surveys, advice)."""

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("vote_id", "key"), UniqueConstraint("vote_id", "position"))

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    key: Mapped[str]
    position: Mapped[int]
    text: Mapped[str]
    kind: Mapped[QuestionKind]
    class_: Mapped[MatterClass | None] = mapped_column("class")
    matter: Mapped[Matter | None]  # of this question, where it is not the vote's
    softer_because: Mapped[str | None]  # why a class asks for less than the matter does
    budget: Mapped[Fen | None]

    vote: Mapped[Vote] = relationship(back_populates="questions")
    options: Mapped[list["Option"]] = relationship(order_by="Option.position", back_populates="question")


class Option(Base):
    """One of several to choose. A charge is per 0.01 yuan: by area and month, or the same for every home."""

    __tablename__ = "option"
    __table_args__ = (UniqueConstraint("question_id", "key"), UniqueConstraint("question_id", "position"))

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    key: Mapped[str]
    position: Mapped[int]
    text: Mapped[str]
    detail: Mapped[str] = mapped_column(default="")
    mode: Mapped[ManagementMode | None]
    cost: Mapped[Fen | None]
    monthly_per_square_metre: Mapped[Fen | None]
    monthly_per_home: Mapped[Fen | None]
    unavailable_because: Mapped[str | None]

    question: Mapped[Question] = relationship(back_populates="options")


class PublicationKind(StrEnum):
    NOTICE = "notice"
    EXTENSION = "extension"
    RESULT = "result"  # preliminary, open to objection; a recount publishes it again
    FINAL = "final"
    VOID = "void"


class Publication(Base):
    """What was published, word for word as data. Triggers refuse to edit it; a later one supersedes it."""

    __tablename__ = "vote_publication"
    __table_args__ = (Index("ix_vote_publication_vote_id", "vote_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    kind: Mapped[PublicationKind]
    body: Mapped[dict[str, Any]]
    digest: Mapped[str]
    published_at: Mapped[datetime]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    record_size: Mapped[int | None]  # lines of the record at that moment
    record_root: Mapped[str | None]  # and their fingerprint, which the publication prints
