"""The fingerprint of an append-only log, and proofs that a line is in it and that none was changed.

A log is the list of its leaf hashes, oldest first. Whoever kept an old fingerprint can check with a few
hashes that the log has only grown since.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()
"""The fingerprint of a log without lines."""


def leaf_hash(line: bytes) -> bytes:
    """What stands for one line of the log.

    Source: RFC 6962 section 2.1.
    """
    return sha256(b"\x00" + line).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """What stands for two halves.

    Source: RFC 6962 section 2.1.
    """
    return sha256(b"\x01" + left + right).digest()


class GrowingLog:
    """The fingerprint of a log as it grows, in memory for one hash per binary digit of its size.

    `peaks` are the hashes of the complete subtrees, largest first; they and `size` are all there is to keep.
    """

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)
        if len(self.peaks) != size.bit_count():
            raise ValueError(f"{len(self.peaks)} peaks do not make a log of {size}")

    def append(self, leaf: bytes) -> None:
        """Add the `leaf_hash` of the next line."""
        merged, carry = leaf, self.size
        while carry & 1:
            merged = node_hash(self.peaks.pop(), merged)
            carry >>= 1
        self.peaks.append(merged)
        self.size += 1

    def fingerprint(self) -> bytes:
        """The Merkle tree hash of all lines so far."""
        if not self.peaks:
            return EMPTY
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root


def fingerprint_of(leaves: Iterable[bytes]) -> bytes:
    """The Merkle tree hash of these leaf hashes, in one pass.

    Source: RFC 6962 section 2.1.
    """
    log = GrowingLog()
    for leaf in leaves:
        log.append(leaf)
    return log.fingerprint()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from one leaf up to the fingerprint, lowest first.

    :raises IndexError: no such leaf.

    Source: RFC 6962 section 2.1.1.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(f"no leaf {index} among {len(leaves)}")
    if len(leaves) == 1:
        return []
    half = _half(len(leaves))
    if index < half:
        return [*inclusion_proof(leaves[:half], index), fingerprint_of(leaves[half:])]
    return [*inclusion_proof(leaves[half:], index - half), fingerprint_of(leaves[:half])]


def is_included(leaf: bytes, index: int, *, size: int, proof: Sequence[bytes], fingerprint: bytes) -> bool:
    """Whether the proof leads from this leaf, at this place, to the fingerprint of a log of that size.

    Source: RFC 6962 section 2.1.1.
    """
    if not 0 <= index < size:
        return False
    root, place, last = leaf, index, size - 1
    for other in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            root = node_hash(other, root)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            root = node_hash(root, other)
        place, last = place >> 1, last >> 1
    return last == 0 and root == fingerprint


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """The hashes that lead from the fingerprint at `old_size` to today's.

    :raises ValueError: an old log that was empty or longer than this one.

    Source: RFC 6962 section 2.1.2.
    """
    if not 0 < old_size <= len(leaves):
        raise ValueError(f"a log of {len(leaves)} cannot have grown from {old_size}")
    return _grown(leaves, old_size, known=True)


def _grown(leaves: Sequence[bytes], old_size: int, *, known: bool) -> list[bytes]:
    if old_size == len(leaves):
        return [] if known else [fingerprint_of(leaves)]
    half = _half(len(leaves))
    if old_size <= half:
        return [*_grown(leaves[:half], old_size, known=known), fingerprint_of(leaves[half:])]
    return [*_grown(leaves[half:], old_size - half, known=False), fingerprint_of(leaves[:half])]


def has_only_grown(old: tuple[int, bytes], new: tuple[int, bytes], proof: Sequence[bytes]) -> bool:
    """Whether the proof shows that the log behind (size, fingerprint) `old` is the beginning of `new`'s.

    Source: RFC 6962 section 2.1.2.
    """
    (old_size, old_root), (size, root) = old, new
    if not 0 < old_size <= size:
        return False
    if old_size == size:
        return not proof and old_root == root
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    return _climbs(old, new, path)


def _climbs(old: tuple[int, bytes], new: tuple[int, bytes], path: list[bytes]) -> bool:
    if not path:
        return False
    place, last = old[0] - 1, new[0] - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    was = now = path[0]
    for other in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            was, now = node_hash(other, was), node_hash(other, now)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            now = node_hash(now, other)
        place, last = place >> 1, last >> 1
    return last == 0 and was == old[1] and now == new[1]


def _half(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1
