"""Staff pages on plans."""

from portal.plans.desk import plan, versions
from portal.plans.desk.blueprint import bp

__all__ = ["bp", "plan", "versions"]
