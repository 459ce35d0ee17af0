"""Staff pages that join features: today's work, the board, meetings, and administration."""

from portal.desk import minutes as minutes_paper
from portal.desk.views import administration, board, meetings, today
from portal.desk.views.blueprint import bp

__all__ = ["administration", "board", "bp", "meetings", "minutes_paper", "today"]
