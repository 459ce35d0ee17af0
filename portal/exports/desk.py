"""Staff pages that hand out files: choose, look, take; a full table takes a second confirmation."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import IO
from urllib.parse import quote

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.audit.services import Actor
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.exports.catalogue import DETAILS, NAMES, PERSONAL, Table
from portal.exports.errors import PublicationMasked
from portal.exports.files import Made, Order, make, source_of
from portal.exports.forms import TABLES, ConfirmForm, ExportForm
from portal.exports.queries import list_records, snapshot
from portal.exports.services import PUBLICATION, check_full, record_export
from portal.exports.tables import sheets_of
from portal.permissions import Permission
from portal.voting.queries import list_votes, state_of
from portal.web import clock
from portal.web.guard import account, allowed, not_here, requires
from portal.web.sheets import NOTHING, Block, FileKind, Row, Sheet, shown

bp = Blueprint("exports_desk", __name__, url_prefix="/desk")
_ROWS, _CHARACTERS = 12, 24  # what a preview shows of a table, and of a long text
_LOG = 12


@bp.route("/estates/<int:estate_id>/exports", methods=["GET", "POST"])
@requires(Permission.EXPORT_MASKED)
def exports(estate_id: int) -> ResponseReturnValue:
    """What to take, on the left; how it begins, and what was taken before, on the right."""
    form = _form(estate_id)
    if form.submitted() and not form.asks_to_look():
        try:
            return _hand_out(form, form.order(estate_id))
        except RuleViolated as refusal:
            form.refuse(refusal)
    preview = _preview(form.order(estate_id))  # first: its end forgets what was read before
    records = list_records(estate_id, limit=_LOG)
    page = {"names": NAMES, "details": DETAILS, "preview": preview, "records": records}
    return render_template("exports/desk/exports.html", form=form, **page)


@bp.route("/estates/<int:estate_id>/exports/full", methods=["GET", "POST"])
@requires(Permission.EXPORT_FULL)
def full_export(estate_id: int) -> ResponseReturnValue:
    """The second confirmation: what the file holds, for what it leaves, and a tick."""
    order, kind = _asked(estate_id)
    source = source_of(order, clock.now())
    form = ConfirmForm(data={"purpose": order.purpose})
    if form.submitted():
        try:
            check_full(form.purpose.data, confirmed=form.confirmed.data)
            return _download(replace(order, purpose=form.purpose.data), kind)
        except RuleViolated as refusal:
            form.refuse(refusal)
    page = {
        "table": order.table,
        "source": source,
        "names": NAMES,
        "up": url_for(".exports", estate_id=estate_id),
    }
    return render_template("exports/desk/full_export.html", form=form, **page)


def _form(estate_id: int) -> ExportForm:
    now = clock.now()
    votes = [(vote, state_of(vote, now)) for vote in list_votes(estate_id)]
    newest = votes[0][0].id if votes else 0
    form = ExportForm(table=Table.RESULT if votes else Table.ROLL, vote=newest, masked=True)
    form.offer(votes)
    if not allowed(Permission.EXPORT_FULL, estate_id=estate_id):
        del form.masked
    return form


def _hand_out(form: ExportForm, order: Order) -> Response:
    """A masked table at once; a full one only by way of the second confirmation."""
    kind: FileKind = form.kind.data
    if order.masked:
        return _download(order, kind)
    if form.purpose.data == PUBLICATION:
        raise PublicationMasked
    confirm = url_for(
        ".full_export",
        estate_id=order.estate_id,
        table=order.table.value,
        vote=order.vote_id,
        kind=kind.value,
        purpose=order.purpose,
    )
    return redirect(confirm, 303)


def _asked(estate_id: int) -> tuple[Order, FileKind]:
    """What the address of the second page names; 404 for anything that the first never sends there."""
    asked = request.args
    try:
        table, kind = Table(asked.get("table", "")), FileKind(asked.get("kind", ""))
    except ValueError:
        not_here()
    if table not in TABLES or table not in PERSONAL:
        not_here()
    vote_id = asked.get("vote", type=int)
    return Order(table, estate_id, vote_id, full=True, purpose=asked.get("purpose", "")[:200]), kind


def _download(order: Order, kind: FileKind) -> Response:
    """Make the file, put it on record, and only then let it go."""
    now, by = clock.now(), Actor(account().id, account().display_name)
    target: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    try:
        made = make(order, kind, target, now=now)
        with transaction():
            record_export(order, made, by=by, now=now)
    except BaseException:
        target.close()
        raise
    return _attached(target, made)


def _attached(target: IO[bytes], made: Made) -> Response:
    """With its Chinese name as RFC 5987 has it; nobody on the way keeps a copy."""
    response = send_file(target, mimetype=made.kind.mimetype)
    name = quote(made.name, safe="")
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"export.{made.kind}\"; filename*=UTF-8''{name}"
    )
    response.headers["Cache-Control"] = "no-store"
    response.content_length = made.written.size
    return response


@dataclass(frozen=True)
class Shown:
    """The beginning of a table. A head is a word, or with ``tl`` where its column reads from the left.

    Without heads, pairs of word and value.
    """

    title: str
    heads: Sequence[str | tuple[str, str]]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Preview:
    """How the file begins; always masked."""

    above: Sequence[str]
    tables: Sequence[Shown]


def _preview(order: Order) -> Preview | None:
    """None where there is nothing to look at: a table of votes, and no vote."""
    try:
        with snapshot():
            source = source_of(replace(order, full=False), clock.now())
            sheet = sheets_of(order.table, source)[0]
            return Preview(sheet.above, _beginning(sheet))
    except RuleViolated:
        return None


def _beginning(sheet: Sheet) -> list[Shown]:
    """The first rows; without the head of the sheet, which whoever chose it knows."""
    left, found = _ROWS, []
    for block in sheet.blocks:
        if left > 0 and (block.heads or block.title):
            rows = list(islice(block.rows, left))
            left -= len(rows)
            found.append(_shown(block, rows))
    return found


def _shown(block: Block, rows: Sequence[Row]) -> Shown:
    texts = ((place, cell) for row in rows for place, cell in enumerate(row) if isinstance(cell, str))
    from_left = {place for place, text in texts if text != NOTHING}
    heads = [(head, "tl") if place in from_left else head for place, head in enumerate(block.heads)]
    words = [[_cut(shown(cell)) if block.heads else shown(cell) for cell in row] for row in rows]
    return Shown(block.title, heads, words)


def _cut(text: str) -> str:
    return text if len(text) <= _CHARACTERS else f"{text[:_CHARACTERS]}…"
