"""A lift's cost shares and what households say to them. The portal records promises; it holds no money."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.communities.models import Entrance, Part
from portal.db import Area, Base, Fen


class SchemeState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Sharing(StrEnum):
    """By what the rest is shared: the floor's coefficient alone, or the coefficient times the home's area."""

    COEFFICIENT = "coefficient"
    COEFFICIENT_AREA = "coefficient_area"


class Scheme(Base):
    """A lift for one entrance: total, subsidy, and how the rest is shared by floor."""

    __tablename__ = "scheme"
    __table_args__ = (
        CheckConstraint("total > 0", name="total_positive"),
        CheckConstraint("subsidy >= 0 AND subsidy <= total", name="subsidy_within_total"),
        Index(
            "uq_scheme_entrance_id_open",
            "entrance_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"), index=True)
    entrance_id: Mapped[int] = mapped_column(ForeignKey("entrance.id"))
    title: Mapped[str]
    total: Mapped[Fen]
    subsidy: Mapped[Fen]
    subsidy_source: Mapped[str]
    coefficient_source: Mapped[str]
    sharing: Mapped[Sharing]
    state: Mapped[SchemeState]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    entrance: Mapped[Entrance] = relationship()
    coefficients: Mapped[list["FloorCoefficient"]] = relationship(
        order_by="FloorCoefficient.floor", cascade="all, delete-orphan"
    )
    shares: Mapped[list["Share"]] = relationship()


class FloorCoefficient(Base):
    """How much a floor carries, in thousandths; negotiable, and no rule of law."""

    __tablename__ = "floor_coefficient"
    __table_args__ = (CheckConstraint("thousandths >= 0", name="not_negative"),)

    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"), primary_key=True)
    floor: Mapped[int] = mapped_column(primary_key=True)
    thousandths: Mapped[int]


class Share(Base):
    """What one home would pay, frozen at opening with all that it was worked out from.

    The shares of a scheme add up to total less subsidy. ``position`` is the order in which the homes were
    given, which settles ties; ``rounded_up`` marks a home that carries one fen of the remainder.
    """

    __tablename__ = "share"
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        UniqueConstraint("scheme_id", "position"),
    )

    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"), primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("part.id"), primary_key=True)
    position: Mapped[int]
    floor: Mapped[int]
    thousandths: Mapped[int]
    area: Mapped[Area]
    amount: Mapped[Fen]
    rounded_up: Mapped[bool]

    part: Mapped[Part] = relationship()


class PledgeAnswer(StrEnum):
    """愿意，按测算出 / 愿意，金额另商量 / 不出资 / 还没想好."""

    AS_COMPUTED = "as_computed"
    OTHER_AMOUNT = "other_amount"
    NOTHING = "nothing"
    UNDECIDED = "undecided"


class Pledge(Base):
    """What a household says. A later one replaces it; all stay on record."""

    __tablename__ = "pledge"
    __table_args__ = (
        Index(
            "uq_pledge_scheme_id_part_id_current",
            "scheme_id",
            "part_id",
            unique=True,
            sqlite_where=text("replaced_at IS NULL"),
            postgresql_where=text("replaced_at IS NULL"),
        ),
        UniqueConstraint("scheme_id", "part_id", "once"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"))
    part_id: Mapped[int] = mapped_column(ForeignKey("part.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    answer: Mapped[PledgeAnswer]
    amount: Mapped[Fen]
    note: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
    once: Mapped[str]
