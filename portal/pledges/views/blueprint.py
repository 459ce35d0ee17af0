"""The residents' pages of shares, promises and the account."""

from datetime import datetime, timedelta

from flask import Blueprint

from portal.audit.services import Actor
from portal.domain.amounts import format_coefficient
from portal.web.filters import full_day
from portal.web.guard import account, current_account

bp = Blueprint("pledges", __name__)
bp.add_app_template_filter(format_coefficient, "coefficient")


@bp.app_template_filter()
def last_day(end: datetime) -> str:
    """The last day on which something may be signed: what ends at midnight ends with the day before."""
    return full_day(end - timedelta(seconds=1))


LIFTS = "/estates/<int:estate_id>/lifts"
LIFT = f"{LIFTS}/<int:scheme_id>"


def actor() -> Actor:
    """Who is asking, for the record."""
    return Actor(account().id, account().display_name)


def is_neighbour(estate_id: int) -> bool:
    """Door by door, tables are for the people of the estate; strangers see floors and totals."""
    who = current_account()
    return who is not None and bool(who.roles_at(estate_id=estate_id))
