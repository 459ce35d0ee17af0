"""Every file that left the portal, and large ones that were made by a job and wait to be fetched."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class ExportRecord(Base):
    """One export. ``rows`` counts data rows; ``sha256`` is of the file as it was handed out.

    ``scope`` says of what: ``estate:3``, ``street:1`` or ``district``; None in records before it was kept.
    """

    __tablename__ = "export_record"
    __table_args__ = (
        Index("ix_export_record_estate_id_at", "estate_id", "at"),
        Index("ix_export_record_scope_id", "scope", "id"),
    )

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
    scope: Mapped[str | None]


class ExportFile(Base):
    """A large file that somebody asked for: made by a job, fetched once, by that person, for a while.

    ``wanted`` is the order as data. ``made_at`` is None while it is being made; ``expires_at`` is set with
    it. ``failed_at``: nothing came of it. The file itself lies in the file store under ``token``.
    """

    __tablename__ = "export_file"
    __table_args__ = (Index("ix_export_file_account_id_id", "account_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    wanted: Mapped[dict[str, Any]]
    kind: Mapped[str]
    title: Mapped[str]
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    file_name: Mapped[str] = mapped_column(default="")
    rows: Mapped[int] = mapped_column(default=0)
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    sha256: Mapped[str] = mapped_column(default="")


class OfficialPaper(Base):
    """A paper that was made: which, about what, by whom, and every word of it. Triggers refuse to edit it.

    ``scope`` as in `ExportRecord`; ``subject`` is what it is about within the scope, e.g. ``vote:3``.
    ``serial`` counts within scope and ``year``; ``replaces_id`` is the one that it supersedes. ``body`` is
    None for a full one: names do not stay in a register. ``digest`` is the SHA-256 of all its words.
    """

    __tablename__ = "official_paper"
    __table_args__ = (
        UniqueConstraint("scope", "year", "serial"),
        UniqueConstraint("replaces_id"),
        Index("ix_official_paper_scope_kind_subject", "scope", "kind", "subject"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[str]
    estate_id: Mapped[int | None] = mapped_column(ForeignKey("estate.id"))
    year: Mapped[int]
    serial: Mapped[int]
    kind: Mapped[str]
    subject: Mapped[str]
    about: Mapped[str]
    title: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    actor: Mapped[str]
    purpose: Mapped[str]
    masked: Mapped[bool]
    body: Mapped[dict[str, Any] | None]
    digest: Mapped[str]
    undrawn: Mapped[str]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("official_paper.id"))
