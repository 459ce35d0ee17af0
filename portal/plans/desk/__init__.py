"""Staff pages on plans."""

from portal.plans.desk import (
    compensations,
    courses,
    ledger,
    places,
    plan,
    publicity,
    scope,
    versions,
    wishes,
    works,
)
from portal.plans.desk.blueprint import bp

__all__ = [
    "bp",
    "compensations",
    "courses",
    "ledger",
    "places",
    "plan",
    "publicity",
    "scope",
    "versions",
    "wishes",
    "works",
]
