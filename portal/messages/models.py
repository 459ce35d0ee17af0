"""One outbox: what is said to whom, written in the transaction that has something to say."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.db import Base


class Channel(StrEnum):
    INBOX = "inbox"
    SMS = "sms"
    WECHAT = "wechat"
    EMAIL = "email"


class SendState(StrEnum):
    """Never ``sent`` before a gateway took it, never ``delivered`` without its report."""

    WAITING = "waiting"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    READ = "read"  # in the inbox, before it had to leave
    TOLD = "told"  # by a member of staff, by phone or in person
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
    """One way out for one text: the outbox. A code to a phone has no message behind it.

    ``values`` are the template's variables and what else the channel carries, sealed JSON; ``receipt`` is
    the provider's number. ``not_before`` is the end of the night, if it was written in one.
    """

    __tablename__ = "dispatch"
    __table_args__ = (Index("ix_dispatch_estate_id_state", "estate_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    estate_id: Mapped[int | None] = mapped_column(ForeignKey("estate.id"))
    channel: Mapped[Channel]
    address: Mapped[bytes]  # sealed phone, openid or mailbox
    template: Mapped[str] = mapped_column(default="")
    values: Mapped[bytes | None]
    text: Mapped[bytes]  # sealed: it may hold a code
    state: Mapped[SendState]
    created_at: Mapped[datetime]
    not_before: Mapped[datetime | None]
    not_after: Mapped[datetime | None]  # of no use later, like a code
    sent_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    receipt: Mapped[str] = mapped_column(default="")
    carrier: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    told_at: Mapped[datetime | None]
    told_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))

    message: Mapped[Message | None] = relationship()


class MessageAddress(Base):
    """Where somebody wants copies of the inbox: an openid of WeChat, a mailbox. Ended, never deleted."""

    __tablename__ = "message_address"
    __table_args__ = (
        Index(
            "uq_message_address_channel_address_hash_live",
            "channel",
            "address_hash",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "uq_message_address_account_id_channel_live",
            "account_id",
            "channel",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    channel: Mapped[Channel]
    address: Mapped[bytes]
    address_hash: Mapped[str]
    bound_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class MessagePreference(Base):
    """What somebody wants outside the inbox: ``muted`` topics, comma-separated; one text a day or each."""

    __tablename__ = "message_preference"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    digest: Mapped[bool] = mapped_column(default=False)
    muted: Mapped[str] = mapped_column(default="")


class Reminder(Base):
    """That somebody was reminded on a day in China: at most once, whoever reminds."""

    __tablename__ = "reminder"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"))
