"""The blueprint of what everybody may read of a plan."""

from flask import Blueprint

from portal.plans import schedules

bp = Blueprint("plans", __name__)
bp.record(lambda _state: schedules.start())
