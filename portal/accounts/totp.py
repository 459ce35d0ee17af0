"""Time-based codes of an authenticator, RFC 6238: SHA-1, six digits, thirty seconds."""

import hmac
import secrets
from base64 import b32decode, b32encode
from datetime import datetime
from urllib.parse import quote

_SECONDS = 30


def new_secret() -> str:
    """160 bits in base32, as authenticators take them."""
    return b32encode(secrets.token_bytes(20)).decode()


def address(secret: str, user_name: str) -> str:
    """What the QR code holds."""
    issuer = quote("家园共议")
    return f"otpauth://totp/{issuer}:{quote(user_name)}?secret={secret}&issuer={issuer}"


def code_at(secret: str, step: int) -> str:
    """The six digits of one step. Source: RFC 4226, 5.3."""
    digest = hmac.digest(b32decode(secret), step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Which step a code belongs to: this one or a neighbour, for clocks that are half a minute off."""
    current = int(now.timestamp()) // _SECONDS
    fitting = None
    for step in (current - 1, current, current + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            fitting = step
    return fitting
