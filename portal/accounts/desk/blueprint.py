"""The staff's pages about people."""

from flask import Blueprint

from portal.audit.services import Actor
from portal.web.guard import account

bp = Blueprint("accounts_desk", __name__, url_prefix="/desk")


def actor() -> Actor:
    """Who sits at the desk, for the record."""
    return Actor(account().id, account().display_name)
