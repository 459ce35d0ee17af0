"""The residents' blueprint, and figures as people read them."""

from flask import Blueprint

from portal.evaluation import schedules

bp = Blueprint("evaluation", __name__)
bp.record(lambda _state: schedules.start())


@bp.app_template_filter()
def tenths(value: int) -> str:
    """``833`` as ``83.3``."""
    whole, rest = divmod(value, 10)
    return f"{whole}.{rest}"
