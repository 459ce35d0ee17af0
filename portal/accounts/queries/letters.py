"""How many household letters an estate has printed."""

from sqlalchemy import func, select

from portal.accounts.models import Slip
from portal.db import session


def count_letters(estate_id: int) -> int:
    """Of every kind: out, used, and taken back."""
    return session.scalar(select(func.count()).select_from(Slip).where(Slip.estate_id == estate_id)) or 0
