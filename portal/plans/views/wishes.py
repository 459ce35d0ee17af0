"""What households wish for: the asking, their own answer, and what all of them come to."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.services.homes import address
from portal.audit.services import Actor
from portal.communities.models import Part
from portal.communities.queries import get_estate, list_buildings
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.plans.errors import SurveyEnded
from portal.plans.forms import WishForm, wish_form
from portal.plans.models import WishSurvey
from portal.plans.queries import homes
from portal.plans.queries import wishes as queries
from portal.plans.services import wishes as services
from portal.plans.views.blueprint import bp
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import account, current_account, not_here, public, requires

_SURVEY = "/estates/<int:estate_id>/wishes/<int:survey_id>"


@bp.get("/estates/<int:estate_id>/wishes")
@public
def wishes(estate_id: int) -> ResponseReturnValue:
    """All askings of the estate, the newest first."""
    found = queries.list_surveys(estate_id)
    return render_template(
        "plans/wishes.html",
        estate=get_estate(estate_id),
        surveys=found,
        counts=queries.count_answers([each.id for each in found]),
        now=clock.now(),
    )


@bp.get(_SURVEY)
@public
def survey(estate_id: int, survey_id: int) -> ResponseReturnValue:
    """While it runs: answer, and how many did. Afterwards: the counts, and the way to each building's."""
    found = queries.get_survey(estate_id, survey_id)
    closed = found.closed_at is not None
    return render_template(
        "plans/survey.html",
        estate=get_estate(estate_id),
        survey=found,
        closed=closed,
        result=queries.results_of(found),
        blocks=_blocks(found) if closed else (),
        own=_own(found),
        now=clock.now(),
    )


def _blocks(of: WishSurvey) -> list[tuple[int, str, object]]:
    """Building, name and counts, in door order."""
    names = {building.id: building.name for building in list_buildings(of.estate_id)}
    return [(key, names[key], each) for key, each in queries.results_by_building(of).items()]


def _own(of: WishSurvey) -> list[tuple[Part, str, bool]]:
    """The homes of whoever asks, and whether each has answered."""
    who = current_account()
    if who is None or who.is_staff:
        return []
    return [
        (part, address(part), queries.find_answer(of.id, part.id) is not None)
        for part in homes.list_own_dwellings(of.estate_id, who.id)
    ]


@bp.get(f"{_SURVEY}/buildings/<int:building_id>")
@public
def survey_building(estate_id: int, survey_id: int, building_id: int) -> ResponseReturnValue:
    """The counts of one building, where enough answered."""
    found = queries.get_survey(estate_id, survey_id)
    block = next((each for each in _blocks(found) if each[0] == building_id), None)
    if found.closed_at is None or block is None:
        not_here()
    return render_template(
        "plans/survey_building.html",
        estate=get_estate(estate_id),
        survey=found,
        name=block[1],
        result=block[2],
    )


@bp.route(f"{_SURVEY}/homes/<int:part_id>", methods=["GET", "POST"])
@requires(Permission.PLAN_SPEAK)
def wish(estate_id: int, survey_id: int, part_id: int) -> ResponseReturnValue:
    """A household's answer; until the end it may be given anew."""
    found = queries.get_survey(estate_id, survey_id)
    part = next((p for p in homes.list_own_dwellings(estate_id, account().id) if p.id == part_id), None)
    if part is None:
        not_here()
    up = url_for(".survey", estate_id=estate_id, survey_id=survey_id)
    if found.closed_at is not None or clock.now() >= found.closes_at:
        return refuse(SurveyEnded(), up)
    held = queries.find_answer(found.id, part.id)
    form = wish_form(found.content, held.said if held else None)
    if form.submitted() and _keep(found, part.id, form):
        flash(_("收到了，谢谢您。结束以前可以再改。"))
        return redirect(up, 303)
    return render_template(
        "plans/wish.html", survey=found, home=address(part), form=form, up=up, again=held is not None
    )


def _keep(of: WishSurvey, part_id: int, form: WishForm) -> bool:
    by = Actor(account().id, account().display_name)
    try:
        with transaction():
            fresh = queries.get_survey(of.estate_id, of.id)
            services.answer(fresh, part_id, form.said(), by=by, now=clock.now())
    except RuleViolated as refusal:
        form.refuse(refusal)
        return False
    return True
