"""Staff pages on what owners downstairs ask for because of a lift."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from portal.accounts.services.homes import address
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.plans.desk.blueprint import bp, deed_by
from portal.plans.desk.courses import to_course
from portal.plans.forms.courses import CompensationAnswerForm, CompensationAtDeskForm
from portal.plans.models import CourseKind
from portal.plans.queries import courses as queries
from portal.plans.services import courses as services
from portal.web import clock
from portal.web.guard import not_here, requires


@bp.route("/estates/<int:estate_id>/courses/<int:course_id>/compensations", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def enter_compensation(estate_id: int, course_id: int) -> ResponseReturnValue:
    """Put down what an owner said at the door or in the office."""
    found = queries.get_course(estate_id, course_id)
    if found.kind is not CourseKind.LIFT:
        not_here()
    form = CompensationAtDeskForm()
    form.part.choices = [SelectChoice(each.id, address(each)) for each in queries.list_low_homes(found)]
    if form.submitted():
        try:
            with transaction():
                fresh = queries.get_course(estate_id, course_id)
                low = next(p for p in queries.list_low_homes(fresh) if p.id == form.part.data)
                asked = services.Asked(low, form.text.data, form.amount.data)
                services.enter_asked(fresh, asked, by=deed_by(), now=clock.now(), once=form.once.data)
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("已记下。"))
            return to_course(estate_id, course_id)
    found = queries.get_course(estate_id, course_id)
    return render_template("plans/desk/enter_compensation.html", form=form, course=found)


@bp.route("/estates/<int:estate_id>/compensations/<int:compensation_id>", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def answer_compensation(estate_id: int, compensation_id: int) -> ResponseReturnValue:
    """Agree on it, or say why not."""
    found = queries.get_compensation(estate_id, compensation_id)
    form = CompensationAnswerForm()
    if form.submitted():
        try:
            with transaction():
                fresh = queries.get_compensation(estate_id, compensation_id)
                agreed = form.agreed.data == "yes"
                services.answer(fresh, form.answer.data, agreed=agreed, by=deed_by(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("已答复。"))
            return to_course(estate_id, fresh.course_id)
    found = queries.get_compensation(estate_id, compensation_id)
    return render_template(
        "plans/desk/answer_compensation.html", form=form, compensation=found, home=address(found.part)
    )
