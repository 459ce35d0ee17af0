"""Reading the inbox and the outbox."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from portal.crypto import unseal
from portal.db import session
from portal.messages.models import (
    Channel,
    Dispatch,
    Message,
    MessageAddress,
    MessagePreference,
    Reminder,
    SendState,
)

PAGE = 20


def get_message(account_id: int, message_id: int) -> Message:
    """:raises sqlalchemy.exc.NoResultFound: none of that id in this person's inbox."""
    return session.scalars(
        select(Message).where(Message.id == message_id, Message.account_id == account_id)
    ).one()


def list_messages(account_id: int, page: int = 1) -> Sequence[Message]:
    """A page of somebody's inbox, the newest first."""
    return session.scalars(
        select(Message)
        .where(Message.account_id == account_id)
        .order_by(Message.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()


def last_page(account_id: int) -> int:
    """The number of the inbox's last page; an empty inbox has one page, too."""
    messages = session.scalar(select(func.count()).where(Message.account_id == account_id)) or 0
    return max(1, -(-messages // PAGE))


def find_newest(account_id: int) -> int | None:
    """Id of the last message that came."""
    return session.scalar(select(func.max(Message.id)).where(Message.account_id == account_id))


def count_unread(account_id: int) -> int:
    """For the number beside 我家."""
    unread = select(func.count()).where(Message.account_id == account_id, Message.read_at.is_(None))
    return session.scalar(unread) or 0


def get_dispatch(dispatch_id: int) -> Dispatch:
    """:raises sqlalchemy.exc.NoResultFound: none of that id."""
    return session.scalars(select(Dispatch).where(Dispatch.id == dispatch_id)).one()


def list_dispatches(limit: int) -> Sequence[Dispatch]:
    """The outbox, the newest first."""
    return session.scalars(select(Dispatch).order_by(Dispatch.id.desc()).limit(limit)).all()


def list_by_receipt(channel: Channel, receipt: str) -> Sequence[Dispatch]:
    """What the provider took under this number; more than one only by chance of two accounts."""
    if not receipt:
        return []
    wanted = select(Dispatch).where(Dispatch.channel == channel, Dispatch.receipt == receipt)
    return session.scalars(wanted.order_by(Dispatch.id.desc()).limit(5)).all()


def list_waiting() -> Sequence[Dispatch]:
    """Everything that has not left, the oldest first."""
    wanted = select(Dispatch).where(Dispatch.state == SendState.WAITING).order_by(Dispatch.id)
    return session.scalars(wanted).all()


def list_copies(message_ids: Collection[int]) -> Sequence[Dispatch]:
    """What left, or is to leave, of these messages."""
    if not message_ids:
        return []
    return session.scalars(select(Dispatch).where(Dispatch.message_id.in_(message_ids))).all()


def was_reminded(account_id: int, day: date) -> bool:
    found = select(Reminder.message_id).where(Reminder.account_id == account_id, Reminder.day == day)
    return session.scalar(found) is not None


def find_preference(account_id: int) -> MessagePreference | None:
    """None for whoever never chose: everything, one by one."""
    return session.get(MessagePreference, account_id)


def find_address(account_id: int, channel: Channel) -> MessageAddress | None:
    """What somebody bound of this channel today."""
    wanted = select(MessageAddress).where(
        MessageAddress.account_id == account_id,
        MessageAddress.channel == channel,
        MessageAddress.ended_at.is_(None),
    )
    return session.scalars(wanted).one_or_none()


def find_bound(channel: Channel, address_hash: str) -> MessageAddress | None:
    """Whose address it is today."""
    wanted = select(MessageAddress).where(
        MessageAddress.channel == channel,
        MessageAddress.address_hash == address_hash,
        MessageAddress.ended_at.is_(None),
    )
    return session.scalars(wanted).one_or_none()


def list_addresses(account_id: int) -> Mapping[Channel, str]:
    """What somebody bound, in the clear."""
    wanted = select(MessageAddress).where(
        MessageAddress.account_id == account_id, MessageAddress.ended_at.is_(None)
    )
    return {bound.channel: unseal(bound.address) for bound in session.scalars(wanted)}


def count_unread_of_digests(since: datetime, until: datetime) -> Sequence[tuple[int, int]]:
    """Account and number of unread messages of that time, of those who want one text a day."""
    rows = session.execute(
        select(Message.account_id, func.count())
        .join(MessagePreference, MessagePreference.account_id == Message.account_id)
        .where(
            MessagePreference.digest,
            Message.read_at.is_(None),
            Message.created_at > since,
            Message.created_at <= until,
        )
        .group_by(Message.account_id)
        .order_by(Message.account_id)
    )
    return [(account_id, count) for account_id, count in rows]


def _undelivered() -> ColumnElement[bool]:
    """Somebody has to be called: it failed, or it waits and is not about to leave."""
    return or_(Dispatch.state == SendState.FAILED, Dispatch.state == SendState.WAITING) & (
        Dispatch.template != "code"
    )


def list_undelivered(estate_id: int, page: int) -> Sequence[Dispatch]:
    """What did not reach people of an estate, the newest first."""
    wanted = select(Dispatch).where(Dispatch.estate_id == estate_id, _undelivered())
    ordered = wanted.order_by(Dispatch.id.desc()).limit(PAGE).offset((page - 1) * PAGE)
    return session.scalars(ordered.options(joinedload(Dispatch.message))).all()


def count_undelivered(estate_id: int) -> int:
    wanted = select(func.count()).select_from(Dispatch)
    return session.scalar(wanted.where(Dispatch.estate_id == estate_id, _undelivered())) or 0


def count_by_state(estate_id: int) -> Mapping[SendState, int]:
    """How many texts for people of an estate stand where; codes left out."""
    rows = session.execute(
        select(Dispatch.state, func.count())
        .where(Dispatch.estate_id == estate_id, Dispatch.template != "code")
        .group_by(Dispatch.state)
    )
    return {state: count for state, count in rows}  # noqa: C416  # rows are no pairs to the type checker


def list_left(estate_id: int, limit: int = 50) -> Sequence[Dispatch]:
    """What left for people of an estate or is kept, the newest first."""
    wanted = select(Dispatch).where(
        Dispatch.estate_id == estate_id, ~_undelivered(), Dispatch.template != "code"
    )
    ordered = wanted.order_by(Dispatch.id.desc()).limit(limit)
    return session.scalars(ordered.options(joinedload(Dispatch.message))).all()


def get_undelivered(estate_id: int, dispatch_id: int, *, lock: bool = False) -> Dispatch:
    """:raises sqlalchemy.exc.NoResultFound: none of that id in this estate."""
    wanted = select(Dispatch).where(
        Dispatch.id == dispatch_id, Dispatch.estate_id == estate_id, Dispatch.template != "code"
    )
    return session.scalars(wanted.with_for_update() if lock else wanted).one()


def let_go() -> None:
    """Give the connection back before something slow: an open read keeps old pages of the database alive."""
    session.close()
