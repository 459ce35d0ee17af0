"""Telling people something: the inbox and the outbox, in the transaction that has something to say."""

from datetime import datetime

from portal.crypto import seal
from portal.db import session
from portal.jobs.services import enqueue
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
