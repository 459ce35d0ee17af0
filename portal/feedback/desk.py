"""Staff pages on matters raised."""

from flask import Blueprint

bp = Blueprint("feedback_desk", __name__, url_prefix="/desk")
