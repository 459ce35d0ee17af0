"""A publication for everybody: what is laid open, what was said and answered; what touches a door."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.services.homes import address
from portal.audit.services import Actor
from portal.communities.queries import get_estate
from portal.db import transaction
from portal.domain.deadlines import local_day
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.plans import queries as plans
from portal.plans import words
from portal.plans.course_steps import step_name
from portal.plans.forms.publicity import RemarkForm
from portal.plans.models import Publicity, ReachWay
from portal.plans.queries import homes, places
from portal.plans.queries import publicity as queries
from portal.plans.queries.courses import list_courses
from portal.plans.services import publicity as services
from portal.plans.views.blueprint import bp
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import account, current_account, not_here, public, requires

_ONE = "/estates/<int:estate_id>/publicity/<int:publicity_id>"


@bp.get("/estates/<int:estate_id>/publicity")
@public
def publicities(estate_id: int) -> ResponseReturnValue:
    """All publications, the newest first."""
    return render_template(
        "plans/publicities.html",
        estate=get_estate(estate_id),
        publicities=queries.list_publicities(estate_id),
    )


@bp.get(_ONE)
@public
def publicity(estate_id: int, publicity_id: int) -> ResponseReturnValue:
    """What is laid open until when, what was said to each item and what the answer is, who knows."""
    found = queries.get_publicity(estate_id, publicity_id)
    remarks = queries.list_remarks(found.id)
    return render_template(
        "plans/publicity.html",
        estate=get_estate(estate_id),
        publicity=found,
        items=plans.list_items(found.version.project_id),
        remarks=queries.by_item(remarks),
        all=remarks,
        known=queries.known_of(found),
        own=_own(found),
        open=_is_open(found),
        words=words,
    )


def _is_open(of: Publicity) -> bool:
    return of.ended_at is None and of.opens_on <= local_day(clock.now()) <= of.closes_on


def _own(of: Publicity) -> list[tuple[int, str, bool]]:
    """Homes of whoever asks, and whether each has said that it read this."""
    who = current_account()
    if who is None or who.is_staff:
        return []
    ways = queries.reached(of.id)
    return [
        (part.id, address(part), ReachWay.OPENED in ways.get(part.id, frozenset()))
        for part in homes.list_own_dwellings(of.estate_id, who.id)
    ]


@bp.post(f"{_ONE}/homes/<int:part_id>/read")
@requires(Permission.PLAN_SPEAK)
def say_read(estate_id: int, publicity_id: int, part_id: int) -> ResponseReturnValue:
    """The household says that it has read it."""
    up = url_for(".publicity", estate_id=estate_id, publicity_id=publicity_id)
    by = Actor(account().id, account().display_name)
    try:
        with transaction():
            found = queries.get_publicity(estate_id, publicity_id)
            services.reach(found, [part_id], ReachWay.OPENED, by=by, now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, up)
    flash(_("记下了，谢谢您。"))
    return redirect(up, 303)


@bp.route(f"{_ONE}/say", methods=["GET", "POST"])
@requires(Permission.PLAN_SPEAK)
def say(estate_id: int, publicity_id: int) -> ResponseReturnValue:
    """A comment or an objection, to one item or to the whole."""
    found = queries.get_publicity(estate_id, publicity_id)
    up = url_for(".publicity", estate_id=estate_id, publicity_id=publicity_id)
    form = RemarkForm(data={"item": request.args.get("item", 0, type=int)})
    form.offer(plans.list_items(found.version.project_id))
    if form.submitted():
        by = Actor(account().id, account().display_name)
        try:
            with transaction():
                fresh = queries.get_publicity(estate_id, publicity_id)
                services.say(fresh, form.words(), by=by, now=clock.now(), once=form.once.data)
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("收到了。答复以后告诉您，也会公布，不显示是谁提的。"))
            return redirect(up, 303)
    return render_template("plans/say.html", publicity=found, form=form, up=up)


@bp.get("/estates/<int:estate_id>/entrances/<int:entrance_id>")
@public
def at_entrance(estate_id: int, entrance_id: int) -> ResponseReturnValue:
    """What the plan means for this entrance: its own items, those of the whole estate, lifts and houses."""
    door = places.get_entrance(estate_id, entrance_id)
    project = plans.find_published(estate_id) or not_here()
    here, everywhere = places.list_items_at(project.id, door)
    return render_template(
        "plans/at_entrance.html",
        estate=get_estate(estate_id),
        entrance=door,
        here=here,
        everywhere=everywhere,
        publicity=queries.find_running(estate_id),
        courses=[
            each
            for each in list_courses(estate_id)
            if each.entrance_id == door.id or each.building_id == door.building_id
        ],
        step_name=step_name,
        words=words,
    )
