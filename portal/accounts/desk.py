"""Staff pages on people: slips, claims, staff accounts."""

from flask import Blueprint

bp = Blueprint("accounts_desk", __name__, url_prefix="/desk")
