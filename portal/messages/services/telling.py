"""The inbox, in the transaction that has something to say, and one copy by the way that somebody chose."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from portal.db import session
from portal.domain.deadlines import local_day
from portal.messages import outlets, queries
from portal.messages.models import Channel, Message, Reminder, SendState
from portal.messages.services.outbox import Leaving, put_out
from portal.messages.texts import Text, shortened
from portal.messages.topics import may_be_muted, topic_of

_OF_USE = timedelta(days=3)


def tell(  # noqa: PLR0913  # what is said and to whom; a class for it would only be filled and emptied
    now: datetime,
    account_id: int,
    topic: str,
    title: str,
    body: str,
    *,
    estate_id: int | None = None,
    link: str = "",
) -> Message:
    """Put a message into somebody's inbox; a copy leaves by one other way, unless they want none.

    :param topic: ``feature.matter``, e.g. ``vote.opened``.
    :param link: a path of this portal where the thing itself is, or "".
    :raises ValueError: a link that leaves the portal.
    """
    if link and (not link.startswith("/") or link[1:2] in {"/", "\\"}):
        raise ValueError(f"{link!r} is not a path of this portal")
    message = Message(
        account_id=account_id,
        estate_id=estate_id,
        topic=topic,
        title=title,
        body=body,
        link=link,
        created_at=now,
    )
    session.add(message)
    session.flush()
    _copy(now, message)
    return message


def remind(  # noqa: PLR0913  # as tell()
    now: datetime,
    account_id: int,
    topic: str,
    title: str,
    body: str,
    *,
    estate_id: int | None = None,
    link: str = "",
) -> bool:
    """Tell somebody what still waits for them, at most once a day in China, whoever reminds.

    :returns: False if they were reminded today already; then nothing is said.
    """
    day = local_day(now)
    if queries.was_reminded(account_id, day):
        return False
    try:
        with session.begin_nested():
            message = tell(now, account_id, topic, title, body, estate_id=estate_id, link=link)
            session.add(Reminder(account_id=account_id, day=day, message_id=message.id))
    except IntegrityError:  # somebody else reminded in the same moment
        return False
    return True


def _copy(now: datetime, message: Message) -> None:
    person = outlets.find_person(message.account_id)
    if person is None or person.is_staff:
        return
    wants = queries.find_preference(message.account_id)
    topic = topic_of(message.topic)
    if wants and may_be_muted(topic) and (wants.digest or topic in wants.muted.split(",")):
        return
    way = _way(message.account_id, person.phone)
    if way is None:
        return
    channel, address = way
    text = Text(
        "notice",
        {"title": shortened(message.title)},
        {"title": message.title, "body": message.body, "link": message.link},
    )
    leaving = Leaving(
        message=message,
        demo=person.is_demo,
        not_before=outlets.after_the_night(now),
        not_after=now + _OF_USE,
    )
    put_out(now, channel, address, text, leaving)


def _way(account_id: int, phone: str | None) -> tuple[Channel, str] | None:
    """One way, never two: what somebody bound on purpose comes before the phone."""
    bound = queries.list_addresses(account_id)
    for channel in (Channel.WECHAT, Channel.EMAIL):
        if channel in bound and outlets.carries(channel, "notice"):
            return channel, bound[channel]
    return (Channel.SMS, phone) if phone else None


def mark_read(now: datetime, account_id: int, message_id: int) -> Message:
    """One message of somebody's own; the first reading is what counts, and its copy need not leave any more.

    :raises sqlalchemy.exc.NoResultFound: none of that id in this person's inbox.
    """
    message = queries.get_message(account_id, message_id)
    if message.read_at is None:
        message.read_at = now
        _keep_copies([message.id])
    return message


def mark_all_read(now: datetime, account_id: int, up_to: int) -> None:
    """Everything that the person has seen listed: up to and with the message of this id."""
    seen = (Message.account_id == account_id, Message.read_at.is_(None), Message.id <= up_to)
    read = session.scalars(update(Message).where(*seen).values(read_at=now).returning(Message.id)).all()
    _keep_copies(list(read))


def _keep_copies(message_ids: list[int]) -> None:
    for dispatch in queries.list_copies(message_ids):
        if dispatch.state in (SendState.WAITING, SendState.FAILED):
            dispatch.state = SendState.READ
