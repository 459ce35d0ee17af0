"""Which copies of a vote's bundle were handed over."""

from collections.abc import Sequence

from sqlalchemy import select

from portal.db import session
from portal.voting.models.logbook import BundleCopy


def list_copies(vote_id: int) -> Sequence[BundleCopy]:
    """Oldest first."""
    asked = select(BundleCopy).where(BundleCopy.vote_id == vote_id)
    return session.scalars(asked.order_by(BundleCopy.id)).all()


def list_own_copies(vote_id: int, account_id: int) -> Sequence[BundleCopy]:
    """Those that an account took for itself."""
    asked = select(BundleCopy).where(BundleCopy.vote_id == vote_id, BundleCopy.made_by == account_id)
    return session.scalars(asked.order_by(BundleCopy.id)).all()
