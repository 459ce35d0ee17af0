"""The ledger of one project: five named fields with their history, and pictures of the works.

Source: 武隆府办发〔2021〕41号 (改造范围、规模、内容、投资、形象进度).
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
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


class ProjectVerdict(Base):
    """What residents thought of one promised item, or of all (``item_id`` None), when a round of 共评 ended.

    Copied from the round and never changed: ``tenths`` of the index, the ``households`` that judged, those
    ``satisfied`` with it, and those that once ``wished`` for it; None where so few judged that they could be
    told. ``round_id`` is a number of the evaluation, which lies above.
    """

    __tablename__ = "project_verdict"
    __table_args__ = (
        UniqueConstraint("round_id", "position"),
        CheckConstraint("tenths IS NULL OR tenths BETWEEN 0 AND 1000", name="tenths"),
        Index("ix_project_verdict_project_id", "project_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("project.id"))
    round_id: Mapped[int]
    position: Mapped[int]  # 0 is the whole
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    title: Mapped[str]  # of the round
    is_again: Mapped[bool] = mapped_column(default=False)  # only about what was put right
    name: Mapped[str]
    tenths: Mapped[int | None]
    households: Mapped[int | None]
    satisfied: Mapped[int | None]
    wished: Mapped[int | None]
    answered: Mapped[int]
    asked: Mapped[int]
    at: Mapped[datetime]


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
