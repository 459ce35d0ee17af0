"""Telling people something: the inbox and the outbox, in the transaction that has something to say."""

from datetime import datetime

from sqlalchemy import update

from portal.crypto import seal
from portal.db import session
from portal.jobs.services import enqueue
from portal.jobs.work import Failure
from portal.messages import queries
from portal.messages.models import Channel, Dispatch, Message, SendState

SEND_SMS = "sms.send"


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
    """Put a message into somebody's inbox.

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
    return message


def send_sms(
    now: datetime, phone: str, text: str, *, demo: bool = False, not_after: datetime | None = None
) -> Dispatch:
    """Put a text for a phone into the outbox; it leaves when the caller's transaction is committed.

    :param demo: the phone is a demonstration person's: the text is kept and never leaves.
    :param not_after: a code that has run out is worse than none; later the text is given up.
    """
    dispatch = Dispatch(
        channel=Channel.SMS,
        address=seal(phone),
        text=seal(text),
        state=SendState.HELD if demo else SendState.WAITING,
        created_at=now,
        not_after=not_after,
    )
    session.add(dispatch)
    session.flush()
    if not demo:
        enqueue(now, SEND_SMS, f"{SEND_SMS}:{dispatch.id}", {"dispatch_id": dispatch.id})
    return dispatch


def mark_read(now: datetime, account_id: int, message_id: int) -> Message:
    """One message of somebody's own; the first reading is what counts.

    :raises sqlalchemy.exc.NoResultFound: none of that id in this person's inbox.
    """
    message = queries.get_message(account_id, message_id)
    if message.read_at is None:
        message.read_at = now
    return message


def mark_all_read(now: datetime, account_id: int, up_to: int) -> None:
    """Everything that the person has seen listed: up to and with the message of this id."""
    seen = (Message.account_id == account_id, Message.read_at.is_(None), Message.id <= up_to)
    session.execute(update(Message).where(*seen).values(read_at=now))


def mark_sent(now: datetime, dispatch_id: int) -> None:
    """The gateway took it."""
    dispatch = queries.get_dispatch(dispatch_id)
    dispatch.state = SendState.SENT
    dispatch.sent_at = now
    dispatch.attempts += 1
    dispatch.last_error = ""


def mark_not_sent(dispatch_id: int, failure: Failure) -> None:
    """The gateway did not take it: it waits for another attempt, or has failed for good."""
    dispatch = queries.get_dispatch(dispatch_id)
    dispatch.attempts += 1
    dispatch.last_error = failure.reason
    if failure.final and dispatch.state == SendState.WAITING:
        dispatch.state = SendState.FAILED
