"""Staff pages on schemes, promises and money."""

from portal.pledges.desk import (
    bank,
    checks,
    files,
    funds,
    joint_orders,
    money,
    relief,
    schemes,
    spending,
    tables,
)
from portal.pledges.desk.blueprint import bp

__all__ = [
    "bank",
    "bp",
    "checks",
    "files",
    "funds",
    "joint_orders",
    "money",
    "relief",
    "schemes",
    "spending",
    "tables",
]
