"""Encryption of ID numbers and phones, and the keyed hashes by which equal ones find each other."""

import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = b"\x01"
_NONCE = 12


class _Keys:
    """Both keys that come from 32 bytes; neither gives away the other."""

    def __init__(self, data_key: bytes) -> None:
        self.encrypting = AESGCM(hmac.digest(data_key, b"portal.encrypt", "sha256"))
        self.hashing = hmac.digest(data_key, b"portal.fingerprint", "sha256")


class _Ring:
    current: _Keys
    #: Of ``OLD_DATA_KEY``, while a rotation is under way and old letters and sign-ins still live.
    former: _Keys | None = None


_ring = _Ring()


def configure(data_key: bytes, former: bytes | None = None) -> None:
    """Work with the 32 bytes of ``DATA_KEY``; what was sealed with the former ones still opens."""
    _ring.current = _Keys(data_key)
    _ring.former = _Keys(former) if former else None


def seal(text: str) -> bytes:
    """Encrypted and authenticated; equal texts give different bytes."""
    nonce = os.urandom(_NONCE)
    return _VERSION + nonce + _ring.current.encrypting.encrypt(nonce, text.encode(), _VERSION)


def unseal(sealed: bytes) -> str:
    """:raises cryptography.exceptions.InvalidTag: another key, or bytes that were changed."""
    try:
        return _opened(_ring.current, sealed)
    except InvalidTag:
        if _ring.former is None:
            raise
        return _opened(_ring.former, sealed)


def is_current(sealed: bytes) -> bool:
    """Whether the current key alone opens it."""
    try:
        _opened(_ring.current, sealed)
    except InvalidTag:
        return False
    return True


def _opened(keys: _Keys, sealed: bytes) -> str:
    nonce = sealed[1 : 1 + _NONCE]
    return keys.encrypting.decrypt(nonce, sealed[1 + _NONCE :], sealed[:1]).decode()


def fingerprint(text: str, purpose: str) -> str:
    """A keyed hash in 64 hex digits; the purpose keeps a phone from matching an ID number."""
    return _hashed(_ring.current, text, purpose)


def fingerprints(text: str, purpose: str) -> tuple[str, ...]:
    """The hash, and while there is a former key the one it gave: for what cannot be hashed again."""
    rings = (_ring.current, _ring.former)
    return tuple(_hashed(keys, text, purpose) for keys in rings if keys is not None)


def _hashed(keys: _Keys, text: str, purpose: str) -> str:
    return hmac.digest(keys.hashing, f"{purpose}\x00{text}".encode(), "sha256").hex()
