"""Which ways somebody wants: bound addresses, switched-off topics, one text a day."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from portal import crypto
from portal.audit.services import Actor, record
from portal.db import session
from portal.messages import outlets, queries
from portal.messages.errors import AddressTaken
from portal.messages.models import Channel, MessageAddress, MessagePreference
from portal.messages.services.outbox import Leaving, put_out
from portal.messages.texts import Text
from portal.messages.topics import TOPICS

_PURPOSE = {Channel.WECHAT: "openid", Channel.EMAIL: "email"}


def address_hash(channel: Channel, address: str) -> str:
    return crypto.fingerprint(
        address.strip().lower() if channel is Channel.EMAIL else address, _PURPOSE[channel]
    )


def bind(now: datetime, by: Actor, channel: Channel, address: str) -> None:
    """Send copies there from now on; an earlier address of the channel ends.

    :raises AddressTaken: it is somebody else's; nobody is moved over.
    """
    if by.account_id is None:
        raise ValueError("an address belongs to a person")
    hashed = address_hash(channel, address)
    taken = queries.find_bound(channel, hashed)
    if taken is not None and taken.account_id == by.account_id:
        return
    if taken is not None:
        raise AddressTaken
    _end(now, by.account_id, channel)
    bound = MessageAddress(
        account_id=by.account_id,
        channel=channel,
        address=crypto.seal(address),
        address_hash=hashed,
        bound_at=now,
    )
    try:
        with session.begin_nested():
            session.add(bound)
    except IntegrityError:
        raise AddressTaken from None
    record(now, by, "message.bind", f"account:{by.account_id}", channel=channel.value)


def unbind(now: datetime, by: Actor, channel: Channel) -> None:
    """No copies there any more; twice is the same as once."""
    if by.account_id is not None and _end(now, by.account_id, channel):
        record(now, by, "message.unbind", f"account:{by.account_id}", channel=channel.value)


def _end(now: datetime, account_id: int, channel: Channel) -> bool:
    bound = queries.find_address(account_id, channel)
    if bound is None:
        return False
    bound.ended_at = now
    session.flush()
    return True


def choose(account_id: int, *, wanted: Collection[str], digest: bool) -> None:
    """Which topics leave the inbox, and whether one by one.

    :param wanted: keys of ``TOPICS``; others are not listened to.
    """
    muted = ",".join(topic for topic in TOPICS if topic not in wanted)
    preference = queries.find_preference(account_id)
    if preference is None:
        session.add(MessagePreference(account_id=account_id, digest=digest, muted=muted))
    else:
        preference.digest, preference.muted = digest, muted
    session.flush()


def send_digests(now: datetime, slot: datetime) -> None:
    """One text for all that came since yesterday's and was not read, to those who asked for it."""
    for account_id, count in queries.count_unread_of_digests(slot - timedelta(days=1), slot):
        person = outlets.find_person(account_id)
        if person is None:
            continue
        text = Text(
            "digest", {"count": str(count)}, {"title": f"您有 {count} 条消息", "link": "/me/messages"}
        )
        bound = queries.list_addresses(account_id)
        channels = [c for c in (Channel.WECHAT, Channel.EMAIL) if c in bound and outlets.carries(c, "digest")]
        address = bound[channels[0]] if channels else person.phone
        if address:
            channel = channels[0] if channels else Channel.SMS
            put_out(
                now, channel, address, text, Leaving(demo=person.is_demo, not_after=now + timedelta(days=1))
            )
