"""What is planned and how far it is, for everybody to read."""

from portal.plans.views import plan, progress, versions, wishes
from portal.plans.views.blueprint import bp

__all__ = ["bp", "plan", "progress", "versions", "wishes"]
