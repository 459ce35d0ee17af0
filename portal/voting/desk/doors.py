"""扫楼, for the clerk's phone: worst buildings first, a building's doors, one door, lists taken along."""

from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.domain.stages import RUNNING
from portal.permissions import Permission
from portal.voting import queries
from portal.voting.desk.blueprint import VOTE, actor, bp
from portal.voting.desk.pictures import PICTURES, picture, proof
from portal.voting.forms.doors import BringForm, HandOverForm, TakeForm, VisitForm
from portal.voting.models import Vote
from portal.voting.progress import buildings, progress
from portal.voting.queries.ballots import find_counted_ballot, find_pending_ballot
from portal.voting.queries.papers import get_voter
from portal.voting.queries.visits import (
    count_visits,
    get_list,
    get_part,
    get_visit,
    list_colleagues,
    list_deliveries_of,
    list_parts_in,
    list_taken,
    list_visits,
)
from portal.voting.rounds import on_the_phone, rows_of
from portal.voting.services.casting import takes_papers
from portal.voting.services.visiting import bring_in, give_back, hand_over, take_along, visit
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import account, allowed, requires
from portal.web.i18n import gettext, say
from portal.web.uploads import discard_picture

_DOORS = f"{VOTE}/doors"
_LIST = f"{_DOORS}/lists/<int:list_id>"


@bp.get(_DOORS)
@requires(Permission.VOTE_READ)
def doors(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Where to go next, how many homes are still needed, who has which building."""
    vote, now = queries.get_vote(vote_id, estate_id=estate_id), clock.now()
    shown = progress(vote, now) if vote.state in RUNNING and now < vote.closes_at else None
    found = shown.buildings if shown else buildings(vote)
    if not found:
        abort(404)  # a draft has no voters yet
    page = {"progress": shown, "buildings": found, "taken": list_taken(vote_id), "now": now}
    return render_template("voting/desk/doors.html", vote=vote, visits=count_visits(vote_id), **page)


@bp.get(f"{_DOORS}/in")
@requires(Permission.VOTE_READ)
def building_doors(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """The doors of one building with what is known of each."""
    vote, now = queries.get_vote(vote_id, estate_id=estate_id), clock.now()
    name = request.args.get("building", "")
    known = [building for building in buildings(vote) if building.name == name] or abort(404)
    here = [each for each in list_taken(vote_id) if each.doors.building == name]
    page = {"building": known[0], "grid": rows_of(vote, name), "taken": here, "now": now}
    form = TakeForm(data={"building": name})
    return render_template(
        "voting/desk/building_doors.html", vote=vote, take=form, takes=_takes(vote), me=account().id, **page
    )


def _takes(vote: Vote) -> bool:
    """Whether this person may write visits down now."""
    return takes_papers(vote) and allowed(Permission.BALLOT_ENTER, estate_id=vote.estate_id)


@bp.get(f"{_DOORS}/<int:part_id>")
@requires(Permission.VOTE_READ)
def door(estate_id: int, vote_id: int, part_id: int) -> ResponseReturnValue:
    """One door: what happened here, and what is to be written down."""
    return _door(queries.get_vote(vote_id, estate_id=estate_id), part_id, VisitForm())


def _door(vote: Vote, part_id: int, form: VisitForm) -> str:
    part = get_part(vote.id, part_id)
    back = find_counted_ballot(part.voter_id)
    page: dict[str, Any] = {
        "voter": get_voter(vote.id, part.voter_id),
        "visits": list_visits(vote.id, part_id),
        "deliveries": list_deliveries_of(part.voter_id),
        "back": back,
        "waits": back is None and find_pending_ballot(part.voter_id) is not None,
    }
    page |= {"part": part, "form": form, "takes": _takes(vote)}
    return render_template("voting/desk/door.html", vote=vote, **page)


@bp.post(f"{_DOORS}/<int:part_id>")
@requires(Permission.BALLOT_ENTER)
def write_visit(estate_id: int, vote_id: int, part_id: int) -> ResponseReturnValue:
    """What came of standing there; on to the next door of the building."""
    vote, form = queries.get_vote(vote_id, estate_id=estate_id), VisitForm()
    building = get_part(vote_id, part_id).building
    if not form.submitted():
        return _door(vote, part_id, form)
    try:
        with proof(form.photos.data) as photo, transaction():
            part = get_part(vote_id, part_id)
            made = visit(part, form.seen(photo), by=actor(), now=clock.now())
            spare = photo if made.photo != photo else None
    except PICTURES as refusal:
        form.refuse(refusal, "photos")
    except RuleViolated as refusal:
        form.refuse(refusal)
    else:
        if spare:  # the second of two presses
            discard_picture(spare)
        flash(gettext("登记好了。"))
        back = url_for(".building_doors", estate_id=estate_id, vote_id=vote_id, building=building)
        return redirect(back, 303)
    return _door(vote, part_id, form)


@bp.get(f"{_DOORS}/visits/<int:visit_id>/photo")
@requires(Permission.VOTE_READ)
def visit_photo(estate_id: int, vote_id: int, visit_id: int) -> ResponseReturnValue:
    """What was photographed at a door, for staff and observers of the estate."""
    queries.get_vote(vote_id, estate_id=estate_id)
    return picture(get_visit(vote_id, visit_id).photo)


@bp.post(f"{_DOORS}/take")
@requires(Permission.BALLOT_ENTER)
def take_doors(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Put a building in the own hands for a day."""
    form, back = TakeForm(), url_for(".doors", estate_id=estate_id, vote_id=vote_id)
    if not form.submitted():
        return redirect(back, 303)
    try:
        with transaction():
            vote = queries.get_vote(vote_id, estate_id=estate_id)
            if not list_parts_in(vote_id, form.building.data):
                abort(404)
            made = take_along(vote, form.building.data, by=actor(), now=clock.now()).id
    except RuleViolated as refusal:
        return refuse(refusal, back)
    return redirect(url_for(".door_list", estate_id=estate_id, vote_id=vote_id, list_id=made), 303)


@bp.get(_LIST)
@requires(Permission.BALLOT_ENTER)
def door_list(estate_id: int, vote_id: int, list_id: int) -> ResponseReturnValue:
    """A list in somebody's hands: onto the phone, over to a colleague, or back."""
    return _list(queries.get_vote(vote_id, estate_id=estate_id), list_id, HandOverForm())


def _list(vote: Vote, list_id: int, form: HandOverForm) -> str:
    each = next((taken for taken in list_taken(vote.id) if taken.doors.id == list_id), None) or abort(404)
    if not form.to.choices:
        _offer(form, vote)
    now, which = clock.now(), each.doors
    out = which.ended_at is None and now < which.ends_at
    page = {"mine": which.holder_id == account().id, "out": out, "phone": on_the_phone(vote, which)}
    return render_template("voting/desk/door_list.html", vote=vote, each=each, form=form, **page)


def _offer(form: HandOverForm, vote: Vote) -> None:
    names = [(person.id, person.display_name) for person in list_colleagues(vote, account().id)]
    form.to.choices = [("", gettext("请选")), *names]


@bp.post(f"{_LIST}/visits")
@requires(Permission.BALLOT_ENTER)
def bring_visits(estate_id: int, vote_id: int, list_id: int) -> ResponseReturnValue:
    """From the phone's script: visits that were written down without a network, each kept once."""
    form = BringForm()
    try:
        brought = form.brought() if form.submitted() else None
    except ValueError:
        brought = None
    if brought is None:
        return jsonify(refused=gettext("手机里的记录读不懂，没有存。")), 400
    try:
        with transaction():
            queries.get_vote(vote_id, estate_id=estate_id)
            made = bring_in(get_list(vote_id, list_id), brought, by=actor(), now=clock.now())
            kept = [each.once for each in made]
    except RuleViolated as refusal:
        return jsonify(refused=say(refusal)), 409
    return jsonify(kept=kept)


@bp.post(f"{_LIST}/hand-over")
@requires(Permission.BALLOT_ENTER)
def hand_over_doors(estate_id: int, vote_id: int, list_id: int) -> ResponseReturnValue:
    """To a colleague by name; the own list is over at once."""
    vote, form = queries.get_vote(vote_id, estate_id=estate_id), HandOverForm()
    _offer(form, vote)
    if not form.submitted():
        return _list(vote, list_id, form)
    try:
        with transaction():
            own = get_list(vote_id, list_id)
            hand_over(own, form.to.data, form.note.data, by=actor(), now=clock.now())
    except RuleViolated as refusal:
        form.refuse(refusal)
        return _list(queries.get_vote(vote_id, estate_id=estate_id), list_id, form)
    flash(gettext("已交接，对方在“上门”里看得到。这部手机上的清单已清除。"))
    return redirect(url_for(".doors", estate_id=estate_id, vote_id=vote_id), 303)


@bp.post(f"{_LIST}/back")
@requires(Permission.BALLOT_ENTER)
def give_back_doors(estate_id: int, vote_id: int, list_id: int) -> ResponseReturnValue:
    """The round is over."""
    back = url_for(".doors", estate_id=estate_id, vote_id=vote_id)
    try:
        with transaction():
            queries.get_vote(vote_id, estate_id=estate_id)
            give_back(get_list(vote_id, list_id), by=actor(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, back)
    flash(gettext("清单已收回，这部手机上的也清除了。"))
    return redirect(back, 303)
