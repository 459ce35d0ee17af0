"""Model cases, for everybody."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.plans.queries.scope import list_models
from portal.plans.views.blueprint import bp
from portal.web.guard import public


@bp.get("/model-cases")
@public
def model_cases() -> ResponseReturnValue:
    """What the streets hold up as an example, the newest first."""
    return render_template("plans/model_cases.html", cases=list_models())
