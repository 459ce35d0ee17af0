"""Reporting a matter without an account: a phone that a code proves, then what and where."""

from collections.abc import Sequence

from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice

from portal import crypto
from portal.accounts import sessions
from portal.accounts.forms.people import PhoneForm
from portal.accounts.services import codes, limits
from portal.communities.queries import get_estate, list_buildings
from portal.db import transaction
from portal.domain.bodies import Topic
from portal.domain.errors import RuleViolated
from portal.domain.masking import mask_phone
from portal.feedback import services
from portal.feedback.errors import TooManyPhotos
from portal.feedback.forms import ReportForm
from portal.feedback.models import Case
from portal.feedback.views.cases import OF_PHOTOS, bp
from portal.messages.outlets import offers_codes
from portal.web import clock
from portal.web.guard import public
from portal.web.uploads import discard_picture, kept_pictures

_ASKED, _DONE = "report_phone", "report_done"


def _purpose(estate_id: int) -> str:
    return f"report:{estate_id}"


@bp.route("/estates/<int:estate_id>/report", methods=["GET", "POST"])
@public
def report(estate_id: int) -> ResponseReturnValue:
    """Which phone? Without a contract for text messages: whom to call instead."""
    estate = get_estate(estate_id)
    form = PhoneForm() if offers_codes() else None
    if form is not None and form.submitted():
        try:
            phone = codes.clean_mobile(form.phone.data)
            with transaction():
                now = clock.now()
                limits.take(now, limits.SMS_FROM, sessions.caller())
                codes.send_code(now, phone, _purpose(estate_id), demo=estate.is_demo)
            session[_ASKED] = crypto.seal(phone).hex()  # the cookie is only signed
            return redirect(url_for(".report_matter", estate_id=estate_id), 303)
        except RuleViolated as refusal:
            form.refuse(refusal, "phone")
    return render_template("feedback/report.html", estate=estate, form=form)


@bp.route("/estates/<int:estate_id>/report/matter", methods=["GET", "POST"])
@public
def report_matter(estate_id: int) -> ResponseReturnValue:
    """What, where, and the code that came."""
    estate, sealed = get_estate(estate_id), session.get(_ASKED)
    if not isinstance(sealed, str):
        return redirect(url_for(".report", estate_id=estate_id), 303)
    phone, form = crypto.unseal(bytes.fromhex(sealed)), ReportForm()
    form.building.choices = [
        SelectChoice(0, _("小区公共地方，或别处")),
        *(SelectChoice(each.id, each.name) for each in list_buildings(estate_id)),
    ]
    if form.submitted():
        made = _report(estate_id, form, phone)
        if made is not None:
            session.pop(_ASKED, None)
            session[_DONE] = made.number
            return redirect(url_for(".reported", estate_id=estate_id), 303)
    return render_template("feedback/report_matter.html", estate=estate, form=form, phone=mask_phone(phone))


def _report(estate_id: int, form: ReportForm, phone: str) -> Case | None:
    """The case that is on record now; else the form says why not, with all its words kept."""
    photos = form.photos.data or []
    try:
        if len(photos) > services.MOST_PHOTOS:
            raise TooManyPhotos(most=services.MOST_PHOTOS)
        with transaction():
            codes.count_try(clock.now(), phone, _purpose(estate_id))
        with kept_pictures(photos) as keys:
            return _report_with(estate_id, form, phone, keys)
    except OF_PHOTOS as refusal:
        form.refuse(refusal, "photos")
    except RuleViolated as refusal:
        form.refuse(refusal, "code" if "Code" in type(refusal).__name__ else None)
    return None


def _report_with(estate_id: int, form: ReportForm, phone: str, keys: Sequence[str]) -> Case:
    matter = services.Matter(
        category=form.category.data,
        text=form.text.data,
        place=form.place.data,
        photos=keys,
        building_id=form.building.data or None,
        topic=None if form.topic.data is Topic.UNKNOWN else form.topic.data,
    )
    now = clock.now()
    with transaction():
        codes.spend(now, phone, _purpose(estate_id), form.code.data.strip())
        made = services.report(estate_id, matter, form.name.data, phone, once=form.once.data, now=now)
        held = {photo.key for photo in made.photos}
    for key in set(keys) - held:
        discard_picture(key)
    return made


@bp.get("/estates/<int:estate_id>/report/done")
@public
def reported(estate_id: int) -> ResponseReturnValue:
    """The number, and how the answer comes."""
    number = session.get(_DONE)
    if not isinstance(number, str):
        return redirect(url_for(".report", estate_id=estate_id), 303)
    return render_template("feedback/reported.html", estate=get_estate(estate_id), number=number)
