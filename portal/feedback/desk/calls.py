"""Writing down what somebody says on the phone or at the desk."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice

from portal.communities.queries import get_estate, list_buildings
from portal.db import transaction
from portal.domain.bodies import Topic
from portal.domain.errors import RuleViolated
from portal.feedback import services
from portal.feedback.desk.blueprint import actor, bp
from portal.feedback.errors import CallerNeeded, PhoneWrong
from portal.feedback.forms import CallForm
from portal.feedback.models import Case
from portal.permissions import Permission
from portal.web import clock
from portal.web.guard import requires


@bp.route("/estates/<int:estate_id>/cases/call", methods=["GET", "POST"])
@requires(Permission.CASE_ANSWER)
def call(estate_id: int) -> ResponseReturnValue:
    """Who, what, where; the person is told the number."""
    form = CallForm()
    buildings = [SelectChoice(each.id, each.name) for each in list_buildings(estate_id)]
    form.building.choices = [SelectChoice(0, _("小区公共地方，或别处")), *buildings]
    made = _take(estate_id, form) if form.submitted() else None
    if made is None:
        return render_template("feedback/desk/call.html", estate=get_estate(estate_id), form=form)
    flash(_("登记了，编号 %(number)s。请把编号告诉对方。", number=made.number))
    return redirect(url_for(".case", estate_id=estate_id, case_id=made.id), 303)


def _take(estate_id: int, form: CallForm) -> Case | None:
    matter = services.Matter(
        category=form.category.data,
        text=form.text.data,
        place=form.place.data,
        building_id=form.building.data or None,
        topic=None if form.topic.data is Topic.UNKNOWN else form.topic.data,
    )
    caller = services.Caller(form.name.data, form.phone.data, form.via.data)
    try:
        with transaction():
            return services.take_call(
                estate_id, matter, caller, once=form.once.data, by=actor(), now=clock.now()
            )
    except PhoneWrong as refusal:
        form.refuse(refusal, "phone")
    except CallerNeeded as refusal:
        form.refuse(refusal, "name")
    except RuleViolated as refusal:
        form.refuse(refusal)
    return None
