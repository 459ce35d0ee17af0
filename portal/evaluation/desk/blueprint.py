"""The staff's blueprint of evaluation."""

from flask import Blueprint

from portal.audit.services import Actor
from portal.web.guard import account

bp = Blueprint("evaluation_desk", __name__, url_prefix="/desk/estates/<int:estate_id>")


def actor() -> Actor:
    """Who sits at the desk, for the record."""
    return Actor(account().id, account().display_name)
