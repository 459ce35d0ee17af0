"""A renovation project of an estate and the items that it promises."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.communities.models import Estate
from portal.db import Base, Fen
from portal.domain.stages import ProjectStage


class Nature(StrEnum):
    """The policy names three natures and assigns nothing; until the street does, an item is 待定."""

    BASIC = "basic"
    ADDITIONAL = "additional"
    COORDINATED = "coordinated"


class Category(StrEnum):
    INFRASTRUCTURE = "infrastructure"
    COMMON_PARTS = "common_parts"
    PUBLIC_SERVICES = "public_services"
    LIFT = "lift"
    PIPELINES = "pipelines"


class ItemState(StrEnum):
    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"


class MoneySource(StrEnum):
    """Who pays a piece of an item."""

    CENTRAL = "central"
    CITY = "city"
    DISTRICT = "district"
    SPECIAL_BOND = "special_bond"
    PIPELINE_COMPANY = "pipeline_company"
    DEPARTMENT = "department"
    STREET = "street"
    SOCIAL = "social"
    RESIDENTS = "residents"
    MAINTENANCE_FUND = "maintenance_fund"
    OTHER = "other"


class Sharing(StrEnum):
    """How the residents' part of an item is split among them; the policy sets no ratio."""

    UNDECIDED = "undecided"
    BY_AREA = "by_area"
    EQUALLY = "equally"
    BY_FLOOR = "by_floor"  # a lift: worked out entrance by entrance


class Route(StrEnum):
    """综合改造, 管理提升, 自建联建: the policy's three ways of renovating."""

    RENOVATION = "renovation"
    MANAGEMENT = "management"
    REBUILDING = "rebuilding"


class Batch(StrEnum):
    """实施一批, 谋划一批, 储备一批."""

    NOW = "now"
    NEXT = "next"
    RESERVE = "reserve"


class Project(Base):
    """One estate's renovation: one at a time, a new one only when the last is handed over.

    ``step`` is a step inside the stage, see `portal.plans.steps`. ``large_percent``: a cost or a residents'
    part that a new version changes by more than this is a large change; ``large_source`` says who set it.
    """

    __tablename__ = "project"
    __table_args__ = (
        CheckConstraint("large_percent BETWEEN 1 AND 100", name="large_percent"),
        Index(
            "uq_project_estate_id_current",
            "estate_id",
            unique=True,
            sqlite_where=text("stage <> 'sharing'"),
            postgresql_where=text("stage <> 'sharing'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"), index=True)
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    stage: Mapped[ProjectStage]
    published_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    step: Mapped[str] = mapped_column(default="")
    route: Mapped[Route | None]
    batch: Mapped[Batch | None]
    year: Mapped[int | None]
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    leader: Mapped[str] = mapped_column(default="")
    lead_unit: Mapped[str] = mapped_column(default="")
    implementing_body: Mapped[str] = mapped_column(default="")
    large_percent: Mapped[int] = mapped_column(default=10)
    large_source: Mapped[str] = mapped_column(default="")

    estate: Mapped[Estate] = relationship()
    items: Mapped[list["Item"]] = relationship(order_by="Item.position", back_populates="project")


class Item(Base):
    """A line of the plan: what, where, cost, who is responsible, when, what it means for a home.

    Of a published plan it holds what the last version says; ``dropped_at`` is when a version took it out.
    ``quantity`` is in hundredths of ``unit``.
    """

    __tablename__ = "item"
    __table_args__ = (
        UniqueConstraint("project_id", "position"),
        UniqueConstraint("project_id", "once"),
        CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR starts_on <= ends_on", name="dates_in_order"
        ),
        Index("ix_item_estate_id", "estate_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    position: Mapped[int]
    name: Mapped[str]
    nature: Mapped[Nature | None]
    nature_source: Mapped[str] = mapped_column(default="")
    category: Mapped[Category]
    what: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    cost: Mapped[Fen | None]
    sharing: Mapped[Sharing] = mapped_column(default=Sharing.UNDECIDED)
    responsible: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")  # of an office: the page is public
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    effect: Mapped[str] = mapped_column(default="")
    state: Mapped[ItemState] = mapped_column(default=ItemState.PLANNED)
    once: Mapped[str | None]
    quantity: Mapped[int | None] = mapped_column(BigInteger)
    unit: Mapped[str] = mapped_column(default="")
    standard: Mapped[str] = mapped_column(default="")
    is_adjoining: Mapped[bool] = mapped_column(default=False)  # municipal works beside the estate
    apart_reason: Mapped[str] = mapped_column(
        default=""
    )  # why such works are not done together with the rest
    is_heritage: Mapped[bool] = mapped_column(default=False)
    heritage_opinion: Mapped[str] = mapped_column(default="")  # of 区文化旅游委: number and date
    dropped_at: Mapped[datetime | None]

    project: Mapped[Project] = relationship(back_populates="items")
    money: Mapped[list["ItemMoney"]] = relationship(order_by="ItemMoney.id")


class ItemMoney(Base):
    """A piece of an item's cost and who pays it; the pieces add up to the cost."""

    __tablename__ = "item_money"
    __table_args__ = (
        UniqueConstraint("item_id", "source"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    source: Mapped[MoneySource]
    amount: Mapped[Fen]
