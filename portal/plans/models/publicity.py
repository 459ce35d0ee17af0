"""公示 of a plan's version: how long, by which ways, what was said to it, and whom it reached."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.communities.models import Entrance, Part
from portal.db import Base
from portal.plans.models.items import Item
from portal.plans.models.versions import PlanVersion
from portal.plans.models.wishes import Channel


class ReachWay(StrEnum):
    """A household said it has read it, or was handed it; being posted at its entrance stands apart."""

    OPENED = "opened"
    SERVED = "served"


class Publicity(Base):
    """A published version is laid open for a period; it ends when all that was said is answered.

    ``channels``: one way a line, as the notice names them.
    """

    __tablename__ = "publicity"
    __table_args__ = (
        Index(
            "uq_publicity_estate_id_running",
            "estate_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        CheckConstraint("opens_on <= closes_on", name="days_in_order"),
        Index("ix_publicity_estate_id", "estate_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("plan_version.id"))
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    channels: Mapped[str]
    where_to: Mapped[str]
    opened_at: Mapped[datetime]
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(default="")

    version: Mapped[PlanVersion] = relationship()


class Remark(Base):
    """A comment or an objection, to an item or to the whole, with its answer."""

    __tablename__ = "publicity_remark"
    __table_args__ = (
        UniqueConstraint("publicity_id", "once"),
        Index("ix_publicity_remark_publicity_id", "publicity_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    publicity_id: Mapped[int] = mapped_column(ForeignKey("publicity.id"))
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    is_objection: Mapped[bool]
    text: Mapped[str]
    channel: Mapped[Channel]
    part_id: Mapped[int | None] = mapped_column(ForeignKey("part.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    said_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str] = mapped_column(default="")
    once: Mapped[str | None]

    publicity: Mapped[Publicity] = relationship()
    item: Mapped[Item | None] = relationship()
    part: Mapped[Part | None] = relationship()


class Posting(Base):
    """A poster that hangs at an entrance, since which day and by whom."""

    __tablename__ = "publicity_posting"
    __table_args__ = (UniqueConstraint("publicity_id", "entrance_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    publicity_id: Mapped[int] = mapped_column(ForeignKey("publicity.id"))
    entrance_id: Mapped[int] = mapped_column(ForeignKey("entrance.id"))
    posted_on: Mapped[date]
    recorded_at: Mapped[datetime]
    actor: Mapped[str]

    entrance: Mapped[Entrance] = relationship()


class Reach(Base):
    """A household that knows: it opened the plan and said so, or was served with it."""

    __tablename__ = "publicity_reach"
    __table_args__ = (UniqueConstraint("publicity_id", "part_id", "way"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    publicity_id: Mapped[int] = mapped_column(ForeignKey("publicity.id"))
    part_id: Mapped[int] = mapped_column(ForeignKey("part.id"))
    way: Mapped[ReachWay]
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
