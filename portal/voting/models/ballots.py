"""Ballots that are only ever added."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.domain.tally import Choice
from portal.voting.models.votes import Option


class Channel(StrEnum):
    """How a ballot came: 纸质, 上门, 线上, 电话."""

    PAPER = "paper"
    DOORSTEP = "doorstep"
    ONLINE = "online"
    PHONE = "phone"


class InvalidReason(StrEnum):
    """Why a returned paper does not count: the closed list of the glossary."""

    UNSIGNED = "unsigned"
    SIGNATURE_DIFFERS = "signature_differs"
    NOT_ENTITLED = "not_entitled"
    OTHER_VOTE = "other_vote"
    LATE = "late"
    DUPLICATE = "duplicate"


class BallotState(StrEnum):
    """``pending``: keyed by one person, waits for the second, does not count."""

    PENDING = "pending"
    COUNTED = "counted"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"  # keyed, and found wrong before the second person agreed
    SET_ASIDE = "set_aside"  # disputed by its owner; does not count unless it is restored


class Ballot(Base):
    """What a voter answered, once more or for the first time. A row is added, never rewritten.

    Only ``state``, ``checked_by`` and ``checked_at`` change after the row is there, and only forward;
    the one way back is ``set_aside`` to ``counted``, by a decision with its reason.
    ``once`` makes two taps one ballot.
    """

    __tablename__ = "ballot"
    __table_args__ = (
        Index(
            "uq_ballot_vote_id_voter_id_counted",
            "vote_id",
            "voter_id",
            unique=True,
            sqlite_where=text("state = 'counted'"),
            postgresql_where=text("state = 'counted'"),
        ),
        UniqueConstraint("voter_id", "once"),
        UniqueConstraint("vote_id", "receipt"),
        Index("ix_ballot_voter_id", "voter_id"),
        CheckConstraint("checked_by IS NULL OR checked_by <> entered_by", name="two_people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    voter_id: Mapped[int] = mapped_column(ForeignKey("voter.id"))
    channel: Mapped[Channel]
    state: Mapped[BallotState]
    signed_at: Mapped[datetime]  # when the owner answered: cast on line, or written on the paper
    invalid_reason: Mapped[InvalidReason | None]
    receipt: Mapped[str]
    once: Mapped[str]
    cast_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    mandate_id: Mapped[int | None] = mapped_column(ForeignKey("mandate.id"))  # for whom somebody spoke
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime]
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    checked_at: Mapped[datetime | None]

    answers: Mapped[list["Answer"]] = relationship(order_by="Answer.id")


class Answer(Base):
    """One answer on one question; a budget question may have several, each with its option."""

    __tablename__ = "answer"
    __table_args__ = (
        CheckConstraint("(choice IS NULL) <> (option_id IS NULL)", name="choice_or_option"),
        UniqueConstraint("ballot_id", "question_id", "option_id"),
        Index(
            "uq_answer_ballot_id_question_id_choice",
            "ballot_id",
            "question_id",
            unique=True,
            sqlite_where=text("choice IS NOT NULL"),
            postgresql_where=text("choice IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    choice: Mapped[Choice | None]
    option_id: Mapped[int | None] = mapped_column(ForeignKey("option.id"))

    option: Mapped[Option | None] = relationship()
