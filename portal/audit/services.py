"""Putting a deed on record, in the transaction of the deed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from portal.audit.models import AuditEntry
from portal.db import session

_INSERT = insert(AuditEntry)


@dataclass(frozen=True)
class Actor:
    """Who does something: an account, or the command line (``account_id`` None)."""

    account_id: int | None
    name: str


def record(
    now: datetime,
    by: Actor,
    action: str,
    subject: str,
    *,
    estate_id: int | None = None,
    **detail: Any,
) -> None:
    """Add an entry.

    :param action: ``feature.verb``, e.g. ``vote.open``.
    :param subject: ``table:id``, e.g. ``vote:3``.
    """
    entry = {
        "at": now,
        "account_id": by.account_id,
        "actor": by.name,
        "action": action,
        "subject": subject,
        "estate_id": estate_id,
        "detail": detail,
    }
    session.connection().execute(_INSERT, entry)
