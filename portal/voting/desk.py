"""Staff pages of a vote: prepare, open, turnout, paper ballots, close, publish."""

from flask import Blueprint

bp = Blueprint("voting_desk", __name__, url_prefix="/desk")
