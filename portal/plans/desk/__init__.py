"""Staff pages on plans."""

from portal.plans.desk import ledger, plan, versions, wishes
from portal.plans.desk.blueprint import bp

__all__ = ["bp", "ledger", "plan", "versions", "wishes"]
