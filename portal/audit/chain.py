"""The chain over the record: each link covers one entry and the link before, so that no change goes unseen.

Entries are written freely, without a lock, in the transaction of the deed: a ballot waits for nobody. A job
links them afterwards, one job at a time, in the order in which it finds them. Whoever keeps the newest digest
elsewhere can prove later that nothing before it was changed, added or taken out.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select, text

from portal.audit.models import AuditEntry, AuditLink, RecordPruning
from portal.db import session

BATCH = 2000
_FIRST = "0" * 64
_LOCK = 0x7265636F  # any number, the same in every process


def entry_digest(entry: AuditEntry) -> str:
    """SHA-256 of everything that stands in an entry, in one canonical form on both databases."""
    said = [
        entry.id,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.account_id,
        entry.actor,
        entry.action,
        entry.subject,
        entry.estate_id,
        entry.detail,
        entry.origin,
    ]
    text_ = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text_.encode()).hexdigest()


def link_digest(position: int, before: str, of_entry: str) -> str:
    return hashlib.sha256(f"{position}\n{before}\n{of_entry}".encode()).hexdigest()


def link_waiting(now: datetime, most: int = BATCH) -> int:
    """Link what has no link yet, at most so many; returns how many. One at a time, on both databases."""
    _alone()
    last = session.scalars(select(AuditLink).order_by(AuditLink.position.desc()).limit(1)).one_or_none()
    position, before = (last.position, last.digest) if last else (0, _FIRST)
    # A lower id may be committed after a higher one, so it is asked what has no link, never what is newer.
    linked = select(AuditLink.entry_id).where(AuditLink.entry_id == AuditEntry.id)
    waiting = select(AuditEntry).where(~linked.exists()).order_by(AuditEntry.id).limit(most)
    count = 0
    for entry in session.scalars(waiting).all():
        position += 1
        count += 1
        of_entry = entry_digest(entry)
        before = link_digest(position, before, of_entry)
        link = AuditLink(position=position, entry_id=entry.id, digest=before, linked_at=now)
        link.entry_digest = of_entry
        session.add(link)
    session.flush()
    return count


def _alone() -> None:
    """On SQLite a writing transaction is alone already."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


@dataclass(frozen=True)
class Head:
    """The end of the chain: to be kept elsewhere, and compared later."""

    length: int
    digest: str
    waiting: int


def head() -> Head:
    last = session.scalars(select(AuditLink).order_by(AuditLink.position.desc()).limit(1)).one_or_none()
    linked = select(AuditLink.entry_id).where(AuditLink.entry_id == AuditEntry.id)
    waiting = session.scalar(select(func.count(AuditEntry.id)).where(~linked.exists())) or 0
    return Head(last.position if last else 0, last.digest if last else _FIRST, waiting)


def findings() -> Iterator[str]:
    """A Chinese line for everything that does not fit; nothing where the record is whole."""
    gone = _pruned()
    expected, before = 1, _FIRST
    for link, entry in _links():
        if link.position != expected:
            yield f"链上第 {expected} 环不见了"
        if link.digest != link_digest(link.position, before, link.entry_digest):
            yield f"链上第 {link.position} 环和前一环接不上"
        if entry is None and link.entry_id not in gone:
            yield f"记录 {link.entry_id} 不见了，也没有到期删除的登记"
        if entry is not None and entry_digest(entry) != link.entry_digest:
            yield f"记录 {link.entry_id} 被改过"
        expected, before = link.position + 1, link.digest


def _links() -> Iterator[tuple[AuditLink, AuditEntry | None]]:
    rows = session.execute(
        select(AuditLink, AuditEntry)
        .outerjoin(AuditEntry, AuditEntry.id == AuditLink.entry_id)
        .order_by(AuditLink.position)
        .execution_options(yield_per=500)
    )
    for row in rows:
        yield row[0], row[1]


def _pruned() -> frozenset[int]:
    rows = session.scalars(select(RecordPruning.entry_ids))
    return frozenset(number for row in rows for number in row.get("ids", ()))
