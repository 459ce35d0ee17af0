"""Votes, the roll frozen at opening, and ballots that are only ever added."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.communities.models import Estate
from portal.db import Area, Base, Fen
from portal.domain.electorate import PartKind
from portal.domain.matters import ManagementMode, Matter, Subject
from portal.domain.stages import VoteState
from portal.domain.tally import Choice, MatterClass, QuestionKind, Regime


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
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    explanation: Mapped[str] = mapped_column(default="")
    convener: Mapped[str] = mapped_column(default="")
    deemed: Mapped[dict[str, Any] | None]  # {"clause", "adopted", "counts_to", "decides"}
    source_digest: Mapped[str | None] = mapped_column(
        unique=True
    )  # of a recorded file: the same twice is refused
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    announced_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
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


class Voter(Base):
    """An owner party as the roll stood when it was frozen; later sales change nothing.

    ``number`` is printed on the paper ballot. ``names`` is sealed; ``masked`` may be shown to staff.
    """

    __tablename__ = "voter"
    __table_args__ = (
        UniqueConstraint("vote_id", "party_id"),
        UniqueConstraint("vote_id", "number"),
        CheckConstraint("area > 0", name="area_positive"),
        CheckConstraint("heads = 1", name="one_head"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("owner_party.id"), index=True)
    number: Mapped[str]
    heads: Mapped[int] = mapped_column(default=1)
    area: Mapped[Area]
    names: Mapped[bytes]
    masked: Mapped[str]

    vote: Mapped[Vote] = relationship()
    parts: Mapped[list["VoterPart"]] = relationship(order_by="VoterPart.position")


class VoterPart(Base):
    """A part of a voter, copied: where, how large, by which source."""

    __tablename__ = "voter_part"
    __table_args__ = (UniqueConstraint("vote_id", "part_id"), Index("ix_voter_part_voter_id", "voter_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    voter_id: Mapped[int] = mapped_column(ForeignKey("voter.id"))
    part_id: Mapped[int] = mapped_column(ForeignKey("part.id"))
    position: Mapped[int]
    building: Mapped[str]
    building_number: Mapped[int]
    entrance: Mapped[str]
    entrance_number: Mapped[int]
    floor: Mapped[int | None]
    room: Mapped[str]
    area: Mapped[Area]
    area_source: Mapped[str]
    kind: Mapped[PartKind]


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


class Ballot(Base):
    """What a voter answered, once more or for the first time. A row is added, never rewritten.

    Only ``state``, ``checked_by`` and ``checked_at`` change after the row is there, and only forward.
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


class DeliveryWay(StrEnum):
    """How a voter was served; the last one is that it could not be done."""

    SIGNED = "signed"
    LETTERBOX = "letterbox"
    SMS = "sms"
    WECHAT = "wechat"
    REGISTERED_MAIL = "registered_mail"
    GROUP = "group"
    OTHER = "other"
    UNDELIVERABLE = "undeliverable"


class Delivery(Base):
    """When and how a voter was served, with who says so."""

    __tablename__ = "delivery"
    __table_args__ = (Index("ix_delivery_vote_id_voter_id", "vote_id", "voter_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    voter_id: Mapped[int] = mapped_column(ForeignKey("voter.id"))
    way: Mapped[DeliveryWay]
    note: Mapped[str]
    at: Mapped[datetime | None]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]


class PublicationKind(StrEnum):
    NOTICE = "notice"
    RESULT = "result"


class Publication(Base):
    """What was published, word for word as data. Never edited; a later one supersedes it."""

    __tablename__ = "vote_publication"
    __table_args__ = (Index("ix_vote_publication_vote_id", "vote_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    kind: Mapped[PublicationKind]
    body: Mapped[dict[str, Any]]
    digest: Mapped[str]
    published_at: Mapped[datetime]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
