"""加装电梯, 管线改造, 自建联建 for everybody: which steps there are, which papers, and how far each is."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.queries import may_act_for
from portal.audit.services import Actor
from portal.communities.models import Part
from portal.communities.queries import get_estate
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.plans import beyond, facts, words
from portal.plans.course_steps import HERITAGE, MEDIATED, next_step, route, step_name
from portal.plans.forms.courses import CompensationForm
from portal.plans.models import Course, CourseKind
from portal.plans.queries import courses as queries
from portal.plans.services import courses as services
from portal.plans.views.blueprint import bp
from portal.web import clock
from portal.web.guard import account, current_account, not_here, public, requires


@bp.get("/estates/<int:estate_id>/courses")
@public
def courses(estate_id: int) -> ResponseReturnValue:
    """What is on its way, by kind; and how one gets there, with the papers it needs."""
    found = queries.list_courses(estate_id)
    return render_template(
        "plans/courses.html",
        estate=get_estate(estate_id),
        groups={kind: [each for each in found if each.kind is kind] for kind in CourseKind},
        routes={kind: route(kind) for kind in CourseKind},
        heritage=HERITAGE,
        step_name=step_name,
        words=words,
    )


@bp.get("/estates/<int:estate_id>/courses/<int:course_id>")
@public
def course(estate_id: int, course_id: int) -> ResponseReturnValue:
    """Every step: done when, by which paper; what comes next, by whom, and what it needs."""
    found = queries.get_course(estate_id, course_id)
    known = services.facts_of(found)
    now = clock.now()
    return render_template(
        "plans/course.html",
        estate=get_estate(estate_id),
        course=found,
        facts=known,
        route=route(found.kind, known),
        next=next_step(found.kind, known, found.step) if not found.ended_at else None,
        done={each.step: each for each in found.steps},
        mediations=[each for each in found.steps if each.step == MEDIATED.key],
        vote=next((v for v in beyond.votes_about(found.entrance, now) if v.id == found.vote_id), None),
        scheme=next((s for s in beyond.schemes_about(found.entrance, now) if s.id == found.scheme_id), None),
        own=_own(found),
        extra=facts.EXTRA_PERCENT,
        words=words,
    )


def _own(of: Course) -> list[Part]:
    """Homes downstairs that whoever asks may speak for."""
    who = current_account()
    if who is None or of.kind is not CourseKind.LIFT:
        return []
    return [part for part in queries.list_low_homes(of) if may_act_for(who.id, part.party_id)]


@bp.route("/estates/<int:estate_id>/courses/<int:course_id>/homes/<int:part_id>", methods=["GET", "POST"])
@requires(Permission.PLAN_SPEAK)
def ask_compensation(estate_id: int, course_id: int, part_id: int) -> ResponseReturnValue:
    """What an owner downstairs asks for."""
    found = queries.get_course(estate_id, course_id)
    part = next((each for each in _own(found) if each.id == part_id), None)
    if part is None:
        not_here()
    form = CompensationForm()
    up = url_for(".course", estate_id=estate_id, course_id=course_id)
    if form.submitted():
        try:
            with transaction():
                fresh = queries.get_course(estate_id, course_id)
                low = next(each for each in queries.list_low_homes(fresh) if each.id == part_id)
                asked = services.Asked(low, form.text.data, form.amount.data)
                by = Actor(account().id, account().display_name)
                services.ask(fresh, asked, by=by, now=clock.now(), once=form.once.data)
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("收到了。社区会来和您谈，答复了告诉您。"))
            return redirect(up, 303)
    found = queries.get_course(estate_id, course_id)
    return render_template("plans/ask_compensation.html", course=found, form=form, up=up)
