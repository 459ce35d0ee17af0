"""Counting what an address asks for, so that nobody keeps the portal from those who vote."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from portal.api.models import ApiWindow
from portal.db import session
from portal.domain.errors import N_
from portal.jobs.rhythm import hourly
from portal.jobs.schedule import every

MINUTE = 60
_KEPT = 5  # minutes


def count_asked(address: str, now: datetime) -> int:
    """Count one more request of this minute; returns how many those are.

    :param address: a keyed hash.
    """
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    minute = int(now.timestamp()) // MINUTE
    asked = insert(ApiWindow).values(address=address, minute=minute, asked=1)
    asked = asked.on_conflict_do_update(
        index_elements=[ApiWindow.address, ApiWindow.minute], set_={"asked": ApiWindow.asked + 1}
    )
    return session.execute(asked.returning(ApiWindow.asked)).scalar_one()


def seconds_left(now: datetime) -> int:
    """Until the next minute begins."""
    return MINUTE - int(now.timestamp()) % MINUTE


def forget_windows(now: datetime, _slot: datetime) -> None:
    """Nobody is remembered for longer than it takes to count."""
    session.execute(delete(ApiWindow).where(ApiWindow.minute < int(now.timestamp()) // MINUTE - _KEPT))


every("api.tidy", hourly(50), forget_windows, title=N_("清理开放数据接口的访问计数"))
