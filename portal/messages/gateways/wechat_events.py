"""What WeChat tells by itself: whether a template message arrived.

WeChat signs the moment and a number with a token that only it and the portal know (SHA-1 of the three, sorted
and joined), and not what it says; so an event is taken only over HTTPS, only if it is fresh, and only about a
message that was sent to that person. The account's server settings must say 明文模式.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from xml.etree import ElementTree

LARGEST = 16 * 2**10
_FRESH = timedelta(minutes=10)
_FINISHED = "TEMPLATESENDJOBFINISH"


@dataclass(frozen=True)
class Arrival:
    """What became of the message with this number; ``reason`` is "" if it arrived."""

    receipt: str
    openid: str
    reason: str


def is_signed(token: str, signature: str, timestamp: str, nonce: str, now: datetime) -> bool:
    """Whether whoever knows the token signed this, within the last minutes."""
    if not token or not timestamp.isdecimal() or len(timestamp) > 11:
        return False
    if abs(now.timestamp() - int(timestamp)) > _FRESH.total_seconds():
        return False
    joined = "".join(sorted((token, timestamp, nonce))).encode()
    wanted = hashlib.sha1(joined, usedforsecurity=False).hexdigest()
    return hmac.compare_digest(wanted.encode(), signature.encode())


def read_event(body: bytes) -> Arrival | None:
    """None for anything but the end of a template message. :raises ValueError: no plain XML."""
    if len(body) > LARGEST or b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise ValueError("no event")
    try:
        said = ElementTree.fromstring(body)  # noqa: S314  # no document type, so nothing to unfold
    except ElementTree.ParseError as broken:
        raise ValueError("no XML") from broken
    if said.findtext("Event") != _FINISHED:
        return None
    status = (said.findtext("Status") or "").strip()
    return Arrival(
        receipt=(said.findtext("MsgID") or "").strip(),
        openid=(said.findtext("FromUserName") or "").strip(),
        reason="" if status == "success" else status[:100] or "failed",
    )
