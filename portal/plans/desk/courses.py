"""Staff pages on lifts, pipes and houses on their way."""

from collections.abc import Sequence
from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice

from portal.communities.queries import get_estate, list_buildings, list_entrances
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.plans import beyond, facts, papers, words
from portal.plans.course_steps import MEDIATED, next_step, route, step_name
from portal.plans.desk.blueprint import bp, deed_by, plan_url
from portal.plans.forms.courses import FACTS, BeginForm, GiveUpForm, LiftForm, StepForm
from portal.plans.models import Course, CourseKind
from portal.plans.queries import courses as queries
from portal.plans.services import courses as services
from portal.web import clock
from portal.web.forms import Form
from portal.web.guard import not_here, requires

_COURSES = "/estates/<int:estate_id>/courses"
_COURSE = f"{_COURSES}/<int:course_id>"


def to_course(estate_id: int, course_id: int) -> Response:
    return redirect(url_for(".course", estate_id=estate_id, course_id=course_id), 303)


@bp.get(_COURSES)
@requires(Permission.DESK_READ)
def courses(estate_id: int) -> ResponseReturnValue:
    """All of them, with where each stands."""
    return render_template(
        "plans/desk/courses.html",
        estate=get_estate(estate_id),
        courses=queries.list_courses(estate_id),
        kinds=CourseKind,
        step_name=step_name,
        up=plan_url(estate_id),
        words=words,
    )


@bp.route(f"{_COURSES}/new/<any(lift, pipeline, rebuild):kind>", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def begin_course(estate_id: int, kind: str) -> ResponseReturnValue:
    """Where it is, and what it is called."""
    of = CourseKind(kind)
    form = BeginForm(data={"title": words.COURSE_KINDS[of]})
    form.place.choices = _places(estate_id, of)
    if form.submitted():
        place = form.place.data or None
        beginning = services.Beginning(
            of,
            form.title.data,
            entrance_id=place if of is CourseKind.LIFT else None,
            building_id=place if of is CourseKind.REBUILD else None,
        )
        try:
            with transaction():
                made = services.begin(
                    estate_id, beginning, by=deed_by(), now=clock.now(), once=form.once.data
                )
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            return redirect(url_for(".course_facts", estate_id=estate_id, course_id=made.id), 303)
    up = url_for(".courses", estate_id=estate_id)
    return render_template("plans/desk/begin_course.html", form=form, kind=words.COURSE_KINDS[of], up=up)


def _places(estate_id: int, kind: CourseKind) -> Sequence[SelectChoice]:
    if kind is CourseKind.LIFT:
        return [
            SelectChoice(each.id, f"{each.building.name}{each.name}") for each in list_entrances(estate_id)
        ]
    if kind is CourseKind.REBUILD:
        return [SelectChoice(each.id, each.name) for each in list_buildings(estate_id)]
    return [SelectChoice(0, _("全小区"))]


@bp.get(_COURSE)
@requires(Permission.DESK_READ)
def course(estate_id: int, course_id: int) -> ResponseReturnValue:
    """Every step, what is known, what owners downstairs ask for, and the button of the next step."""
    found = queries.get_course(estate_id, course_id)
    known = services.facts_of(found)
    now = clock.now()
    return render_template(
        "plans/desk/course.html",
        estate=get_estate(estate_id),
        course=found,
        facts=known,
        route=route(found.kind, known),
        next=next_step(found.kind, known, found.step) if not found.ended_at else None,
        step_name=step_name,
        vote=next((v for v in beyond.votes_about(found.entrance, now) if v.id == found.vote_id), None),
        scheme=next((s for s in beyond.schemes_about(found.entrance, now) if s.id == found.scheme_id), None),
        extra=facts.EXTRA_PERCENT,
        words=words,
    )


@bp.route(f"{_COURSE}/facts", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def course_facts(estate_id: int, course_id: int) -> ResponseReturnValue:
    """All that has to be known of it."""
    found = queries.get_course(estate_id, course_id)
    form = _facts_form(found)
    if form.submitted():
        try:
            with transaction():
                fresh = queries.get_course(estate_id, course_id)
                _put_facts(fresh, form)
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("已保存。"))
            return to_course(estate_id, course_id)
    found = queries.get_course(estate_id, course_id)
    return render_template("plans/desk/course_facts.html", form=form, course=found, words=words)


def _put_facts(course: Course, form: Form) -> None:
    services.put_facts(course, form.facts(), by=deed_by(), now=clock.now())
    if isinstance(form, LiftForm):
        services.link(course, vote_id=form.vote.data or None, scheme_id=form.scheme.data or None)


def _facts_form(of: Course) -> Form:
    known = services.facts_of(of)
    if not isinstance(known, facts.LiftFacts):
        form: Form = FACTS[of.kind](obj=known)
        return form
    lift = LiftForm.of(known, of.vote_id, of.scheme_id)
    now = clock.now()
    lift.offer(beyond.votes_about(of.entrance, now), beyond.schemes_about(of.entrance, now))
    return lift


@bp.route(f"{_COURSE}/step", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def take_course_step(estate_id: int, course_id: int) -> ResponseReturnValue:
    """Put the next step down."""
    found = queries.get_course(estate_id, course_id)
    step = next_step(found.kind, services.facts_of(found), found.step)
    if step is None or found.ended_at is not None:
        return to_course(estate_id, course_id)
    form = StepForm(data={"done_on": _today()})
    if form.submitted():
        try:
            with transaction():
                fresh = queries.get_course(estate_id, course_id)
                services.take_step(fresh, form.done(), by=deed_by(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("已记下：%(step)s。", step=_(step.name)))
            return to_course(estate_id, course_id)
    found = queries.get_course(estate_id, course_id)
    return render_template("plans/desk/course_step.html", form=form, course=found, step=step)


def _today() -> date:
    return clock.now().astimezone(clock.CHINA).date()


@bp.route(f"{_COURSE}/mediation", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def mediate(estate_id: int, course_id: int) -> ResponseReturnValue:
    """Put a mediation on record."""
    form = StepForm(data={"done_on": _today()})
    if form.submitted():
        try:
            with transaction():
                fresh = queries.get_course(estate_id, course_id)
                services.mediate(fresh, form.done(), by=deed_by(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("调解已记下。"))
            return to_course(estate_id, course_id)
    found = queries.get_course(estate_id, course_id)
    return render_template("plans/desk/course_step.html", form=form, course=found, step=MEDIATED)


@bp.route(f"{_COURSE}/end", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def give_up_course(estate_id: int, course_id: int) -> ResponseReturnValue:
    """It does not go on; everybody reads why."""
    form = GiveUpForm()
    if form.submitted():
        try:
            with transaction():
                fresh = queries.get_course(estate_id, course_id)
                services.give_up(fresh, form.why.data, by=deed_by(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("已记下不办了。"))
            return to_course(estate_id, course_id)
    found = queries.get_course(estate_id, course_id)
    return render_template("plans/desk/give_up_course.html", form=form, course=found)


@bp.get(f"{_COURSE}/notice.pdf")
@requires(Permission.DESK_READ)
def pipe_notice(estate_id: int, course_id: int) -> ResponseReturnValue:
    """管线改造书面告知 to the company, one page of A4."""
    found = queries.get_course(estate_id, course_id)
    if found.kind is not CourseKind.PIPELINE:
        not_here()
    content = papers.pipe_notice_pdf(found, get_estate(estate_id), clock.now())
    headers = {"Content-Disposition": f"inline; filename=notice-{found.id}.pdf", "Cache-Control": "no-store"}
    return Response(content, mimetype="application/pdf", headers=headers)
