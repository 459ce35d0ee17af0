"""Staff pages on places and the roll."""

from flask import Blueprint

bp = Blueprint("communities_desk", __name__, url_prefix="/desk")
