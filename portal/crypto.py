"""Encryption of ID numbers and phones, and the keyed hashes by which equal ones find each other."""

import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_VERSION = b"\x01"
_NONCE = 12


class _Keys:
    encrypting: AESGCM
    hashing: bytes


_keys = _Keys()


def configure(data_key: bytes) -> None:
    """Derive both keys from the 32 bytes of ``DATA_KEY``; neither gives away the other."""
    _keys.encrypting = AESGCM(hmac.digest(data_key, b"portal.encrypt", "sha256"))
    _keys.hashing = hmac.digest(data_key, b"portal.fingerprint", "sha256")


def seal(text: str) -> bytes:
    """Encrypted and authenticated; equal texts give different bytes."""
    nonce = os.urandom(_NONCE)
    return _VERSION + nonce + _keys.encrypting.encrypt(nonce, text.encode(), _VERSION)


def unseal(sealed: bytes) -> str:
    """:raises cryptography.exceptions.InvalidTag: another key, or bytes that were changed."""
    nonce = sealed[1 : 1 + _NONCE]
    return _keys.encrypting.decrypt(nonce, sealed[1 + _NONCE :], sealed[:1]).decode()


def fingerprint(text: str, purpose: str) -> str:
    """A keyed hash in 64 hex digits; the purpose keeps a phone from matching an ID number."""
    return hmac.digest(_keys.hashing, f"{purpose}\x00{text}".encode(), "sha256").hex()
