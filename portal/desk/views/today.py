"""Staff pages that join features: today's work, the estates in scope, one estate's overview."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice

from portal.accounts.queries import list_grants
from portal.audit.services import record
from portal.communities.directory import get_street, list_places, list_streets
from portal.communities.models import Estate
from portal.communities.queries import get_estate
from portal.communities.services.places import change_estate, create_estate, find_or_make_street
from portal.db import transaction
from portal.desk import queries
from portal.desk import today as work
from portal.desk.first_steps import current, first_steps
from portal.desk.forms import NO_STREET, EstateForm, NewEstateForm
from portal.desk.views.blueprint import actor, bp
from portal.domain.bodies import BODIES
from portal.domain.deadlines import local_day
from portal.domain.errors import RuleViolated
from portal.domain.stages import NAMES
from portal.exports.three_figures import three_figures
from portal.jobs import queries as jobs
from portal.jobs import schedule
from portal.jobs.services import again
from portal.jobs.words import KIND_NAMES
from portal.permissions import Permission, Role
from portal.plans.queries import summaries
from portal.voting import queries as voting
from portal.web import clock
from portal.web.guard import account, allowed, requires
from portal.web.i18n import say


@bp.get("/")
@requires(Permission.DESK_READ)
def today() -> ResponseReturnValue:
    """What waits for this person, over all estates in scope."""
    now = clock.now()
    return render_template(
        "desk/today.html",
        work=work.build(list_grants(account().id), now, account().id),
        now=now,
        today=local_day(now),
        bodies=BODIES,
    )


@bp.get("/estates")
@requires(Permission.DESK_READ)
def estates() -> ResponseReturnValue:
    """The estates in scope, each with roll, plan and open votes."""
    grants = list_grants(account().id)
    words = request.args.get("q", "").strip()[:40]
    places = list_places(words, within=work.scope(grants, Permission.DESK_READ))
    ids = [place.id for place in places]
    return render_template(
        "desk/estates.html",
        words=words,
        places=places,
        rolls=queries.rolls(ids),
        plans=summaries(ids),
        votes=queries.count_open_votes(ids, clock.now()),
        names=NAMES,
    )


@bp.get("/estates/<int:estate_id>")
@requires(Permission.DESK_READ)
def estate(estate_id: int) -> ResponseReturnValue:
    """One estate: its roll, plan, votes, cases and lifts, each with the way on."""
    now = clock.now()
    roll = queries.rolls([estate_id]).get(estate_id)
    votes = voting.list_votes(estate_id, drafts=True)
    leads = allowed(Permission.VOTE_PREPARE, estate_id=estate_id)
    steps = first_steps(estate_id, roll, votes, now) if leads else []
    return render_template(
        "desk/estate.html",
        estate=get_estate(estate_id),
        roll=roll,
        steps=steps,
        next_step=current(steps),
        plan=summaries([estate_id]).get(estate_id),
        votes=[(vote, voting.state_of(vote, now)) for vote in votes[:5]],
        running=queries.list_open_votes([estate_id], now),
        cases=queries.count_cases([estate_id])[estate_id],
        claims=queries.count_claims([estate_id])[estate_id],
        lifts=queries.count_open_schemes([estate_id]).get(estate_id, 0),
        names=NAMES,
    )


@bp.get("/figures")
@requires(Permission.DESK_READ)
def figures() -> ResponseReturnValue:
    """参与度, 知晓度, 满意度 of the estates in scope, beside each other."""
    places = list_places(within=work.scope(list_grants(account().id), Permission.DESK_READ))
    found = three_figures([place.id for place in places], clock.now())
    return render_template("desk/figures.html", places=places, figures=found)


@bp.get("/works")
@requires(Permission.WORKS_READ)
def works() -> ResponseReturnValue:
    """What the portal does by itself: what runs, what failed, what waits."""
    now = clock.now()
    recurring = schedule.recurring()
    return render_template(
        "desk/works.html",
        works=sorted(recurring.values(), key=lambda each: each.name),
        says={name: say(each.rhythm.says) for name, each in recurring.items()},
        following={name: each.rhythm.next(now) for name, each in recurring.items()},
        past=jobs.list_schedules(),
        waiting=jobs.count_waiting(now),
        failed=jobs.list_failed(),
        names=KIND_NAMES,
        now=now,
    )


@bp.post("/works/<int:job_id>/retry")
@requires(Permission.WORKS_READ)
def retry(job_id: int) -> ResponseReturnValue:
    """Have a job that was given up tried again."""
    now = clock.now()
    with transaction():
        job = again(now, job_id)
        record(now, actor(), "job.retry", f"job:{job.id}", name=job.kind)
    flash(_("会再试一次。"))
    return redirect(url_for(".works"), 303)


@bp.route("/estates/new", methods=["GET", "POST"])
@requires(Permission.ESTATE_MANAGE)
def new_estate() -> ResponseReturnValue:
    """An estate in one of the streets that the person answers for."""
    form = _new_form()
    if form.submitted():
        try:
            with transaction():
                made = _create(form)
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("“%(name)s”已登记，下一步导入业主名册。", name=form.name.data))
            return redirect(url_for(".estate", estate_id=made.id), 303)
    return render_template("desk/new_estate.html", form=form)


def _new_form() -> NewEstateForm:
    form = NewEstateForm()
    streets = list_streets(work.scope(list_grants(account().id), Permission.ESTATE_MANAGE))
    form.street.choices = [SelectChoice(street.id, street.name) for street in streets]
    if Role.DISTRICT not in account().roles_at():
        del form.new_street
    else:
        form.street.choices.append(SelectChoice(NO_STREET, _("另写一个")))
    return form


def _create(form: NewEstateForm) -> Estate:
    new = form.street.data == NO_STREET
    street = find_or_make_street(form.new_street.data) if new else get_street(form.street.data)
    return create_estate(street, form.name.data, form.office(), by=actor(), now=clock.now())


@bp.route("/estates/<int:estate_id>/edit", methods=["GET", "POST"])
@requires(Permission.ESTATE_MANAGE)
def edit_estate(estate_id: int) -> ResponseReturnValue:
    """Another name, or another contact of its community."""
    shown = get_estate(estate_id)
    office = shown.community
    said = {"community": office.name, "contact": office.contact, "phone": office.phone, "hours": office.hours}
    form = EstateForm(data={"name": shown.name, **said})
    if form.submitted():
        try:
            with transaction():
                found = get_estate(estate_id)
                change_estate(found, form.name.data, form.office(), by=actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("已保存。"))
            return redirect(url_for(".estate", estate_id=estate_id), 303)
    return render_template("desk/edit_estate.html", form=form, estate_id=estate_id)
