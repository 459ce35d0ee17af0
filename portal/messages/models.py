"""One outbox: what is said to whom, written in the transaction that has something to say."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base


class Channel(StrEnum):
    INBOX = "inbox"
    SMS = "sms"


class SendState(StrEnum):
    """Never ``sent`` before a gateway took it."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    HELD = "held"  # a demonstration person: nothing ever leaves


class Message(Base):
    """A message to a person; its place is the inbox, other channels are copies of it."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_account_id_id", "account_id", "id"),
        Index("ix_message_account_id_read_at", "account_id", "read_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    estate_id: Mapped[int | None] = mapped_column(ForeignKey("estate.id"))
    topic: Mapped[str]
    title: Mapped[str]
    body: Mapped[str]
    link: Mapped[str] = mapped_column(default="")  # a path of this portal
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class Dispatch(Base):
    """One way out for one text: the outbox. A code to a phone has no message behind it."""

    __tablename__ = "dispatch"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    channel: Mapped[Channel]
    address: Mapped[bytes]  # sealed phone
    text: Mapped[bytes]  # sealed: it may hold a code
    state: Mapped[SendState]
    created_at: Mapped[datetime]
    not_after: Mapped[datetime | None]  # of no use later, like a code
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
