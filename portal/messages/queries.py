"""Reading the inbox and the outbox."""

from collections.abc import Sequence

from sqlalchemy import func, select

from portal.db import session
from portal.messages.models import Dispatch, Message

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


def let_go() -> None:
    """Give the connection back before something slow: an open read keeps old pages of the database alive."""
    session.close()
