"""What is planned and how far it is, for everybody to read."""

from portal.plans.views import courses, model_cases, plan, progress, publicity, versions, wishes
from portal.plans.views.blueprint import bp

__all__ = ["bp", "courses", "model_cases", "plan", "progress", "publicity", "versions", "wishes"]
