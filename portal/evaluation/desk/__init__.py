"""Staff pages: opening and closing rounds, papers, the checklist, putting right, managing."""

from portal.evaluation.desk import keying, managing, rounds
from portal.evaluation.desk.blueprint import bp

__all__ = ["bp", "keying", "managing", "rounds"]
