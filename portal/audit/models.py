"""Append-only record of who did what, the chain that makes changes show, how long it is kept; settings."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class AuditEntry(Base):
    """One deed. Triggers refuse to change a row, and to delete one that is not past its time.

    ``detail`` holds no ID number and no phone; ``origin`` is the address it came from, shortened.
    """

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
    origin: Mapped[str | None]


class AuditLink(Base):
    """An entry's place in the chain: ``digest`` covers the entry's and the link before. Append-only.

    It outlives an entry whose time is over, so that the chain can be followed for ever.
    """

    __tablename__ = "audit_link"

    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(unique=True)
    entry_digest: Mapped[str]
    digest: Mapped[str]
    linked_at: Mapped[datetime]


class RecordPruning(Base):
    """What was deleted because its time was over, by entry; it must stand here before a row may go."""

    __tablename__ = "record_pruning"
    __table_args__ = (CheckConstraint("until < at", name="of_the_past"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    until: Mapped[datetime]
    at: Mapped[datetime]
    months: Mapped[int]
    entries: Mapped[int]
    entry_ids: Mapped[dict[str, Any]]  # {"ids": […]}


class HoldKind(StrEnum):
    """诉讼, 异议或信访, 其他调查."""

    SUIT = "suit"
    OBJECTION = "objection"
    INQUIRY = "inquiry"


class RecordHold(Base):
    """As long as it is not lifted, nothing on the record of its estate is deleted."""

    __tablename__ = "record_hold"
    __table_args__ = (Index("ix_record_hold_estate_id", "estate_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    estate_id: Mapped[int] = mapped_column(ForeignKey("estate.id"))
    vote_id: Mapped[int | None] = mapped_column(ForeignKey("vote.id"))
    kind: Mapped[HoldKind]
    reason: Mapped[str]
    placed_at: Mapped[datetime]
    placed_by: Mapped[str]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str] = mapped_column(default="")
    lifted_because: Mapped[str] = mapped_column(default="")


class PortalSetting(Base):
    """A number that the district set in place of the portal's own, with what it rests on."""

    __tablename__ = "portal_setting"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]
    source: Mapped[str]


class SettingChange(Base):
    """Who set which number when, from what to what; None is the portal's own. Append-only."""

    __tablename__ = "setting_change"
    __table_args__ = (Index("ix_setting_change_key", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str]
    was: Mapped[int | None]
    value: Mapped[int | None]
    source: Mapped[str]
    at: Mapped[datetime]
    actor: Mapped[str]
