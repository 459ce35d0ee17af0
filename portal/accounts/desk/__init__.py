"""Staff pages on people: letters, claims, staff accounts."""

from portal.accounts.desk import claims, letters, phones, team
from portal.accounts.desk.blueprint import bp

__all__ = ["bp", "claims", "letters", "phones", "team"]
