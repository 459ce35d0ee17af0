"""A stream that is encrypted piece by piece: no piece can be changed, dropped, doubled, moved or cut off.

AES-256-GCM over pieces of one MiB; the nonce is a random prefix and the number of the piece, and the last
piece says that it is the last.
"""

import io
import os
import struct
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_PIECE, _TAG, _PREFIX = 2**20, 16, 7


class CannotOpen(ValueError):
    """Another key, or a file that was changed or cut."""


class SealingWriter(io.RawIOBase):
    """Writes what it is given, sealed, to ``target``; the last piece leaves with `close`."""

    def __init__(self, target: BinaryIO, key: bytes) -> None:
        self._target, self._cipher = target, AESGCM(key)
        self._prefix, self._number, self._waiting = os.urandom(_PREFIX), 0, bytearray()
        target.write(self._prefix)

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(memoryview(data))  # type: ignore[arg-type]
        self._waiting += piece
        while len(self._waiting) > _PIECE:
            self._put(bytes(self._waiting[:_PIECE]), last=False)
            del self._waiting[:_PIECE]
        return len(piece)

    def close(self) -> None:
        if not self.closed:
            self._put(bytes(self._waiting), last=True)
        super().close()

    def _put(self, piece: bytes, *, last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._prefix, self._number, last=last), piece, None))
        self._number += 1


class SealedReader(io.RawIOBase):
    """Reads what a `SealingWriter` wrote.

    :raises CannotOpen: from `read`, before anything wrong comes out.
    """

    def __init__(self, source: BinaryIO, key: bytes) -> None:
        self._source, self._cipher = source, AESGCM(key)
        self._prefix, self._number, self._ready, self._ended = source.read(_PREFIX), 0, b"", False
        self._ahead = source.read(_PIECE + _TAG)
        if len(self._prefix) < _PREFIX:
            raise CannotOpen

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        room = memoryview(buffer)  # type: ignore[arg-type]
        while not self._ready and not self._ended:
            self._next()
        given = self._ready[: len(room)]
        room[: len(given)] = given
        self._ready = self._ready[len(given) :]
        return len(given)

    def _next(self) -> None:
        piece, self._ahead = self._ahead, self._source.read(_PIECE + _TAG)
        last = not self._ahead
        try:
            nonce = _nonce(self._prefix, self._number, last=last)
            self._ready = self._cipher.decrypt(nonce, piece, None)
        except (InvalidTag, ValueError) as error:
            raise CannotOpen from error
        self._number, self._ended = self._number + 1, last


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + struct.pack(">IB", number, last)
