"""Staff pages on the estates in a project's scope, and on model cases."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from portal.communities.queries import get_estate
from portal.db import transaction
from portal.domain.deadlines import local_day
from portal.domain.errors import RuleViolated
from portal.domain.stages import ProjectStage
from portal.permissions import Permission
from portal.plans import queries, scope_words
from portal.plans.desk.blueprint import bp, deed_by
from portal.plans.forms.scope import CheckForm, ModelForm
from portal.plans.queries.scope import find_model, list_joinable, list_scope
from portal.plans.services import scope as services
from portal.web import clock
from portal.web.guard import not_here, requires

_SCOPE = "/estates/<int:estate_id>/plan/projects/<int:project_id>/scope"
_MODEL = "/estates/<int:estate_id>/plan/projects/<int:project_id>/model"


def _url(estate_id: int, project_id: int) -> str:
    return url_for("plans_desk.scope", estate_id=estate_id, project_id=project_id)


@bp.get(_SCOPE)
@requires(Permission.DESK_READ)
def scope(estate_id: int, project_id: int) -> ResponseReturnValue:
    """Each estate with the policy's conditions, and the model case."""
    project = queries.get_project(estate_id, project_id)
    return render_template(
        "plans/desk/scope.html",
        estate=get_estate(estate_id),
        project=project,
        checks=list_scope(project.id),
        conditions=scope_words.CONDITIONS,
        missing=scope_words.missing,
        model=find_model(project.id),
        is_built=project.stage in {ProjectStage.EVALUATING, ProjectStage.SHARING},
    )


@bp.route(f"{_SCOPE}/check", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def check_estate(estate_id: int, project_id: int) -> ResponseReturnValue:
    """The test of the own estate, or of a neighbour that joins."""
    project = queries.get_project(estate_id, project_id)
    form = CheckForm(data={"checked_on": local_day(clock.now()), "estate": estate_id})
    form.estate.choices = [SelectChoice(each.id, each.name) for each in list_joinable(project)]
    if form.submitted():
        try:
            with transaction():
                found = queries.get_project(estate_id, project_id)
                services.check_estate(found, form.said(), by=deed_by(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("核对结果已记下。"))
            return redirect(_url(estate_id, project_id), 303)
    return render_template("plans/desk/check_estate.html", form=form, up=_url(estate_id, project_id))


@bp.route(_MODEL, methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def draft_model(estate_id: int, project_id: int) -> ResponseReturnValue:
    """What others may learn; the street publishes it."""
    form = ModelForm(obj=find_model(queries.get_project(estate_id, project_id).id))
    if form.submitted():
        title, text = form.title.data, form.text.data
        try:
            with transaction():
                project = queries.get_project(estate_id, project_id)
                services.draft_model(project, title, text, by=deed_by(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("已保存，等街道同意后公布。"))
            return redirect(_url(estate_id, project_id), 303)
    return render_template("plans/desk/draft_model.html", form=form, up=_url(estate_id, project_id))


@bp.post(f"{_MODEL}/approve")
@requires(Permission.MODEL_APPROVE)
def approve_model(estate_id: int, project_id: int) -> ResponseReturnValue:
    """From now on everybody may read it."""
    with transaction():
        found = find_model(queries.get_project(estate_id, project_id).id) or not_here()
        services.approve_model(found, by=deed_by(), now=clock.now())
    flash(_("典型案例已公布。"))
    return redirect(_url(estate_id, project_id), 303)


@bp.post(f"{_MODEL}/withdraw")
@requires(Permission.MODEL_APPROVE)
def withdraw_model(estate_id: int, project_id: int) -> ResponseReturnValue:
    """Off the public page."""
    with transaction():
        found = find_model(queries.get_project(estate_id, project_id).id) or not_here()
        services.withdraw_model(found, by=deed_by(), now=clock.now())
    flash(_("典型案例已撤下。"))
    return redirect(_url(estate_id, project_id), 303)
