"""Staff pages of a vote: prepare, open, turnout, paper ballots, close, publish."""

from portal.voting.desk.blueprint import bp

__all__ = ["bp"]
