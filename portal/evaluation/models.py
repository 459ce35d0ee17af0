"""The residents' verdict on what was promised, what is put right, and who keeps it afterwards."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.communities.models import Part
from portal.db import Base, Fen
from portal.domain.matters import ManagementMode
from portal.domain.satisfaction import Verdict
from portal.plans.models import Item


class RoundKind(StrEnum):
    PROJECT = "project"  # every promised item, once the works are done
    AGAIN = "again"  # what was put right, asked again
    MANAGEMENT = "management"  # the yearly one about who keeps the estate


class PointPart(StrEnum):
    """What a point is about: a promised item, one of the three parts of MOHURD's survey, or a service.

    Source of the three: 住建部 third-party survey 改造内容、过程管理、长效管理.
    """

    ITEM = "item"
    CONTENT = "content"
    PROCESS = "process"
    LASTING = "lasting"
    SERVICE = "service"


class AnswerChannel(StrEnum):
    PHONE = "phone"
    PAPER = "paper"
    DOOR = "door"


class Check(StrEnum):
    YES = "yes"
    NO = "no"
    UNCLEAR = "unclear"


class Round(Base):
    """One asking of an estate's households; ``asked`` is how many there were when it opened.

    ``low_line`` in thousandths: an index below it calls for putting right.
    """

    __tablename__ = "evaluation_round"
    __table_args__ = (
        Index(
            "uq_evaluation_round_estate_id_kind_open",
            "estate_id",
            "kind",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
        CheckConstraint("opens_at < closes_at", name="closes_after_opening"),
        Index("ix_evaluation_round_estate_id", "estate_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    project_id: Mapped[int | None] = mapped_column(ForeignKey("project.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("evaluation_round.id"))
    kind: Mapped[RoundKind]
    title: Mapped[str]
    version: Mapped[str] = mapped_column(default="")  # of the plan whose items are judged
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    asked: Mapped[int]
    low_line: Mapped[int]
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    points: Mapped[list["Point"]] = relationship(order_by="Point.position", back_populates="round")


class Point(Base):
    """What one question is about; the words are kept as they stood when the round opened."""

    __tablename__ = "evaluation_point"
    __table_args__ = (UniqueConstraint("round_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("evaluation_round.id"))
    position: Mapped[int]
    part: Mapped[PointPart]
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    name: Mapped[str]
    detail: Mapped[str] = mapped_column(default="")

    round: Mapped[Round] = relationship(back_populates="points")


class Judgement(Base):
    """That a household answers: one row a home. No page and no file shows it with its marks."""

    __tablename__ = "evaluation_answer"
    __table_args__ = (
        UniqueConstraint("round_id", "part_id"),
        UniqueConstraint("round_id", "paper_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("evaluation_round.id"))
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    part_id: Mapped[int] = mapped_column(ForeignKey("part.id"))
    channel: Mapped[AnswerChannel]
    answered_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    paper_number: Mapped[str | None]

    part: Mapped[Part] = relationship()
    marks: Mapped[list["Mark"]] = relationship(back_populates="answer")


class Mark(Base):
    """One household's verdict on one point, with a sentence and a picture's key."""

    __tablename__ = "evaluation_mark"
    __table_args__ = (
        UniqueConstraint("answer_id", "point_id"),
        Index("ix_evaluation_mark_point_id", "point_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("evaluation_answer.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("evaluation_point.id"))
    verdict: Mapped[Verdict]
    sentence: Mapped[str] = mapped_column(default="")
    photo: Mapped[str | None]

    answer: Mapped[Judgement] = relationship(back_populates="marks")
    point: Mapped[Point] = relationship()


class Inspection(Base):
    """A resident supervisor's checklist at acceptance."""

    __tablename__ = "inspection"
    __table_args__ = (UniqueConstraint("round_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("evaluation_round.id"))
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    inspected_at: Mapped[datetime]

    lines: Mapped[list["InspectionLine"]] = relationship(back_populates="inspection")


class InspectionLine(Base):
    """Three checks of one item: was it done, as planned, and does it work?"""

    __tablename__ = "inspection_line"
    __table_args__ = (UniqueConstraint("inspection_id", "point_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    inspection_id: Mapped[int] = mapped_column(ForeignKey("inspection.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("evaluation_point.id"))
    done: Mapped[Check]
    as_planned: Mapped[Check]
    works: Mapped[Check]
    note: Mapped[str] = mapped_column(default="")
    photo: Mapped[str | None]  # the key of a kept picture

    inspection: Mapped[Inspection] = relationship(back_populates="lines")


class Rectification(Base):
    """What is put right by when; done with proof, then residents are asked again."""

    __tablename__ = "rectification"
    __table_args__ = (UniqueConstraint("point_id"), Index("ix_rectification_estate_id", "estate_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    point_id: Mapped[int] = mapped_column(ForeignKey("evaluation_point.id"))
    reason: Mapped[str]
    responsible: Mapped[str]
    due_on: Mapped[date]
    opened_at: Mapped[datetime]
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    proof: Mapped[str] = mapped_column(default="")
    photo: Mapped[str | None]
    done_at: Mapped[datetime | None]
    again_id: Mapped[int | None] = mapped_column(ForeignKey("evaluation_round.id"))

    point: Mapped[Point] = relationship()


class ManagementTerm(Base):
    """Who manages an estate in which mode since a decision; a new decision ends it."""

    __tablename__ = "management_term"
    __table_args__ = (
        Index(
            "uq_management_term_estate_id_live",
            "estate_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    mode: Mapped[ManagementMode]
    keeper: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")  # of an office: the page is public
    charge: Mapped[str] = mapped_column(default="")
    since: Mapped[date]
    contract_ends_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    decision: Mapped[str]
    vote_id: Mapped[int | None] = mapped_column(ForeignKey("vote.id"))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Upkeep(Base):
    """Who keeps what was built."""

    __tablename__ = "upkeep"
    __table_args__ = (UniqueConstraint("item_id"), Index("ix_upkeep_estate_id", "estate_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    keeper: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    warranty_ends_on: Mapped[date | None]

    item: Mapped[Item] = relationship()


class CommonMoneyKind(StrEnum):
    COMMON_INCOME = "common_income"
    MAINTENANCE_FUND = "maintenance_fund"


class CommonMoney(Base):
    """A posted statement of the owners' common money; corrected by a later one, never changed."""

    __tablename__ = "common_money"
    __table_args__ = (
        Index("ix_common_money_estate_id", "estate_id"),
        CheckConstraint("income >= 0 AND spent >= 0", name="not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    kind: Mapped[CommonMoneyKind]
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    income: Mapped[Fen]
    spent: Mapped[Fen]
    balance: Mapped[Fen]
    note: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
