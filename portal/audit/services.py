"""Putting a deed on record, in the transaction of the deed."""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address, ip_address
from typing import Any

from sqlalchemy import insert

from portal.audit.models import AuditEntry
from portal.db import session

_INSERT = insert(AuditEntry)


#: Where the request at hand comes from, as `shortened` gives it; None for commands and jobs.
origin: ContextVar[str | None] = ContextVar("origin", default=None)


def shortened(address: str) -> str | None:
    """The network an address lies in, which tells a street's office from elsewhere and no household apart.

    Source: 个人信息保护法 art. 6.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return None
    if isinstance(found, IPv4Address):
        return f"{address.rpartition('.')[0]}.*"
    return f"{':'.join(found.exploded.split(':')[:3])}::*"


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
        "origin": origin.get(),
    }
    session.connection().execute(_INSERT, entry)
