"""Resident pages on matters raised."""

from collections.abc import Sequence

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice

from portal.accounts.models import Residency
from portal.accounts.queries import list_homes
from portal.audit.services import Actor
from portal.communities.queries import get_estate
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.feedback import queries, services, words
from portal.feedback.errors import ReasonNeeded, TooManyPhotos
from portal.feedback.forms import CaseForm, LastWordForm
from portal.feedback.models import Case
from portal.permissions import Permission
from portal.web import clock
from portal.web.guard import account, allowed, not_here, requires, signed_in
from portal.web.uploads import (
    NotAPicture,
    PictureBroken,
    PictureTooLarge,
    discard_picture,
    kept_pictures,
    picture_path,
)

bp = Blueprint("feedback", __name__)

_OF_PHOTOS = (NotAPicture, PictureBroken, PictureTooLarge, TooManyPhotos)


def _actor() -> Actor:
    return Actor(account().id, account().display_name)


@bp.get("/estates/<int:estate_id>/cases")
@requires(Permission.CASE_RAISE)
def mine(estate_id: int) -> ResponseReturnValue:
    """What I raised in this estate, first what waits for my word."""
    page = queries.list_own(account().id, estate_id, request.args.get("page", 1, type=int))
    return render_template("feedback/mine.html", estate_id=estate_id, page=page, words=words)


@bp.route("/estates/<int:estate_id>/cases/new", methods=["GET", "POST"])
@requires(Permission.CASE_RAISE)
def raise_case(estate_id: int) -> ResponseReturnValue:
    """Words, photos, where, and of which kind."""
    form = CaseForm()
    form.part.choices = _places(estate_id)
    if form.submitted():
        made = _raise(estate_id, form)
        if made is not None:
            return redirect(url_for(".trail", estate_id=estate_id, case_id=made.id, sent=1), 303)
    return render_template("feedback/raise_case.html", estate_id=estate_id, form=form)


def _places(estate_id: int) -> list[SelectChoice]:
    homes: Sequence[Residency] = list_homes(account().id)
    mine = [
        SelectChoice(home.part_id, _("%(place)s（我家）", place=_address(home)))
        for home in homes
        if home.estate_id == estate_id
    ]
    return [*mine, SelectChoice(0, _("小区公共地方，或别处"))]


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
    except _OF_PHOTOS as refusal:
        form.refuse(refusal, "photos")
    except RuleViolated as refusal:
        form.refuse(refusal)
    return None


def _raise_with(estate_id: int, form: CaseForm, keys: Sequence[str]) -> Case:
    matter = services.Matter(
        category=form.category.data,
        text=form.text.data,
        place=form.place.data,
        part_id=form.part.data or None,
        photos=keys,
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
    return render_template(
        "feedback/trail.html",
        estate=get_estate(estate_id),
        case=case,
        form=form,
        sent="sent" in request.args,
        words=words,
    )


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
    """A picture, for who raised the case and for the staff of the estate; nobody else learns of it."""
    found = queries.get_photo(estate_id, case_id, photo_id)
    if found.case.account_id != account().id and not allowed(Permission.CASE_READ, estate_id=estate_id):
        not_here()
    try:
        content = picture_path(found.key, small="small" in request.args).read_bytes()
    except FileNotFoundError:  # a database that came back without its pictures
        not_here()
    return Response(content, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})
