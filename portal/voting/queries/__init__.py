"""Reads of the voting feature; every look-up names its estate."""

from portal.voting.queries.ballots import (
    find_ballot_by_receipt,
    find_counted_ballot,
    find_pending_ballot,
    get_voter_by_number,
    list_history,
    list_voters_of,
)
from portal.voting.queries.reading import (
    get_public_vote,
    get_vote,
    is_secret,
    list_open_votes,
    list_votes,
    scope_names,
    setting,
    state_of,
    window_of,
)

__all__ = [
    "find_ballot_by_receipt",
    "find_counted_ballot",
    "find_pending_ballot",
    "get_public_vote",
    "get_vote",
    "get_voter_by_number",
    "is_secret",
    "list_history",
    "list_open_votes",
    "list_voters_of",
    "list_votes",
    "scope_names",
    "setting",
    "state_of",
    "window_of",
]
