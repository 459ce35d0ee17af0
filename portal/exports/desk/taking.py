"""Choosing a table and taking it; a full one takes a second confirmation, a large one a job."""

import tempfile
from dataclasses import replace
from typing import IO

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.audit.services import Actor
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.exports.catalogue import DETAILS, NAMES, OF_VOTE, PERSONAL, Period, Table
from portal.exports.desk import bp
from portal.exports.desk.attaching import attached
from portal.exports.desk.previews import preview
from portal.exports.desk.scopes import Area, area_from, area_of, choices
from portal.exports.errors import PublicationMasked
from portal.exports.files import Order, make, source_of
from portal.exports.forms import TABLES, ConfirmForm, ExportForm
from portal.exports.queries import list_records
from portal.exports.services import PUBLICATION, ask_for_file, check_full, record_export
from portal.exports.sizes import LARGE, count_rows
from portal.permissions import Permission
from portal.voting.queries import list_votes, state_of
from portal.web import clock
from portal.web.guard import account, not_here, requires
from portal.web.i18n import gettext
from portal.web.sheets import FileKind

_LOG = 12


@bp.get("/exports")
@requires(Permission.EXPORT_MASKED)
def scopes() -> ResponseReturnValue:
    """To the page of the area that was chosen, else of the widest that the person answers for."""
    offered = [key for key, _ in choices()]
    asked = request.args.get("scope", offered[0] if offered else "")
    if asked not in offered:
        not_here()
    return redirect(area_from(asked).url(), 303)


@bp.route("/estates/<int:estate_id>/exports", methods=["GET", "POST"])
@requires(Permission.EXPORT_MASKED)
def exports(estate_id: int) -> ResponseReturnValue:
    """What to take, on the left; how it begins, and what was taken before, on the right."""
    return _page(Area(estate_id=estate_id))


@bp.route("/streets/<int:street_id>/exports", methods=["GET", "POST"])
@requires(Permission.EXPORT_MASKED)
def street_exports(street_id: int) -> ResponseReturnValue:
    """The same for all estates of a street in one table."""
    return _page(Area(street_id=street_id))


@bp.route("/exports/district", methods=["GET", "POST"])
@requires(Permission.EXPORT_MASKED)
def district_exports() -> ResponseReturnValue:
    """The same for all estates of the district."""
    area = Area()
    if not area.may(Permission.EXPORT_MASKED):
        not_here()
    return _page(area)


def _page(area: Area) -> ResponseReturnValue:
    form = _form(area)
    if form.submitted() and not form.asks_to_look():
        try:
            return _hand_out(form, form.order(area.estate_id, area.street_id))
        except RuleViolated as refusal:
            form.refuse(refusal)
    order = form.order(area.estate_id, area.street_id)
    beginning = preview(order)  # first: its end forgets what was read before
    page = {
        "area": area,
        "scopes": choices(),
        "names": NAMES,
        "details": DETAILS,
        "of_vote": OF_VOTE,
        "preview": beginning,
        "records": list_records(order.scope, area.estate_id, limit=_LOG),
        "may_archive": area.estate_id is not None and area.may(Permission.VOTE_HAND_OVER),
    }
    return render_template("exports/desk/exports.html", form=form, **page)


def _form(area: Area) -> ExportForm:
    now = clock.now()
    votes = []
    if area.estate_id is not None:
        votes = [(vote, state_of(vote, now)) for vote in list_votes(area.estate_id)]
    newest = votes[0][0].id if votes else 0
    wide = area.estate_id is None
    form = ExportForm(table=Table.RESULT if votes or wide else Table.ROLL, vote=newest, masked=True)
    if wide:
        del form.vote
    else:
        form.offer(votes)
    if not area.may(Permission.EXPORT_FULL):
        del form.masked
    return form


def _hand_out(form: ExportForm, order: Order) -> Response:
    """A masked table at once; a full one only by way of the second confirmation."""
    kind: FileKind = form.kind.data
    if order.masked:
        return _deliver(order, kind)
    if form.purpose.data == PUBLICATION:
        raise PublicationMasked
    days = {"since": order.period.since, "until": order.period.until}
    confirm = area_of(order).url(
        "full_export",
        table=order.table.value,
        vote=order.vote_id,
        kind=kind.value,
        purpose=order.purpose,
        **{name: day.isoformat() for name, day in days.items() if day},
    )
    return redirect(confirm, 303)


@bp.route("/estates/<int:estate_id>/exports/full", methods=["GET", "POST"])
@requires(Permission.EXPORT_FULL)
def full_export(estate_id: int) -> ResponseReturnValue:
    """The second confirmation: what the file holds, for what it leaves, and a tick."""
    return _confirm(Area(estate_id=estate_id))


@bp.route("/streets/<int:street_id>/exports/full", methods=["GET", "POST"])
@requires(Permission.EXPORT_FULL)
def street_full_export(street_id: int) -> ResponseReturnValue:
    """The same for all estates of a street."""
    return _confirm(Area(street_id=street_id))


def _confirm(area: Area) -> ResponseReturnValue:
    order, kind = _asked(area)
    source = source_of(order, clock.now())
    form = ConfirmForm(data={"purpose": order.purpose})
    if form.submitted():
        try:
            check_full(form.purpose.data, confirmed=form.confirmed.data)
            return _deliver(replace(order, purpose=form.purpose.data), kind)
        except RuleViolated as refusal:
            form.refuse(refusal)
    page = {"table": order.table, "source": source, "names": NAMES, "up": area.url()}
    return render_template("exports/desk/full_export.html", form=form, **page)


def _asked(area: Area) -> tuple[Order, FileKind]:
    """What the address of the second page names; 404 for anything that the first never sends there."""
    asked = request.args
    try:
        table, kind = Table(asked.get("table", "")), FileKind(asked.get("kind", ""))
        period = Period.read(asked.get("since", ""), asked.get("until", ""))
    except ValueError:
        not_here()
    if table not in TABLES or table not in PERSONAL:
        not_here()
    vote_id, purpose = asked.get("vote", type=int), asked.get("purpose", "")[:200]
    order = Order(table, area.estate_id, vote_id, True, purpose, street_id=area.street_id, period=period)
    return order, kind


def _deliver(order: Order, kind: FileKind) -> Response:
    """At once, or by a job where it is long."""
    now = clock.now()
    if count_rows(order.table, source_of(order, now)) <= LARGE:
        return _download(order, kind)
    with transaction():
        title = f"{area_of(order).name}：{gettext(NAMES[order.table])}"
        ask_for_file(order, kind.value, title, by=_me(), now=now)
    flash(gettext("超过 %(rows)s 行，正在后台生成，做好后在这里领取。", rows=LARGE))
    return redirect(url_for("exports_desk.files"), 303)


def _download(order: Order, kind: FileKind) -> Response:
    """Make the file, put it on record, and only then let it go."""
    now = clock.now()
    target: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    try:
        made = make(order, kind, target, now=now)
        with transaction():
            record_export(order, made, by=_me(), now=now)
    except BaseException:
        target.close()
        raise
    return attached(target, made)


def _me() -> Actor:
    return Actor(account().id, account().display_name)
