"""The append-only record of a vote: one line an event, each with its leaf hash."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
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
