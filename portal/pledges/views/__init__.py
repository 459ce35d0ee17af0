"""Resident pages on what something costs: my share, what we say and sign, and where the money went."""

from portal.pledges.views import account, asking, indoor, lifts, promising
from portal.pledges.views.blueprint import bp

__all__ = ["account", "asking", "bp", "indoor", "lifts", "promising"]
