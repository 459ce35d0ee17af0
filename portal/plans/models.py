"""A renovation project of an estate and the items that it promises."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
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


class Project(Base):
    """One estate's renovation."""

    __tablename__ = "project"

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"), index=True)
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")
    stage: Mapped[ProjectStage]
    published_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    estate: Mapped[Estate] = relationship()
    items: Mapped[list["Item"]] = relationship(order_by="Item.position", back_populates="project")


class Item(Base):
    """A line of the plan: what, where, cost, who is responsible, when, what it means for a home."""

    __tablename__ = "item"
    __table_args__ = (
        UniqueConstraint("project_id", "position"),
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
    responsible: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    effect: Mapped[str] = mapped_column(default="")
    state: Mapped[ItemState] = mapped_column(default=ItemState.PLANNED)

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
