"""What something costs and who would pay: schemes, shares, and what households say to them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.communities.models import Entrance, Part
from portal.db import Area, Base, Fen
from portal.plans.models import Item


class SchemeState(StrEnum):
    """草稿, 登记中, 登记已结束, 条件没有达到（到期）, 已换成新版."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    EXPIRED = "expired"
    REPLACED = "replaced"


class Sharing(StrEnum):
    """By what the rest is shared; with the last nothing is, and everybody names an amount or none."""

    COEFFICIENT = "coefficient"
    COEFFICIENT_AREA = "coefficient_area"
    AREA = "area"
    EQUALLY = "equally"
    AGREED = "agreed"
    VOLUNTARY = "voluntary"


BY_FLOOR = frozenset({Sharing.COEFFICIENT, Sharing.COEFFICIENT_AREA})


class Condition(StrEnum):
    """What must be met before anybody owes anything: no condition, money, homes, or a vote that passed."""

    NONE = "none"
    AMOUNT = "amount"
    HOMES = "homes"
    VOTE = "vote"


class Scheme(Base):
    """A lift of one entrance, or an item of the plan for the whole estate: what it costs and who shares it.

    A later ``version`` follows an earlier one; what has opened is never edited. ``threshold`` is in fen or
    in homes, as the condition says; ``met_at`` is when it was met, at opening where there is none.
    """

    __tablename__ = "scheme"
    __table_args__ = (
        CheckConstraint("total > 0", name="total_positive"),
        CheckConstraint("subsidy >= 0 AND subsidy <= total", name="subsidy_within_total"),
        CheckConstraint("entrance_id IS NOT NULL OR item_id IS NOT NULL", name="for_something"),
        CheckConstraint("threshold >= 0", name="threshold_not_negative"),
        Index(
            "uq_scheme_entrance_id_open",
            "entrance_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "uq_scheme_item_id_open",
            "item_id",
            unique=True,
            sqlite_where=text("state = 'open' AND entrance_id IS NULL"),
            postgresql_where=text("state = 'open' AND entrance_id IS NULL"),
        ),
        UniqueConstraint("follows_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"), index=True)
    entrance_id: Mapped[int | None] = mapped_column(ForeignKey("entrance.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("scheme.id"))
    version: Mapped[int] = mapped_column(default=1)
    title: Mapped[str]
    total: Mapped[Fen]
    subsidy: Mapped[Fen]
    coefficient_source: Mapped[str]
    sharing: Mapped[Sharing]
    condition: Mapped[Condition] = mapped_column(default=Condition.NONE)
    threshold: Mapped[Fen] = mapped_column(default=0)
    vote_id: Mapped[int | None] = mapped_column(ForeignKey("vote.id"))
    expires_at: Mapped[datetime | None]
    due_days: Mapped[int] = mapped_column(default=30)
    allows_parts: Mapped[bool] = mapped_column(default=False)
    allows_deferral: Mapped[bool] = mapped_column(default=False)
    allows_labour: Mapped[bool] = mapped_column(default=False)
    state: Mapped[SchemeState]
    digest: Mapped[str] = mapped_column(default="")  # SHA-256 of figures and shares, from opening on
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    opened_at: Mapped[datetime | None]
    met_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    entrance: Mapped[Entrance | None] = relationship()
    item: Mapped[Item | None] = relationship()
    subsidies: Mapped[list["Subsidy"]] = relationship(
        order_by="Subsidy.position", cascade="all, delete-orphan"
    )
    coefficients: Mapped[list["FloorCoefficient"]] = relationship(
        order_by="FloorCoefficient.floor", cascade="all, delete-orphan"
    )
    agreed: Mapped[list["AgreedShare"]] = relationship(cascade="all, delete-orphan")
    shares: Mapped[list["Share"]] = relationship()


class Subsidy(Base):
    """One of several sums that others add, with the paper that grants it; together they are the scheme's."""

    __tablename__ = "subsidy"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)

    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    amount: Mapped[Fen]
    source: Mapped[str]


class AgreedShare(Base):
    """What a home agreed to carry, for the sharing by agreed amounts."""

    __tablename__ = "agreed_share"
    __table_args__ = (CheckConstraint("amount >= 0", name="amount_not_negative"),)

    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"), primary_key=True)
    part_id: Mapped[int] = mapped_column(ForeignKey("part.id"), primary_key=True)
    amount: Mapped[Fen]


class CoefficientTable(Base):
    """Floor coefficients under a name, to start a scheme from; ``floors``: floor to thousandths.

    ``entrance_id``: what one entrance talks about; None for all of the estate.
    """

    __tablename__ = "coefficient_table"
    __table_args__ = (UniqueConstraint("estate_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    entrance_id: Mapped[int | None] = mapped_column(ForeignKey("entrance.id"))
    name: Mapped[str]
    source: Mapped[str]
    floors: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


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
    floor: Mapped[int | None]
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
