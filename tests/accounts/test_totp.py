"""Codes of an authenticator, by the vectors of RFC 6238, appendix B (the last six of eight digits)."""

from base64 import b32encode
from datetime import UTC, datetime, timedelta

import pytest

from portal.accounts import totp

_SECRET = b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_published_vectors(seconds: int, code: str) -> None:
    assert totp.code_at(_SECRET, seconds // 30) == code
    assert totp.step_of(_SECRET, code, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


def test_half_a_minute_off_is_accepted_and_a_minute_is_not() -> None:
    now = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)
    code = totp.code_at(_SECRET, int(now.timestamp()) // 30)
    assert totp.step_of(_SECRET, code, now + timedelta(seconds=59))
    assert totp.step_of(_SECRET, code, now - timedelta(seconds=30))
    assert totp.step_of(_SECRET, code, now + timedelta(seconds=60)) is None
    assert totp.step_of(_SECRET, code, now - timedelta(seconds=31)) is None


def test_the_address_names_the_portal_and_the_person() -> None:
    secret = totp.new_secret()
    assert len(secret) == 32
    address = totp.address(secret, "张三")
    assert address.startswith("otpauth://totp/%E5%AE%B6")
    assert f"secret={secret}" in address
