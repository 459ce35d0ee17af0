"""Staff pages on the roll: what it holds, and importing it in two steps."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from portal.audit.services import Actor
from portal.communities import preview, register
from portal.communities.errors import RollTooLarge
from portal.communities.forms import ConfirmRollForm, RollForm
from portal.communities.kept_files import KeptFile, Shelf
from portal.communities.queries import get_estate
from portal.communities.roll.reading import read_roll
from portal.communities.services.comparing import Comparison, compare
from portal.communities.services.importing import RollFile, check_fits, import_previewed
from portal.communities.words import AREA_SOURCES, TENURES, USES
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.web import clock, error_pages
from portal.web.guard import account, requires
from portal.web.i18n import say

bp = Blueprint("communities_desk", __name__, url_prefix="/desk")
_ROLL = "/estates/<int:estate_id>/roll"
_KEY = "<string(length=32):key>"


@bp.errorhandler(RequestEntityTooLarge)
def _too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    """The server stopped listening before the form was there."""
    return error_pages.page(413, say(RollTooLarge()))


@bp.get(_ROLL)
@requires(Permission.ROLL_READ)
def roll(estate_id: int) -> ResponseReturnValue:
    """What the roll weighs, home by home with masked owners, and the files that made it."""
    building_id = request.args.get("building", type=int)
    page, last = register.page_of(_page(), register.count_homes(estate_id, building_id), register.PAGE)
    return render_template(
        "communities/desk/roll.html",
        estate=get_estate(estate_id),
        figures=register.figures(estate_id),
        building_id=building_id,
        homes=register.list_homes(estate_id, building_id, page),
        page=page,
        last=last,
        imports=register.list_imports(estate_id),
        words={"use": USES, "tenure": TENURES, "source": AREA_SOURCES},
    )


@bp.route(f"{_ROLL}/import", methods=["GET", "POST"])
@requires(Permission.ROLL_IMPORT)
def import_roll(estate_id: int) -> ResponseReturnValue:
    """The first step: choose a file. Nothing is written but the file itself, sealed."""
    estate = get_estate(estate_id)
    form = RollForm()
    if form.submitted():
        file = _chosen(form)
        try:
            check_fits(estate, _read(file).reading)
        except RuleViolated as refusal:
            form.refuse(refusal, "file")
        else:
            key = _shelf(estate_id).keep(file, clock.now())
            return redirect(url_for(".check_roll", estate_id=estate_id, key=key), 303)
    return render_template("communities/desk/import_roll.html", estate=estate, form=form)


@bp.route(f"{_ROLL}/import/{_KEY}", methods=["GET", "POST"])
@requires(Permission.ROLL_IMPORT)
def check_roll(estate_id: int, key: str) -> ResponseReturnValue:
    """The second step: all that is wrong with the file, or what it changes and the button that does it."""
    kept = _shelf(estate_id).find(key, clock.now())
    if kept is None:
        flash(
            _("没有找到这份文件：可能已经导入，或者放了一个小时以上。请看导入记录，需要的话再选一次。"),
            "warning",
        )
        return redirect(url_for(".roll", estate_id=estate_id), 303)
    file = _read(kept)
    if file.reading.errors:
        return render_template("communities/desk/roll_errors.html", **_shown(estate_id, file))
    form = ConfirmRollForm()
    if form.submitted():
        try:
            done = _take(estate_id, file, form.seen.data)
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            _shelf(estate_id).drop(key)
            flash(
                _(
                    "名册已导入：新增 %(added)s 套，变更 %(changed)s 套，减少 %(removed)s 套。",
                    **done.to_json(),
                )
            )
            return redirect(url_for(".roll", estate_id=estate_id), 303)
    return _preview(estate_id, file, form)


def _preview(estate_id: int, file: RollFile, form: ConfirmRollForm) -> ResponseReturnValue:
    comparison = compare(get_estate(estate_id), file.reading)
    form.seen.data = comparison.stamp
    return render_template(
        "communities/desk/check_roll.html",
        form=form,
        comparison=comparison,
        added=preview.added(comparison),
        changed=preview.changed(comparison),
        removed=preview.removed(comparison),
        now_on_roll=register.figures(estate_id).electorate,
        **_shown(estate_id, file),
    )


def _shown(estate_id: int, file: RollFile) -> dict[str, object]:
    """What both pages of the second step show: errors and warnings row by row, a page of them."""
    reading = file.reading
    page, last = register.page_of(_page(), len(reading.errors) + len(reading.warnings), preview.PAGE)
    return {
        "estate": get_estate(estate_id),
        "file": file,
        "reading": reading,
        "problems": preview.problems(reading, page),
        "page": page,
        "last": last,
    }


def _take(estate_id: int, file: RollFile, seen: str) -> Comparison:
    by = Actor(account().id, account().display_name)
    with transaction():
        return import_previewed(get_estate(estate_id), file, seen=seen, by=by, now=clock.now())


def _chosen(form: RollForm) -> KeptFile:
    chosen = form.file.data
    return KeptFile(chosen.filename, chosen.read(), form.default_area_source())


def _read(file: KeptFile) -> RollFile:
    """:raises RollRefused: the file is no roll."""
    reading = read_roll(file.content, file.name, default_area_source=file.area_source)
    return RollFile(file.name, file.content, reading)


def _shelf(estate_id: int) -> Shelf:
    folder = current_app.config["PORTAL"].instance / "rolls"
    return Shelf(folder, estate_id=estate_id, account_id=account().id)


def _page() -> int:
    return request.args.get("page", 1, type=int)
