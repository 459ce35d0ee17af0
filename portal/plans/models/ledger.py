"""The ledger of one project: five named fields with their history, and pictures of the works.

Source: 武隆府办发〔2021〕41号 (改造范围、规模、内容、投资、形象进度).
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base, Fen
from portal.plans.models.items import Item


class ProjectField(StrEnum):
    SCOPE = "scope"
    SCALE = "scale"
    CONTENT = "content"
    INVESTMENT = "investment"
    PROGRESS = "progress"


class ProjectEntry(Base):
    """What one of the five fields says from a moment on; the latest holds, earlier ones stay.

    ``planned`` and ``spent`` are fen and belong to the investment, ``percent`` to the progress.
    """

    __tablename__ = "project_entry"
    __table_args__ = (
        Index("ix_project_entry_project_id_field", "project_id", "field"),
        CheckConstraint("percent IS NULL OR percent BETWEEN 0 AND 100", name="percent"),
        CheckConstraint("(planned IS NULL OR planned >= 0) AND (spent IS NULL OR spent >= 0)", name="money"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    field: Mapped[ProjectField]
    text: Mapped[str]
    planned: Mapped[Fen | None]
    spent: Mapped[Fen | None]
    percent: Mapped[int | None]
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor: Mapped[str]


class PhotoPhase(StrEnum):
    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


class ProjectPhoto(Base):
    """A public picture by its key in the file store; ``rights`` says who took it and lets it be shown."""

    __tablename__ = "project_photo"
    __table_args__ = (Index("ix_project_photo_project_id", "project_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    phase: Mapped[PhotoPhase]
    key: Mapped[str] = mapped_column(unique=True)
    caption: Mapped[str]
    rights: Mapped[str]
    taken_on: Mapped[date]
    added_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    item: Mapped[Item | None] = relationship()
