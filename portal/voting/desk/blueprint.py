"""The staff's pages of a vote."""

from flask import Blueprint

from portal.audit.services import Actor
from portal.web.guard import account

bp = Blueprint("voting_desk", __name__, url_prefix="/desk")

VOTES = "/estates/<int:estate_id>/votes"
VOTE = f"{VOTES}/<int:vote_id>"


def actor() -> Actor:
    """Who sits at the desk, for the record."""
    return Actor(account().id, account().display_name)
