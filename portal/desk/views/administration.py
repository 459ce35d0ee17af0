"""Administration: places, numbers with source and history, the district's list of estates, people."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import crypto
from portal.audit import settings as numbers
from portal.audit.services import record
from portal.communities.directory import list_streets
from portal.communities.kept_files import KeptFile, Shelf
from portal.communities.queries import get_estate
from portal.communities.services import listing as listings
from portal.db import transaction
from portal.desk.forms import ListingForm, PeopleForm
from portal.desk.queries import places as reading
from portal.desk.views.blueprint import actor, bp, reach
from portal.domain.errors import RuleViolated
from portal.domain.identity import clean_phone
from portal.domain.masking import mask_name
from portal.permissions import Permission
from portal.web import clock
from portal.web.forms import Form
from portal.web.guard import account, requires

_KEY = "<string(length=32):key>"
_PHONE_DIGITS = 11


@bp.get("/administration")
@requires(Permission.ESTATE_MANAGE)
def administration() -> ResponseReturnValue:
    """The ways to everything that is set up, and the places in reach as a tree."""
    return render_template(
        "desk/administration.html", rows=reading.list_rows(reach(Permission.ESTATE_MANAGE))
    )


@bp.get("/estates/<int:estate_id>/buildings")
@requires(Permission.DESK_READ)
def buildings(estate_id: int) -> ResponseReturnValue:
    """The buildings that the roll named; a new roll names others."""
    return render_template(
        "desk/buildings.html", estate=get_estate(estate_id), rows=reading.list_building_rows(estate_id)
    )


@bp.route("/settings", methods=["GET", "POST"])
@requires(Permission.SETTING_KEEP)
def settings() -> ResponseReturnValue:
    """The portal's numbers beside the district's, each with its source, and who changed what."""
    form = Form()
    if form.submitted() and _keep(form):
        return redirect(url_for(".settings"), 303)
    return render_template(
        "desk/settings.html",
        form=form,
        numbers=numbers.NUMBERS,
        own=numbers.own(),
        history=numbers.history(),
        typed=request.form if form.errors else {},
    )


def _keep(form: Form) -> bool:
    wanted = {}
    for key in numbers.NUMBERS:
        typed = request.form.get(f"value-{key}", "").strip()
        value = (int(typed) if typed.isdecimal() and len(typed) < 5 else -1) if typed else None
        wanted[key] = value, request.form.get(f"source-{key}", "").strip()[:200]
    try:
        with transaction():
            numbers.change(wanted, by=actor(), now=clock.now())
    except RuleViolated as refusal:
        form.refuse(refusal)
        return False
    flash(_("已保存。"))
    return True


def _shelf() -> Shelf:
    folder = current_app.config["PORTAL"].instance / "listings"
    return Shelf(folder, estate_id=0, account_id=account().id)


def _read(kept: KeptFile) -> listings.Listing:
    scope = reach(Permission.ESTATE_MANAGE)
    mine = None if scope.everywhere else {street.name for street in list_streets(scope)}
    return listings.read_listing(kept.content, kept.name, mine)


@bp.route("/estates/import", methods=["GET", "POST"])
@requires(Permission.ESTATE_MANAGE)
def import_estates() -> ResponseReturnValue:
    """First step: choose the district's list; nothing is written but the file, sealed."""
    form = ListingForm()
    if form.submitted():
        kept = KeptFile(form.file.data.filename, form.file.data.read(), None)
        try:
            _read(kept)
        except RuleViolated as refusal:
            form.refuse(refusal, "file")
        else:
            return redirect(url_for(".check_estates", key=_shelf().keep(kept, clock.now())), 303)
    return render_template("desk/import_estates.html", form=form, columns=listings.COLUMNS)


@bp.route(f"/estates/import/{_KEY}", methods=["GET", "POST"])
@requires(Permission.ESTATE_MANAGE)
def check_estates(key: str) -> ResponseReturnValue:
    """Second step: what is wrong row by row, or what will change and the button that does it."""
    kept = _shelf().find(key, clock.now())
    if kept is None:
        flash(_("没有找到这份文件：可能已经导入，或者放了一个小时以上。"), "warning")
        return redirect(url_for(".import_estates"), 303)
    listing, form = _read(kept), Form()
    if form.submitted():
        try:
            with transaction():
                new, known = listings.take_listing(listing, by=actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            _shelf().drop(key)
            flash(_("台账已导入：新登记 %(new)s 个小区，更新 %(known)s 个。", new=new, known=known))
            return redirect(url_for(".administration"), 303)
    return render_template(
        "desk/check_estates.html", form=form, listing=listing, known=listings.existing(listing)
    )


@bp.route("/people", methods=["GET", "POST"])
@requires(Permission.PEOPLE_FIND)
def people() -> ResponseReturnValue:
    """Find somebody by name or phone; names come masked, and that somebody looked is on record."""
    form, found = PeopleForm(), None
    if form.submitted():
        words = form.words.data
        digits = clean_phone(words)
        phone = (
            crypto.fingerprint(digits, "phone") if digits.isdecimal() and len(digits) == _PHONE_DIGITS else ""
        )
        found = reading.find_people("" if phone else words, phone, reach(Permission.PEOPLE_FIND))
        with transaction():
            record(
                clock.now(), actor(), "people.find", "people:0",
                purpose=form.purpose.data, rows=len(found), scope=_("按电话") if phone else mask_name(words),
            )  # fmt: skip
    return render_template("desk/people.html", form=form, found=found, mask=mask_name, most=reading.MOST)
