"""Resident pages on matters raised."""

from collections.abc import Sequence

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice

from portal.accounts.models import Residency
from portal.accounts.queries import list_homes
from portal.audit.services import Actor
from portal.communities.queries import get_estate, list_buildings
from portal.db import transaction
from portal.domain.bodies import Body, Topic
from portal.domain.errors import RuleViolated
from portal.domain.handling import LEVELS, last_day
from portal.feedback import queries, services, words
from portal.feedback.errors import ReasonNeeded, TooManyPhotos
from portal.feedback.forms import CaseForm, LastWordForm
from portal.feedback.models import Case, CasePhoto
from portal.permissions import Permission, Role
from portal.web import clock
from portal.web.forms import Form
from portal.web.guard import account, allowed, not_here, requires, signed_in
from portal.web.i18n import say
from portal.web.uploads import (
    NotAPicture,
    PictureBroken,
    PictureTooLarge,
    discard_picture,
    kept_pictures,
    picture_path,
)

bp = Blueprint("feedback", __name__)

OF_PHOTOS = (NotAPicture, PictureBroken, PictureTooLarge, TooManyPhotos)


def _actor() -> Actor:
    return Actor(account().id, account().display_name)


@bp.get("/estates/<int:estate_id>/cases")
@requires(Permission.CASE_RAISE)
def mine(estate_id: int) -> ResponseReturnValue:
    """What I raised in this estate, first what waits for my word."""
    page = queries.list_own(account().id, estate_id, request.args.get("page", 1, type=int))
    return render_template(
        "feedback/mine.html",
        estate_id=estate_id,
        page=page,
        supported=queries.list_supported(account().id, estate_id),
        words=words,
    )


@bp.route("/estates/<int:estate_id>/cases/new", methods=["GET", "POST"])
@requires(Permission.CASE_RAISE)
def raise_case(estate_id: int) -> ResponseReturnValue:
    """Words, photos, where, of which kind; what neighbours raised already is shown before a second one."""
    form = CaseForm()
    form.part.choices = _places(estate_id)
    alike: Sequence[Case] = ()
    if form.submitted():
        alike = queries.list_alike(estate_id, form.text.data, account().id) if not form.anyway.data else ()
        made = _raise(estate_id, form) if not alike else None
        if made is not None:
            return redirect(url_for(".trail", estate_id=estate_id, case_id=made.id, sent=1), 303)
        form.anyway.data = "1" if alike else form.anyway.data
    return render_template(
        "feedback/raise_case.html",
        estate_id=estate_id,
        form=form,
        alike=alike,
        near=queries.list_shared(estate_id, limit=3) if request.method == "GET" else (),
        words=words,
    )


def _places(estate_id: int) -> list[SelectChoice]:
    homes: Sequence[Residency] = list_homes(account().id)
    mine = [
        SelectChoice(str(home.part_id), _("%(place)s（我家）", place=_address(home)))
        for home in homes
        if home.estate_id == estate_id
    ]
    buildings = [
        SelectChoice(f"b{each.id}", _("%(building)s的楼道、屋顶、外墙", building=each.name))
        for each in list_buildings(estate_id)
    ]
    return [*mine, SelectChoice("0", _("小区公共地方，或别处")), *buildings]


def _address(home: Residency) -> str:
    entrance = home.part.entrance
    return f"{entrance.building.name}{entrance.name}{home.part.room}"


def _raise(estate_id: int, form: CaseForm) -> Case | None:
    """The case that is on record now; else the form says why not, with all its words kept."""
    photos = form.photos.data or []
    try:
        if len(photos) > services.MOST_PHOTOS:
            raise TooManyPhotos(most=services.MOST_PHOTOS)
        with kept_pictures(photos) as keys:
            return _raise_with(estate_id, form, keys)
    except OF_PHOTOS as refusal:
        form.refuse(refusal, "photos")
    except RuleViolated as refusal:
        form.refuse(refusal)
    return None


def _number(text: str) -> int | None:
    return int(text) or None if text.isdecimal() else None


def _raise_with(estate_id: int, form: CaseForm, keys: Sequence[str]) -> Case:
    matter = services.Matter(
        category=form.category.data,
        text=form.text.data,
        place=form.place.data,
        part_id=_number(form.part.data),
        photos=keys,
        building_id=_number(form.part.data[1:]) if form.part.data.startswith("b") else None,
        topic=None if form.topic.data is Topic.UNKNOWN else form.topic.data,
        shared=form.shared.data,
        item_id=request.args.get("item", type=int),
        vote_id=request.args.get("vote", type=int),
        scheme_id=request.args.get("lift", type=int),
    )
    with transaction():
        made = services.raise_case(estate_id, matter, once=form.once.data, by=_actor(), now=clock.now())
        held = {photo.key for photo in made.photos}
    for key in set(keys) - held:  # a second tap: the case has the pictures of the first
        discard_picture(key)
    return made


@bp.route("/estates/<int:estate_id>/cases/<int:case_id>", methods=["GET", "POST"])
@requires(Permission.CASE_RAISE)
def trail(estate_id: int, case_id: int) -> ResponseReturnValue:
    """Every step so far; after an answer, whether it is solved."""
    form = LastWordForm()
    if form.submitted() and _say(estate_id, case_id, form):
        return redirect(url_for(".trail", estate_id=estate_id, case_id=case_id), 303)
    case = queries.get_own_case(estate_id, case_id, account().id)
    estate = get_estate(estate_id)
    return render_template(
        "feedback/trail.html",
        estate=estate,
        case=case,
        form=form,
        sent="sent" in request.args,
        contact=queries.contact_of(case.body, estate) if case.body else None,
        levels=LEVELS,
        last_day=last_day,
        asked=_is_asked(case),
        words=words,
    )


def _is_asked(case: Case) -> bool:
    """Whether somebody asked, weeks later, and has no word yet."""
    said = any(step.at >= case.asked_again_at for step in case.steps) if case.asked_again_at else True
    return not said


@bp.post("/estates/<int:estate_id>/cases/<int:case_id>/lasting")
@requires(Permission.CASE_RAISE)
def lasting(estate_id: int, case_id: int) -> ResponseReturnValue:
    """Weeks later: it is still good."""
    form = Form()
    if form.submitted():
        with transaction():
            case = queries.get_own_case(estate_id, case_id, account().id)
            services.still_good(case, once=form.once.data, by=_actor(), now=clock.now())
        flash(_("谢谢，记下了。"))
    return redirect(url_for(".trail", estate_id=estate_id, case_id=case_id), 303)


@bp.get("/estates/<int:estate_id>/cases/shared")
@requires(Permission.CASE_RAISE)
def shared(estate_id: int) -> ResponseReturnValue:
    """What neighbours raised and let others read."""
    cases = queries.list_shared(estate_id, limit=100)
    return render_template("feedback/shared.html", estate_id=estate_id, cases=cases, words=words)


@bp.get("/estates/<int:estate_id>/cases/shared/<int:case_id>")
@requires(Permission.CASE_RAISE)
def shared_case(estate_id: int, case_id: int) -> ResponseReturnValue:
    """One of them, without who raised it; 附议 in place of a second one."""
    case = queries.get_shared(estate_id, case_id)
    estate = get_estate(estate_id)
    return render_template(
        "feedback/shared_case.html",
        estate=estate,
        case=case,
        contact=queries.contact_of(case.body, estate) if case.body else None,
        mine=case.account_id == account().id,
        joined=queries.supports(case_id, account().id),
        words=words,
    )


@bp.post("/estates/<int:estate_id>/cases/shared/<int:case_id>/join")
@requires(Permission.CASE_RAISE)
def join(estate_id: int, case_id: int) -> ResponseReturnValue:
    """Put one's name to it."""
    try:
        with transaction():
            services.join(queries.get_shared(estate_id, case_id), by=_actor(), now=clock.now())
    except RuleViolated as refusal:
        flash(say(refusal), "refusal")
    else:
        flash(_("附议好了，有进展一样告诉您。"))
    return redirect(url_for(".shared_case", estate_id=estate_id, case_id=case_id), 303)


def _say(estate_id: int, case_id: int, form: LastWordForm) -> bool:
    """Whether the resident's word is on record now; else the form says why not."""
    once, by, now = form.once.data, _actor(), clock.now()
    try:
        with transaction():
            case = queries.get_own_case(estate_id, case_id, account().id)
            if form.solved.data:
                services.confirm(case, once=once, by=by, now=now)
            else:
                services.reopen(case, form.words.data, once=once, by=by, now=now)
    except ReasonNeeded as refusal:
        form.refuse(refusal, "words")
    except RuleViolated as refusal:
        form.refuse(refusal)
    else:
        flash(_("谢谢您确认。") if form.solved.data else _("已退回重新办理，办好了再请您看。"))
    return not form.errors


@bp.get("/estates/<int:estate_id>/cases/<int:case_id>/photos/<int:photo_id>")
@signed_in
def photo(estate_id: int, case_id: int, photo_id: int) -> ResponseReturnValue:
    """A picture, for who raised the case and for the staff of the estate; for neighbours once released."""
    found = queries.get_photo(estate_id, case_id, photo_id)
    key = _key_for(found, estate_id)
    try:
        content = picture_path(key, small="small" in request.args).read_bytes()
    except FileNotFoundError:  # a database that came back without its pictures
        not_here()
    return Response(content, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})


def _key_for(found: CasePhoto, estate_id: int) -> str:
    """The original for its author and staff, the blurred one for neighbours; else nothing is there."""
    inside = found.case.account_id == account().id or allowed(Permission.CASE_READ, estate_id=estate_id)
    if inside or found.case.body in _handled(estate_id):
        return found.blurred_key if "blurred" in request.args and found.blurred_key else found.key
    if found.released_at is None or not allowed(Permission.CASE_RAISE, estate_id=estate_id):
        not_here()
    if not queries.is_shared(found.case):
        not_here()
    return found.blurred_key or found.key


def _handled(estate_id: int) -> frozenset[Body]:
    if Role.HANDLER not in account().roles_at(estate_id=estate_id):
        return frozenset()
    return queries.bodies_handled_by(account().id)
