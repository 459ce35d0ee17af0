"""Staff pages of a vote: prepare, open, turnout, paper ballots, close, publish."""

from portal.voting.desk import console, papers, preparing, printing, running
from portal.voting.desk.blueprint import bp

__all__ = ["bp", "console", "papers", "preparing", "printing", "running"]
