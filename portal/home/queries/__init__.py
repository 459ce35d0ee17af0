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
from portal.home.queries.places import Place, find_place, list_places, open_titles
from portal.home.queries.waiting import Waiting, count_waiting, unanswered_votes

__all__ = [
    "Cast",
    "OwnCase",
    "OwnPledge",
    "Place",
    "Waiting",
    "count_waiting",
    "find_place",
    "list_cases",
    "list_cast",
    "list_parties",
    "list_places",
    "list_pledges",
    "open_titles",
    "unanswered_votes",
]
