"""Staff pages of a vote: prepare, open, turnout, paper ballots, close, publish."""

from portal.voting.desk import (
    after,
    arranging,
    console,
    deliveries,
    disputes,
    doors,
    papers,
    preparing,
    printing,
    reaching,
    record,
    rolls,
    running,
    standing,
    templates,
)
from portal.voting.desk.blueprint import bp

__all__ = [
    "after",
    "arranging",
    "bp",
    "console",
    "deliveries",
    "disputes",
    "doors",
    "papers",
    "preparing",
    "printing",
    "reaching",
    "record",
    "rolls",
    "running",
    "standing",
    "templates",
]
