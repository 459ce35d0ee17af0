"""Reading the record."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.audit.models import AuditEntry
from portal.db import session


def list_entries(estate_id: int, *, limit: int = 100, before_id: int | None = None) -> Sequence[AuditEntry]:
    """The newest first; ``before_id`` turns the page."""
    asked = select(AuditEntry).where(AuditEntry.estate_id == estate_id)
    if before_id is not None:
        asked = asked.where(AuditEntry.id < before_id)
    return session.scalars(asked.order_by(AuditEntry.id.desc()).limit(limit)).all()


def list_of(subject: str) -> Sequence[AuditEntry]:
    """All that was done to one thing, oldest first."""
    return session.scalars(
        select(AuditEntry).where(AuditEntry.subject == subject).order_by(AuditEntry.id)
    ).all()
