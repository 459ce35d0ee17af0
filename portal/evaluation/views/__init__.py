"""Residents' pages: judging, the results, and who manages the estate afterwards."""

from portal.evaluation.views import judging, sharing
from portal.evaluation.views.blueprint import bp

__all__ = ["bp", "judging", "sharing"]
