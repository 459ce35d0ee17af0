"""Which doors an item touches, so that a resident is led to what concerns the own home."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.communities.models import Building, Entrance
from portal.db import Base
from portal.plans.models.items import Item


class ItemPlace(Base):
    """A building, or one entrance of it; an item without any touches the whole estate."""

    __tablename__ = "item_place"
    __table_args__ = (Index("ix_item_place_item_id", "item_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    building_id: Mapped[int] = mapped_column(ForeignKey("building.id"))
    entrance_id: Mapped[int | None] = mapped_column(ForeignKey("entrance.id"))

    item: Mapped[Item] = relationship()
    building: Mapped[Building] = relationship()
    entrance: Mapped[Entrance | None] = relationship()
