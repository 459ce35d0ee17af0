"""Hashing what people sign in with: argon2, a few at a time, the same work for a name that does not exist."""

import re
import secrets
from itertools import pairwise
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.accounts.errors import TooShort, TooSimple

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# Each takes 19 MiB and a core for a twentieth of a second; more at once would only starve the ballots.
_at_once = BoundedSemaphore(2)
_COMMON = ("password", "passw0rd", "admin", "qwert", "asdf", "abcd", "1234", "4321", "8888", "6666", "0000")
# Without what is mistaken for something else when it is read from a screen or over the phone.
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
PASSWORD_LENGTH = 10
PASSCODE_LENGTH = 6


def hash_secret(secret: str) -> str:
    """For ``Account.password_hash``. Takes 50 ms: outside a transaction, or everybody waits."""
    with _at_once:
        return _hasher.hash(secret)


class _Nobody:
    """The hash that a try on an unknown name is measured against."""

    hash: str | None = None


def verify(stored: str | None, secret: str) -> bool:
    """Whether the secret fits; without a stored hash the same work is done and the answer is no."""
    if stored is None and _Nobody.hash is None:
        _Nobody.hash = hash_secret(secrets.token_urlsafe())
    with _at_once:
        try:
            fits = _hasher.verify(stored or _Nobody.hash or "", secret)
        except (VerificationError, InvalidHashError):
            return False
    return fits and stored is not None


def one_time_password() -> str:
    """Three groups of four, 59 bits: dictated over the phone, typed once, then changed."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(3))


def check_password(password: str, user_name: str) -> None:
    """:raises TooShort: fewer than ten characters.
    :raises TooSimple: of one kind only, well known, or holding the own user name.
    """
    if len(password) < PASSWORD_LENGTH:
        raise TooShort(count=PASSWORD_LENGTH)
    low = password.lower()
    kinds = sum(bool(re.search(kind, password)) for kind in (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z\d]"))
    named = len(user_name) > 2 and user_name.lower() in low
    if kinds < 2 or named or len(set(low)) < 5 or any(word in low for word in _COMMON):
        raise TooSimple


def check_passcode(passcode: str, phone: str) -> None:
    """:raises TooShort: fewer than six characters.
    :raises TooSimple: all the same, counting up or down, or taken from the phone number.
    """
    if len(passcode) < PASSCODE_LENGTH:
        raise TooShort(count=PASSCODE_LENGTH)
    steps = {ord(b) - ord(a) for a, b in pairwise(passcode)}
    if steps in ({0}, {1}, {-1}) or len(set(passcode)) < 3 or passcode in phone:
        raise TooSimple
