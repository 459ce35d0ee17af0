"""Staff pages on plans."""

from flask import Blueprint

bp = Blueprint("plans_desk", __name__, url_prefix="/desk")
