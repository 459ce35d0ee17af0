"""Staff pages on wish surveys: open, print, key, read, end, and make a draft plan of them."""

import segno
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import sessions
from portal.accounts.services.homes import address
from portal.communities.queries import get_estate, list_buildings
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.plans import words
from portal.plans.desk.blueprint import back, bp, deed_by, plan_url
from portal.plans.forms import SurveyForm, keyed_form
from portal.plans.queries import homes
from portal.plans.queries import wishes as queries
from portal.plans.services import wishes as services
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import requires

_SURVEYS = "/estates/<int:estate_id>/wishes"
_SURVEY = f"{_SURVEYS}/<int:survey_id>"


@bp.get(_SURVEYS)
@requires(Permission.DESK_READ)
def surveys(estate_id: int) -> ResponseReturnValue:
    """All of them, the newest first."""
    found = queries.list_surveys(estate_id)
    return render_template(
        "plans/desk/surveys.html",
        estate=get_estate(estate_id),
        surveys=found,
        counts=queries.count_answers([each.id for each in found]),
        now=clock.now(),
        up=plan_url(estate_id),
    )


@bp.route(f"{_SURVEYS}/new", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def open_survey(estate_id: int) -> ResponseReturnValue:
    """Put the questions together and ask every household."""
    title = _("%(estate)s改造意愿征询", estate=get_estate(estate_id).name)
    form = SurveyForm(data={"title": title})
    if form.submitted():
        try:
            with transaction():
                made = services.open_survey(estate_id, form.asking(), by=deed_by(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("已经开始，住户收到了消息。"))
            return redirect(url_for(".watch", estate_id=estate_id, survey_id=made.id), 303)
    up = url_for(".surveys", estate_id=estate_id)
    return render_template("plans/desk/open_survey.html", form=form, up=up)


@bp.get(_SURVEY)
@requires(Permission.DESK_READ)
def watch(estate_id: int, survey_id: int) -> ResponseReturnValue:
    """How many answered and by which way; the counts as they stand, and what was suggested."""
    found = queries.get_survey(estate_id, survey_id)
    names = {building.id: building.name for building in list_buildings(estate_id)}
    return render_template(
        "plans/desk/survey.html",
        estate=get_estate(estate_id),
        survey=found,
        result=queries.results_of(found),
        blocks=[(names[key], each) for key, each in queries.results_by_building(found).items()],
        channels=queries.count_by_channel(survey_id),
        replaced=queries.count_replaced(survey_id),
        suggestions=queries.list_suggestions(found),
        now=clock.now(),
        words=words,
    )


@bp.route(f"{_SURVEY}/papers", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def key_paper(estate_id: int, survey_id: int) -> ResponseReturnValue:
    """A form that was handed in, or what was said at the door."""
    found = queries.get_survey(estate_id, survey_id)
    form = keyed_form(found.content, homes.list_dwellings(estate_id), address)
    if form.submitted():
        try:
            with transaction():
                fresh = queries.get_survey(estate_id, survey_id)
                services.enter(fresh, form.paper(), by=deed_by(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("录好了，可以录下一份。"))
            return redirect(url_for(".key_paper", estate_id=estate_id, survey_id=survey_id), 303)
    return render_template("plans/desk/key_paper.html", form=form, survey=found)


@bp.get(f"{_SURVEY}/print")
@requires(Permission.PLAN_EDIT)
def print_forms(estate_id: int, survey_id: int) -> ResponseReturnValue:
    """So many forms to hand out, each with a number of its own."""
    found = queries.get_survey(estate_id, survey_id)
    count = min(max(request.args.get("count", 10, type=int), 1), 200)
    first = max(request.args.get("first", 1, type=int), 1)
    where = url_for("plans.survey", estate_id=estate_id, survey_id=survey_id)
    return render_template(
        "papers/wishes.html",
        estate=get_estate(estate_id),
        survey=found,
        numbers=[f"YY{found.id}-{number:04}" for number in range(first, first + count)],
        code=segno.make(f"{sessions.settings().public_url}{where}", error="m").matrix,
        now=clock.now(),
    )


@bp.post(f"{_SURVEY}/close")
@requires(Permission.PLAN_EDIT)
def close_survey(estate_id: int, survey_id: int) -> ResponseReturnValue:
    """End it; everybody may read the counts."""
    up = url_for(".watch", estate_id=estate_id, survey_id=survey_id)
    try:
        with transaction():
            services.close(queries.get_survey(estate_id, survey_id), by=deed_by(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, up)
    flash(_("已经结束，结果已公布。"))
    return redirect(up, 303)


@bp.post(f"{_SURVEY}/draft")
@requires(Permission.PLAN_EDIT)
def draft_from_wishes(estate_id: int, survey_id: int) -> ResponseReturnValue:
    """A draft plan of what was wished for, with the counts beside each item."""
    try:
        with transaction():
            services.draft_plan(queries.get_survey(estate_id, survey_id), by=deed_by(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, url_for(".watch", estate_id=estate_id, survey_id=survey_id))
    flash(_("已按意愿拟出草稿，想改的户数写在每一项旁边。"))
    return back(estate_id)
