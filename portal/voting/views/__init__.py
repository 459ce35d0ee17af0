"""Resident pages of a vote: compare, choose, check, receipt, result."""

from flask import Blueprint

from portal.voting import aftermath, presenting
from portal.voting import proving as proofs  # `proving` is also a module of views

bp = Blueprint("voting", __name__)


@bp.app_context_processor
def _for_templates() -> dict[str, object]:
    return presenting.in_templates() | aftermath.in_templates() | proofs.in_templates()


from portal.voting.views import (  # noqa: E402  # their routes hang on bp
    asking,  # noqa: F401
    casting,  # noqa: F401
    doors,  # noqa: F401
    objecting,  # noqa: F401
    own,  # noqa: F401
    papers,  # noqa: F401
    proving,  # noqa: F401
    reading,  # noqa: F401
    rolls,  # noqa: F401
)
