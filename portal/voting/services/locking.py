"""Holding a vote still while something about it is decided."""

from portal.db import session
from portal.voting.models import Vote

_MOVES = ["state", "opens_at", "closes_at", "published_at", "objections_until"]


def lock(vote: Vote, *, shared: bool = False) -> None:
    """Read again where it stands, and keep others from changing it until the transaction ends.

    ``shared``: many may cast at once, but nobody may close in between. On SQLite there is one writer anyway.
    """
    session.flush()  # reading again would drop what is not yet written
    how = {"read": True} if shared else True
    session.refresh(vote, _MOVES, with_for_update=how)
