"""Staff pages on cost schemes and pledges."""

from flask import Blueprint

bp = Blueprint("pledges_desk", __name__, url_prefix="/desk")
