"""Staff pages of a vote: prepare, open, turnout, paper ballots, close, publish."""

from portal.voting.desk import after, console, papers, preparing, printing, reaching, running
from portal.voting.desk.blueprint import bp

__all__ = ["after", "bp", "console", "papers", "preparing", "printing", "reaching", "running"]
