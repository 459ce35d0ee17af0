"""Every file that left the portal: who took what, when, for what, and its checksum."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class ExportRecord(Base):
    """One export. ``rows`` counts data rows; ``sha256`` is of the file as it was handed out."""

    __tablename__ = "export_record"
    __table_args__ = (Index("ix_export_record_estate_id_at", "estate_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor: Mapped[str]
    estate_id: Mapped[int | None] = mapped_column(ForeignKey("estate.id"))
    vote_id: Mapped[int | None] = mapped_column(ForeignKey("vote.id"))
    table: Mapped[str]
    format: Mapped[str]
    purpose: Mapped[str]
    masked: Mapped[bool]
    rows: Mapped[int]
    size: Mapped[int]
    sha256: Mapped[str]
    file_name: Mapped[str]
