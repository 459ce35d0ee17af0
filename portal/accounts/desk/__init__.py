"""Staff pages on people: letters, claims, staff accounts."""

from portal.accounts.desk import claims, letters, team
from portal.accounts.desk.blueprint import bp

__all__ = ["bp", "claims", "letters", "team"]
