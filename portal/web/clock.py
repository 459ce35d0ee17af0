"""The only clock of the views; services and the domain are told the time."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This moment in UTC."""
    return datetime.now(UTC)
