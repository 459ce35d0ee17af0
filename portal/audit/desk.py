"""The staff's pages on the record: who did what, when, from where; what is kept longer."""

import io
from datetime import date
from urllib.parse import quote

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.audit import chain, keeping, queries
from portal.audit.forms import HoldForm, LiftForm
from portal.audit.models import HoldKind
from portal.audit.presenting import line, sentence
from portal.audit.services import Actor
from portal.audit.services import record as put_on_record
from portal.audit.settings import number
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import account, allowed, not_here, requires
from portal.web.sheets import Block, FileKind, Row, Sheet, write

bp = Blueprint("audit_desk", __name__, url_prefix="/desk")
_MOST_ROWS = 20_000


def _actor() -> Actor:
    return Actor(account().id, account().display_name)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _wanted() -> queries.Wanted:
    asked = request.args
    return queries.Wanted(asked.get("action", ""), asked.get("person", ""), _day("since"), _day("until"))


@bp.get("/estates/<int:estate_id>/record")
@requires(Permission.AUDIT_READ)
def record(estate_id: int) -> ResponseReturnValue:
    """What was done in an estate, the newest first, by kind of deed, person and day."""
    if not queries.is_estate(estate_id):
        not_here()
    return _page([estate_id], estate_id)


@bp.get("/record")
@requires(Permission.SETTING_KEEP)
def whole_record() -> ResponseReturnValue:
    """What was done anywhere, settings and accounts included; for the district."""
    return _page(None, None)


def _page(estates: queries.Estates, estate_id: int | None) -> ResponseReturnValue:
    wanted = _wanted()
    kind = request.args.get("file", "")
    if kind in ("xlsx", "csv"):
        return _hand_out(estates, estate_id, wanted, FileKind(kind))
    last = max(1, -(-queries.count_entries(estates, wanted) // queries.PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), last)
    return render_template(
        "audit/desk/record.html",
        entries=[line(entry) for entry in queries.list_entries(estates, wanted, page)],
        actions=[(action, sentence(action)) for action in queries.list_actions(estates)],
        people=queries.list_people(estates),
        wanted=wanted,
        page=page,
        last=last,
        estate_id=estate_id,
        head=chain.head() if estate_id is None else None,
        months=number("record_months"),
        years=number("vote_years"),
    )


def _hand_out(
    estates: queries.Estates, estate_id: int | None, wanted: queries.Wanted, kind: FileKind
) -> ResponseReturnValue:
    """The same lines as on the page, with the same masks; that somebody took them is on record, too."""
    with transaction():
        put_on_record(
            clock.now(),
            _actor(),
            "record.export",
            "record:1",
            estate_id=estate_id,
            rows=min(queries.count_entries(estates, wanted), _MOST_ROWS),
        )
    heads = [_("时间"), _("谁办的"), _("办了什么"), _("对象"), _("说明"), _("改动"), _("从哪里")]
    widths = (18, 16, 28, 16, 40, 40, 16)
    sheet = Sheet(_("操作记录"), widths, [Block(rows=_rows(estates, wanted), heads=heads)])
    file = io.BytesIO()
    write(file, [sheet], kind)
    answer = send_file(file, mimetype=kind.mimetype)
    name = quote(f"{_('操作记录')}.{kind.value}")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _rows(estates: queries.Estates, wanted: queries.Wanted) -> list[Row]:
    found: list[Row] = []
    for entry in queries.stream_entries(estates, wanted):
        if len(found) == _MOST_ROWS:
            break
        said = line(entry)
        details = "；".join(f"{word}：{value}" for word, value in said.details)
        changes = "；".join(f"{what} {before} → {after}".strip() for what, before, after in said.changes)
        found.append((said.at, said.who, said.what, said.subject, details, changes, said.origin))
    return found


@bp.route("/estates/<int:estate_id>/record/holds", methods=["GET", "POST"])
@requires(Permission.AUDIT_READ)
def holds(estate_id: int) -> ResponseReturnValue:
    """What keeps the estate's record from being deleted, and the form for one more."""
    if not queries.is_estate(estate_id):
        not_here()
    form = HoldForm() if _may_hold(estate_id) else None
    if request.method == "POST" and form is None:
        not_here()
    if form is not None and form.submitted():
        try:
            with transaction():
                wish = keeping.Wish(estate_id, HoldKind(form.kind.data), form.reason.data)
                keeping.hold(wish, by=_actor(), now=clock.now())
            flash(_("记下了，取消以前都不会删。"))
            return redirect(url_for(".holds", estate_id=estate_id), 303)
        except RuleViolated as refusal:
            form.refuse(refusal, "reason")
    return render_template(
        "audit/desk/holds.html",
        form=form,
        lifting=LiftForm(formdata=None),
        holds=keeping.list_holds(estate_id),
        estate_id=estate_id,
        kinds=dict(HoldForm.KINDS),
    )


def _may_hold(estate_id: int) -> bool:
    return allowed(Permission.VOTE_HAND_OVER, estate_id=estate_id)


@bp.post("/estates/<int:estate_id>/record/holds/<int:hold_id>/lift")
@requires(Permission.VOTE_HAND_OVER)
def lift_hold(estate_id: int, hold_id: int) -> ResponseReturnValue:
    """The suit, objection or inquiry is over."""
    form, back = LiftForm(), url_for(".holds", estate_id=estate_id)
    try:
        with transaction():
            found = keeping.get_hold(estate_id, hold_id)
            keeping.lift(found, form.because.data or "", by=_actor(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, back)
    flash(_("保存标记已取消。"))
    return redirect(back, 303)
