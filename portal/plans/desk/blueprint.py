"""The staff's part of plans: its blueprint and what its pages share."""

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from portal.audit.services import Actor
from portal.web.guard import account

bp = Blueprint("plans_desk", __name__, url_prefix="/desk")


def deed_by() -> Actor:
    """Who is at the desk, for the record."""
    return Actor(account().id, account().display_name)


def plan_url(estate_id: int) -> str:
    return url_for("plans_desk.plan", estate_id=estate_id)


def back(estate_id: int) -> Response:
    """To the plan, after something was written."""
    return redirect(plan_url(estate_id), 303)
