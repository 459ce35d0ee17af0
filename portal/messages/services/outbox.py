"""The outbox: what leaves, when, and what became of it."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.audit.services import Actor, record
from portal.crypto import seal, unseal
from portal.db import session
from portal.jobs.services import enqueue
from portal.jobs.work import Failure
from portal.messages import outlets, queries
from portal.messages.errors import NothingToTell
from portal.messages.gateways.wechat_events import Arrival
from portal.messages.models import Channel, Dispatch, Message, SendState
from portal.messages.texts import Text

SEND = {Channel.SMS: "sms.send", Channel.WECHAT: "wechat.send", Channel.EMAIL: "email.send"}
ASK = "report.ask"
#: When a provider is asked what became of a text it took.
_ASKED_AFTER = tuple(timedelta(minutes=minutes) for minutes in (2, 10, 60, 6 * 60, 24 * 60))


@dataclass(frozen=True)
class Leaving:
    """When a text may leave and whom it is about.

    :param demo: a demonstration person's: the text is kept and never leaves.
    :param not_after: later it is worse than none, and given up.
    """

    message: Message | None = None
    estate_id: int | None = None
    demo: bool = False
    not_before: datetime | None = None
    not_after: datetime | None = None


def put_out(now: datetime, channel: Channel, address: str, text: Text, leaving: Leaving) -> Dispatch:
    """Write it down; it leaves after the caller's commit, or waits in sight where there is no contract."""
    about = leaving.message
    dispatch = Dispatch(
        message_id=about.id if about else None,
        account_id=about.account_id if about else None,
        estate_id=about.estate_id if about else leaving.estate_id,
        channel=channel,
        address=seal(address),
        template=text.template,
        values=seal(json.dumps({"values": dict(text.values), "more": dict(text.more)}, ensure_ascii=False)),
        text=seal(text.body),
        state=SendState.HELD if leaving.demo else SendState.WAITING,
        created_at=now,
        not_before=leaving.not_before,
        not_after=leaving.not_after,
    )
    session.add(dispatch)
    session.flush()
    if not leaving.demo and outlets.carries(channel, text.template):
        _queue(now, dispatch)
    return dispatch


def _queue(now: datetime, dispatch: Dispatch) -> bool:
    kind = SEND[dispatch.channel]
    run_at = max(now, dispatch.not_before or now)
    return enqueue(now, kind, f"{kind}:{dispatch.id}", {"dispatch_id": dispatch.id}, run_at=run_at)


def send_sms(  # noqa: PLR0913  # one text and when it may leave
    now: datetime,
    phone: str,
    text: Text,
    *,
    demo: bool = False,
    not_after: datetime | None = None,
    estate_id: int | None = None,
) -> Dispatch:
    """Put a text for a phone into the outbox, at any hour: codes and warnings do not wait for the morning.

    :param demo: the phone is a demonstration person's: the text is kept and never leaves.
    :param not_after: a code that has run out is worse than none; later the text is given up.
    :param estate_id: whose staff see it where it could not leave.
    """
    leaving = Leaving(demo=demo, not_after=not_after, estate_id=estate_id)
    return put_out(now, Channel.SMS, phone, text, leaving)


def send_email(now: datetime, address: str, text: Text, *, demo: bool, not_after: datetime) -> Dispatch:
    """A letter that has no message behind it, at any hour."""
    return put_out(now, Channel.EMAIL, address, text, Leaving(demo=demo, not_after=not_after))


def resume_waiting(now: datetime, _slot: datetime) -> None:
    """Give up what is of no use any more, and queue what waited for a contract that is there now."""
    for dispatch in queries.list_waiting():
        if dispatch.not_after is not None and now > dispatch.not_after and not _may_leave(dispatch):
            dispatch.state, dispatch.last_error = SendState.FAILED, "too late"
        elif _may_leave(dispatch):
            _queue(now, dispatch)  # once under its key, however often it is looked at


def _may_leave(dispatch: Dispatch) -> bool:
    return outlets.carries(dispatch.channel, dispatch.template)


def mark_sent(now: datetime, dispatch_id: int, *, carrier: str = "", receipt: str = "") -> None:
    """The gateway took it."""
    dispatch = queries.get_dispatch(dispatch_id)
    dispatch.state = SendState.SENT
    dispatch.sent_at = now
    dispatch.carrier, dispatch.receipt = carrier, receipt
    dispatch.attempts += 1
    dispatch.last_error = ""


def ask_again(now: datetime, dispatch_id: int, times: int) -> None:
    """Have the provider asked later what became of a text; after a day nobody asks any more."""
    if times < len(_ASKED_AFTER):
        payload = {"dispatch_id": dispatch_id, "times": times}
        key = f"{ASK}:{dispatch_id}:{times}"
        enqueue(now, ASK, key, payload, run_at=now + _ASKED_AFTER[times])


def mark_delivered(now: datetime, dispatch_id: int) -> None:
    """The provider's report says that it arrived."""
    dispatch = queries.get_dispatch(dispatch_id)
    if dispatch.state is SendState.SENT:
        dispatch.state, dispatch.delivered_at = SendState.DELIVERED, now


def mark_reported_failed(dispatch_id: int, reason: str) -> None:
    """The provider took it and could not deliver it."""
    dispatch = queries.get_dispatch(dispatch_id)
    if dispatch.state is SendState.SENT:
        dispatch.state, dispatch.last_error = SendState.FAILED, reason


def hear_arrival(now: datetime, channel: Channel, arrival: Arrival) -> bool:
    """What a provider told by itself; False if no such text was sent to that person."""
    for dispatch in queries.list_by_receipt(channel, arrival.receipt):
        if unseal(dispatch.address) == arrival.openid:
            if arrival.reason:
                mark_reported_failed(dispatch.id, arrival.reason)
            else:
                mark_delivered(now, dispatch.id)
            return True
    return False


def mark_not_sent(dispatch_id: int, failure: Failure) -> None:
    """The gateway did not take it: it waits for another attempt, or has failed for good."""
    dispatch = queries.get_dispatch(dispatch_id)
    dispatch.attempts += 1
    dispatch.last_error = failure.reason
    if failure.final and dispatch.state == SendState.WAITING:
        dispatch.state = SendState.FAILED


def tell_by_voice(now: datetime, by: Actor, estate_id: int, dispatch_id: int) -> None:
    """A member of staff said it by phone or in person; on record.

    :raises NothingToTell: it arrived, or somebody else was quicker.
    """
    dispatch = queries.get_undelivered(estate_id, dispatch_id, lock=True)
    if dispatch.state not in (SendState.WAITING, SendState.FAILED):
        raise NothingToTell
    dispatch.state, dispatch.told_at, dispatch.told_by = SendState.TOLD, now, by.account_id
    record(now, by, "message.told", f"dispatch:{dispatch.id}", estate_id=estate_id)
