"""The append-only record of a vote: one line an event, each with its leaf hash; and who got a copy."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class VoteEvent(Base):
    """A line as it stands for good: triggers refuse to change or delete a row, SQL by hand included.

    ``line`` is canonical JSON with ids, hashes and choices; never a name, a phone or an ID number.
    ``leaf`` is its RFC 6962 leaf hash in hex. ``position`` counts from 0 without gaps.
    """

    __tablename__ = "vote_event"
    __table_args__ = (UniqueConstraint("vote_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    position: Mapped[int]
    kind: Mapped[str]
    at: Mapped[datetime]
    line: Mapped[str]
    leaf: Mapped[str]


class Recipient(StrEnum):
    """To whom a copy of the verification bundle goes; nobody else may have one (ADR 0020)."""

    OWNER = "owner"  # on the roll of the vote
    SUPERVISOR = "supervisor"  # street, district, observer
    COURT = "court"
    FILE = "file"  # 案卷: the street's own archive
    CONSOLE = "console"  # written by the command line, handed over outside


class BundleCopy(Base):
    """A bundle that was handed over: when, by whom, to whom, why, and up to which line of the record.

    Triggers refuse to change or delete a row.
    """

    __tablename__ = "vote_bundle_copy"
    __table_args__ = (Index("ix_vote_bundle_copy_vote_id", "vote_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    recipient: Mapped[Recipient]
    voter_id: Mapped[int | None] = mapped_column(ForeignKey("voter.id"))
    name: Mapped[str]  # of the body or the court; "" for an owner, who is the voter
    purpose: Mapped[str]
    size: Mapped[int]
    root: Mapped[str]
