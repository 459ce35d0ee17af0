"""Reads for residents' pages that join features."""

from portal.home.queries.mine import (
    Cast,
    OwnCase,
    OwnPledge,
    list_cases,
    list_cast,
    list_parties,
    list_pledges,
)
from portal.home.queries.places import open_titles
from portal.home.queries.waiting import Waiting, count_waiting, own_votes

__all__ = [
    "Cast",
    "OwnCase",
    "OwnPledge",
    "Waiting",
    "count_waiting",
    "list_cases",
    "list_cast",
    "list_parties",
    "list_pledges",
    "open_titles",
    "own_votes",
]
