"""What happens around and after the count: extensions, reminders, objections, recounts."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base
from portal.voting.models.electorate import Voter


class Extension(Base):
    """The end was put off, numbered within its vote; the old end stays on every page."""

    __tablename__ = "vote_extension"
    __table_args__ = (
        UniqueConstraint("vote_id", "number"),
        CheckConstraint("old_closes_at < new_closes_at", name="later"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    number: Mapped[int]
    reason: Mapped[str]
    old_closes_at: Mapped[datetime]
    new_closes_at: Mapped[datetime]
    extended_at: Mapped[datetime]
    extended_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class VoteReminder(Base):
    """That a voter who had not answered was reminded; what became of it stands with the message."""

    __tablename__ = "vote_reminder"
    __table_args__ = (
        UniqueConstraint("voter_id", "message_id"),
        Index("ix_vote_reminder_vote_id", "vote_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    voter_id: Mapped[int] = mapped_column(ForeignKey("voter.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
    reminded_at: Mapped[datetime]
    reminded_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class ResultObjection(Base):
    """Something is wrong with the published result, says an owner; numbered within the vote.

    ``raised_by`` is the owner's account, or who wrote it down at the desk (``on_paper``). Only the three
    columns of the answer change after the row is there, once.
    """

    __tablename__ = "vote_objection"
    __table_args__ = (
        UniqueConstraint("vote_id", "number"),
        UniqueConstraint("vote_id", "once"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    number: Mapped[int]
    voter_id: Mapped[int] = mapped_column(ForeignKey("voter.id"))
    text: Mapped[str]
    wants_recount: Mapped[bool] = mapped_column(default=False)
    on_paper: Mapped[bool] = mapped_column(default=False)
    raised_at: Mapped[datetime]
    raised_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    once: Mapped[str]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    voter: Mapped[Voter] = relationship()


class Recount(Base):
    """The ballots were counted again, from the tables and from the record; numbered within the vote.

    ``differences`` is ``{"published": [sentence, …], "record": [sentence, …]}``: what the ballots say now
    against what was published, and against the record. ``agrees``: ballots and record say the same.
    """

    __tablename__ = "vote_recount"
    __table_args__ = (UniqueConstraint("vote_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey("vote.id"))
    number: Mapped[int]
    reason: Mapped[str]
    agrees: Mapped[bool]
    differences: Mapped[dict[str, Any]]
    counted_at: Mapped[datetime]
    counted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
