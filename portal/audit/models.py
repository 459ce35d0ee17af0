"""Append-only record of who did what."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class AuditEntry(Base):
    """One deed. Triggers refuse to change or delete a row; ``detail`` holds no ID number and no phone."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_estate_id_at", "estate_id", "at"),
        Index("ix_audit_entry_subject", "subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    account_id: Mapped[int | None]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    estate_id: Mapped[int | None]
    detail: Mapped[dict[str, Any]]
