"""Reads of the desk over every estate in scope."""

from portal.desk.queries.work import (
    TO_ACCEPT,
    TO_ANSWER,
    OpenVote,
    Papers,
    Roll,
    count_cases,
    count_claims,
    count_open_schemes,
    count_open_votes,
    in_states,
    list_open_votes,
    list_papers_to_check,
    list_to_publish,
    list_unstarted,
    rolls,
)

__all__ = [
    "TO_ACCEPT",
    "TO_ANSWER",
    "OpenVote",
    "Papers",
    "Roll",
    "count_cases",
    "count_claims",
    "count_open_schemes",
    "count_open_votes",
    "in_states",
    "list_open_votes",
    "list_papers_to_check",
    "list_to_publish",
    "list_unstarted",
    "rolls",
]
