"""Resident pages on matters raised: with an account, or without one by a code to the phone."""

from portal.feedback.views import cases, reporting
from portal.feedback.views.cases import bp

__all__ = ["bp", "cases", "reporting"]
