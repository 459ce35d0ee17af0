"""What the public list of estates says of each."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from portal.db import session
from portal.voting.models import Vote
from portal.voting.queries import overview


def open_titles(estate_ids: Collection[int], now: datetime) -> Mapping[int, str]:
    """By estate, the title of the open vote that closes first; one statement for all of them."""
    rows = session.execute(
        select(Vote.estate_id, Vote.title)
        .where(Vote.estate_id.in_(estate_ids), overview.is_open(now))
        .order_by(Vote.closes_at.desc(), Vote.id.desc())
    )
    return dict(rows.all())


def list_open(estate_id: int, now: datetime) -> Sequence[Vote]:
    """What can be voted on in an estate right now; what closes first comes first."""
    wanted = select(Vote).where(Vote.estate_id == estate_id, overview.is_open(now))
    return session.scalars(wanted.order_by(Vote.closes_at, Vote.id)).all()
