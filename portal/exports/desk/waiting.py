"""Large files: who asked for one finds it here, takes it once, and nobody else knows that it is there."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.audit.services import Actor
from portal.communities.queries import get_estate
from portal.db import transaction
from portal.exports.catalogue import NAMES, Table
from portal.exports.desk import bp
from portal.exports.desk.attaching import attached
from portal.exports.desk.scopes import Area, area_of
from portal.exports.files import ARCHIVE_KIND, Made, Order, order_from
from portal.exports.forms import ArchiveForm, purpose_of
from portal.exports.models import ExportFile
from portal.exports.queries import get_file, list_files
from portal.exports.services import ask_for_file, take_file
from portal.exports.store import stored
from portal.permissions import Permission
from portal.web import clock
from portal.web.guard import account, not_here, requires
from portal.web.i18n import gettext
from portal.web.sheets import Written

_LISTED = 30


def _me() -> Actor:
    return Actor(account().id, account().display_name)


@bp.get("/exports/files")
@requires(Permission.EXPORT_MASKED)
def files() -> ResponseReturnValue:
    """The person's own, being made, ready, fetched or over."""
    found = list_files(account().id, limit=_LISTED)
    return render_template("exports/desk/files.html", files=found, now=clock.now())


@bp.get("/exports/files/<token>")
@requires(Permission.EXPORT_MASKED)
def file(token: str) -> ResponseReturnValue:
    """One that is ready, with its checksum and the button that takes it."""
    found = _mine(token)
    return render_template("exports/desk/file.html", file=found)


@bp.post("/exports/files/<token>")
@requires(Permission.EXPORT_MASKED)
def take(token: str) -> ResponseReturnValue:
    """The file itself, and never again under this address."""
    now, by = clock.now(), _me()
    _mine(token)
    with transaction():
        found = get_file(token, by.account_id or 0, now)
        made = Made(found.file_name, found.kind, Written(found.rows, found.size, found.sha256))
        take_file(found, order_from(found.wanted), made, by=by, now=now)
    return _sent(token, made)


def _sent(token: str, made: Made) -> Response:
    """Its name in the store goes at once: on this system what is open can be read to its end."""
    path = stored(token)
    if not path.is_file():
        not_here()
    target = path.open("rb")
    path.unlink()
    return attached(target, made)


def _mine(token: str) -> ExportFile:
    """404 unless it is the person's, ready, and of a kind that the person still may take."""
    found = get_file(token, account().id, clock.now())
    order = order_from(found.wanted)
    if not area_of(order).may(_needed(order)):
        not_here()
    return found


def _needed(order: Order) -> Permission:
    if order.table is Table.ARCHIVE:
        return Permission.VOTE_HAND_OVER
    return Permission.EXPORT_MASKED if order.masked else Permission.EXPORT_FULL


@bp.route("/estates/<int:estate_id>/exports/archive", methods=["GET", "POST"])
@requires(Permission.VOTE_HAND_OVER)
def archive(estate_id: int) -> ResponseReturnValue:
    """The whole file of the project: what is in it, and for what it leaves."""
    form, estate = ArchiveForm(), get_estate(estate_id)
    if form.submitted():
        order = Order(Table.ARCHIVE, estate_id, None, False, purpose_of(form))
        title = f"{estate.name}：{gettext(NAMES[Table.ARCHIVE])}"
        with transaction():
            ask_for_file(order, ARCHIVE_KIND, title, by=_me(), now=clock.now())
        flash(gettext("正在后台整理案卷，做好后在这里领取。"))
        return redirect(url_for("exports_desk.files"), 303)
    up = Area(estate_id=estate_id).url()
    return render_template("exports/desk/archive.html", form=form, estate=estate, up=up)
