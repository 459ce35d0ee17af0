"""Meetings of the leading group and special meetings, their decisions, and what became of them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice

from portal.accounts.queries import list_grants
from portal.communities.directory import list_places, list_streets
from portal.communities.queries import get_estate
from portal.db import transaction
from portal.desk.forms import KINDS, DecisionForm, MeetingForm, SettleForm
from portal.desk.models import Meeting, MeetingDecision, MeetingKind
from portal.desk.queries import meetings as reading
from portal.desk.services import decide, hold, settle
from portal.desk.services.meetings import Minutes, Task
from portal.desk.today import task_reach
from portal.desk.views.blueprint import actor, bp, reach
from portal.domain.bodies import BODIES, Body
from portal.domain.deadlines import local_day
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import account, not_here, requires

_DISTRICT = 0


def _reach() -> reading.Reach:
    return task_reach(list_grants(account().id), account().id)


@bp.get("/meetings")
@requires(Permission.DESK_READ)
def meetings() -> ResponseReturnValue:
    """Every meeting in reach with its decisions, and all tasks that are open; ``?late=1``: the overdue."""
    within, today = _reach(), local_day(clock.now())
    tasks = reading.list_tasks(within)
    late = [task for task in tasks if task.due_on < today]
    return render_template(
        "desk/meetings.html",
        meetings=reading.list_meetings(within),
        tasks=late if request.args.get("late") else tasks,
        counts=(len(tasks), len(late)),
        today=today,
        kinds=KINDS,
        bodies=BODIES,
    )


@bp.route("/meetings/new", methods=["GET", "POST"])
@requires(Permission.STEER_KEEP)
def new_meeting() -> ResponseReturnValue:
    """Write down a meeting; its decisions follow on its own page."""
    form, scope = MeetingForm(), reach(Permission.STEER_KEEP)
    choices = [SelectChoice(_DISTRICT, _("全区"))] if scope.everywhere else []
    form.street.choices = choices + [SelectChoice(each.id, each.name) for each in list_streets(scope)]
    if form.submitted():
        try:
            with transaction():
                made = hold(_minutes(form), once=form.once.data, by=actor(), now=clock.now()).id
        except RuleViolated as refusal:
            form.refuse(refusal, "held_at")
        else:
            flash(_("会议记下了，下面把定的事一件件加上。"))
            return redirect(url_for(".meeting", meeting_id=made), 303)
    return render_template("desk/new_meeting.html", form=form)


def _minutes(form: MeetingForm) -> Minutes:
    return Minutes(
        street_id=form.street.data or None,
        kind=MeetingKind(form.kind.data),
        title=form.title.data,
        held_at=form.held_at.data,
        place=form.place.data,
        chair=form.chair.data,
        attended=form.attended.data,
        minutes=form.minutes.data,
    )


def _keeps(meeting: Meeting) -> bool:
    """Whether this person writes on behalf of who held the meeting."""
    scope = reach(Permission.STEER_KEEP)
    return scope.everywhere or meeting.street_id in scope.street_ids


@bp.route("/meetings/<int:meeting_id>", methods=["GET", "POST"])
@requires(Permission.DESK_READ)
def meeting(meeting_id: int) -> ResponseReturnValue:
    """One meeting: minutes, decisions with who and when, and the form for the next decision."""
    found = reading.get_meeting(meeting_id, _reach())
    form = _decision_form(found) if _keeps(found) else None
    if form is not None and form.submitted() and _decide(meeting_id, form):
        return redirect(url_for(".meeting", meeting_id=meeting_id), 303)
    if form is None and request.method == "POST":
        not_here()
    return render_template(
        "desk/meeting.html",
        meeting=reading.get_meeting(meeting_id, _reach()),
        form=form,
        settling=SettleForm(formdata=None),
        mine={task.id for task in reading.list_tasks(_reach()) if _may_settle(task)},
        today=local_day(clock.now()),
        kinds=KINDS,
        bodies=BODIES,
    )


def _decision_form(meeting: Meeting) -> DecisionForm:
    form = DecisionForm()
    places = [
        place
        for place in list_places(within=reach(Permission.STEER_KEEP))
        if meeting.street_id in (None, place.street_id)
    ]
    form.estate.choices = [
        SelectChoice(0, _("不限小区")),
        *(SelectChoice(place.id, place.name) for place in places),
    ]
    return form


def _decide(meeting_id: int, form: DecisionForm) -> bool:
    try:
        with transaction():
            held = reading.get_meeting(meeting_id, _reach())
            estate = get_estate(form.estate.data) if form.estate.data else None
            due_on = form.due_on.data or local_day(clock.now())
            task = Task(form.text.data, Body(form.body.data), estate, due_on)
            decide(held, task, by=actor(), now=clock.now())
    except RuleViolated as refusal:
        form.refuse(refusal)
        return False
    flash(_("已交办。"))
    return True


@bp.post("/meetings/<int:meeting_id>/decisions/<int:decision_id>/done")
@requires(Permission.DESK_READ)
def settle_decision(meeting_id: int, decision_id: int) -> ResponseReturnValue:
    """The task is done: by who keeps the meeting, whose estate it is about, or who answers for the body."""
    form, back = SettleForm(), url_for(".meeting", meeting_id=meeting_id)
    try:
        with transaction():
            task = reading.get_decision(decision_id, _reach(), lock=True)
            if task.meeting_id != meeting_id or not _may_settle(task):
                not_here()
            settle(task, form.note.data or "", by=actor(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, back)
    flash(_("记下了，已办结。"))
    return redirect(back, 303)


def _may_settle(task: MeetingDecision) -> bool:
    """An observer reads and settles nothing."""
    within = _reach()
    if task.body in within.bodies or _keeps(reading.get_meeting(task.meeting_id, within)):
        return True
    return any(place.id == task.estate_id for place in list_places(within=reach(Permission.CASE_ANSWER)))
