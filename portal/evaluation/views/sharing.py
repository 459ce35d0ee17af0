"""成果共享 and 长效管理: what was built, who keeps it, who manages the estate."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.communities.queries import get_estate
from portal.evaluation import queries, words
from portal.evaluation.views.blueprint import bp
from portal.plans import queries as plans
from portal.plans.models import ItemState
from portal.web import clock
from portal.web.guard import public


@bp.get("/estates/<int:estate_id>/management")
@public
def management(estate_id: int) -> ResponseReturnValue:
    """Who manages, until when, for how much; what was built and who keeps it; the common money."""
    project = plans.find_published(estate_id)
    items = plans.list_items(project.id) if project else []
    return render_template(
        "evaluation/management.html",
        estate=get_estate(estate_id),
        term=queries.find_term(estate_id),
        terms=queries.list_terms(estate_id),
        built=[item for item in items if item.state is ItemState.DONE],
        upkeep=queries.list_upkeep(estate_id),
        money=queries.list_money(estate_id),
        today=clock.now().astimezone(clock.CHINA).date(),
        words=words,
    )
