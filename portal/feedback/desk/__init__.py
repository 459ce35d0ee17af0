"""Staff pages on matters raised."""

from portal.feedback.desk import bodies, calls, cases, deeds, figures, photos, ruling, terms
from portal.feedback.desk.blueprint import bp

__all__ = ["bodies", "bp", "calls", "cases", "deeds", "figures", "photos", "ruling", "terms"]
