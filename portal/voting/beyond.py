"""What votes ask of features that stand above them; `portal.app` fills the list, see docs/adr/0008."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class FrozenShares:
    """One version of who pays how much, as it was frozen: nobody can change the figures behind the digest.

    ``entrance_id`` is the entrance whose lift it pays for; None where the whole estate shares.
    """

    id: int
    words: str
    digest: str
    entrance_id: int | None


frozen_shares: list[Callable[[int], Sequence[FrozenShares]]] = []
"""By estate: the versions that a vote can rest on."""


def list_frozen_shares(estate_id: int) -> list[FrozenShares]:
    return [shares for listing in frozen_shares for shares in listing(estate_id)]
