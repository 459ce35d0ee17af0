"""Official papers: what can be made now and what was made, each as Word or PDF."""

import hashlib
from urllib.parse import quote

from flask import flash, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.audit.services import Actor
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.exports.desk import bp
from portal.exports.desk.scopes import Area, choices
from portal.exports.forms import ConfirmForm, PaperForm
from portal.exports.papers import kinds, register
from portal.exports.papers.kinds import NAMES, SORTS, Kind, Where
from portal.exports.papers.listing import MOST, listing
from portal.exports.papers.register import Form, Ordered
from portal.exports.queries import snapshot
from portal.exports.services import check_full
from portal.permissions import Permission
from portal.web import clock
from portal.web.guard import account, not_here, requires
from portal.web.i18n import gettext

_LOG = 30


@bp.get("/estates/<int:estate_id>/papers")
@requires(Permission.EXPORT_MASKED)
def papers(estate_id: int) -> ResponseReturnValue:
    """By kind, what each can be made about; ``?about=`` narrows it to a vote, a scheme, a case."""
    return _index(Area(estate_id=estate_id))


@bp.get("/streets/<int:street_id>/papers")
@requires(Permission.EXPORT_MASKED)
def street_papers(street_id: int) -> ResponseReturnValue:
    """Those of a street: minutes, the week, the month, the ledger of projects, the score."""
    return _index(Area(street_id=street_id))


@bp.get("/papers/district")
@requires(Permission.EXPORT_MASKED)
def district_papers() -> ResponseReturnValue:
    """Those of the district."""
    return _index(_district())


@bp.post("/estates/<int:estate_id>/papers")
@requires(Permission.EXPORT_MASKED)
def make_paper(estate_id: int) -> ResponseReturnValue:
    """Make one, masked, and put it on the register."""
    return _make(Area(estate_id=estate_id))


@bp.post("/streets/<int:street_id>/papers")
@requires(Permission.EXPORT_MASKED)
def street_make_paper(street_id: int) -> ResponseReturnValue:
    """The same for a street."""
    return _make(Area(street_id=street_id))


@bp.post("/papers/district")
@requires(Permission.EXPORT_MASKED)
def district_make_paper() -> ResponseReturnValue:
    """The same for the district."""
    return _make(_district())


@bp.get("/estates/<int:estate_id>/papers/<int:paper_id>.<any(docx, pdf):form>")
@requires(Permission.EXPORT_MASKED)
def paper(estate_id: int, paper_id: int, form: str) -> ResponseReturnValue:
    """The file of a paper on the register, with the words that it was made with."""
    return _take(Area(estate_id=estate_id), paper_id, Form(form))


@bp.get("/streets/<int:street_id>/papers/<int:paper_id>.<any(docx, pdf):form>")
@requires(Permission.EXPORT_MASKED)
def street_paper(street_id: int, paper_id: int, form: str) -> ResponseReturnValue:
    """The same for a street."""
    return _take(Area(street_id=street_id), paper_id, Form(form))


@bp.get("/papers/district/<int:paper_id>.<any(docx, pdf):form>")
@requires(Permission.EXPORT_MASKED)
def district_paper(paper_id: int, form: str) -> ResponseReturnValue:
    """The same for the district."""
    return _take(_district(), paper_id, Form(form))


@bp.route("/estates/<int:estate_id>/papers/full", methods=["GET", "POST"])
@requires(Permission.EXPORT_FULL)
def full_paper(estate_id: int) -> ResponseReturnValue:
    """One with names: for a purpose, confirmed a second time, handed out once and not kept."""
    area = Area(estate_id=estate_id)
    kind, where = _kind(request.args.get("kind", ""), area), _where(area, full=True)
    offer = kinds.find_offer(kind, where, request.args.get("subject", ""))
    if offer is None or not SORTS[kind].personal:
        not_here()
    form = ConfirmForm()
    if form.submitted():
        try:
            check_full(form.purpose.data, confirmed=form.confirmed.data)
            return _hand_out_full(Ordered(kind, offer, where, form.purpose.data), area)
        except RuleViolated as refusal:
            form.refuse(refusal)
    page = {"kind": kind, "offer": offer, "names": NAMES, "up": area.url("papers"), "place": area.name}
    return render_template("exports/desk/full_paper.html", form=form, **page)


def _district() -> Area:
    area = Area()
    if not area.may(Permission.EXPORT_MASKED):
        not_here()
    return area


def _where(area: Area, *, full: bool = False) -> Where:
    return Where(area.estate_id, area.street_id, clock.now(), full)


def _kind(name: str, area: Area) -> Kind:
    """404 for what is no kind, cannot be made there, or is not theirs to make."""
    try:
        kind = Kind(name)
    except ValueError:
        not_here()
    sort = SORTS.get(kind)
    if sort is None or not kinds.fits(sort, _where(area)) or not area.may(sort.permission):
        not_here()
    return kind


def _index(area: Area) -> ResponseReturnValue:
    where, about = _where(area), request.args.get("about", "")
    page = {
        "area": area,
        "scopes": choices(),
        "listed": listing(where, area.may, about),
        "about": about,
        "most": MOST,
        "names": NAMES,
        "made": [each for each in register.list_made(where.scope, limit=_LOG) if _may_read(each.kind, area)],
        "old": register.superseded(where.scope),
        "number_of": register.number_of,
        "may_full": area.estate_id is not None and area.may(Permission.EXPORT_FULL),
    }
    return render_template("exports/desk/papers.html", **page)


def _may_read(kind: str, area: Area) -> bool:
    sort = SORTS.get(Kind(kind))
    return sort is not None and area.may(sort.permission)


def _make(area: Area) -> ResponseReturnValue:
    form = PaperForm()
    kind, where = _kind(form.kind.data or "", area), _where(area)
    with snapshot():
        offer = kinds.find_offer(kind, where, form.subject.data or "")
        made = register.write(Ordered(kind, offer, where)) if offer else None
    if offer is None or made is None or not form.submitted():
        not_here()
    with transaction():
        kept = register.keep(Ordered(kind, offer, where), made, by=_me())
        number, undrawn = register.number_of(kept), kept.undrawn
    flash(gettext("做好了：%(name)s，登记号 %(number)s。", name=gettext(NAMES[kind]), number=number))
    if undrawn:
        flash(
            gettext("PDF 的字体没有这些字：%(words)s。请打印后手写补上，或者用 Word。", words=undrawn),
            "warning",
        )
    return redirect(area.url("papers", about=form.about.data or None, _anchor="made"), 303)


def _take(area: Area, paper_id: int, form: Form) -> Response:
    where = _where(area)
    kept = register.get_made(where.scope, paper_id)
    if kept.body is None or not _may_read(kept.kind, area):
        not_here()
    content, name = register.draw(kept, form), register.file_name(kept, area.name, form)
    with transaction():
        again = register.get_made(where.scope, paper_id)
        register.note_taken(again, form, hashlib.sha256(content).hexdigest(), where=where, by=_me())
    return _attached(content, name, form)


def _hand_out_full(order: Ordered, area: Area) -> Response:
    form = Form.PDF if request.args.get("form") == Form.PDF else Form.DOCX
    with snapshot():
        made = register.write(order)
    with transaction():
        kept = register.keep(order, made, by=_me())
        content, name = register.draw(kept, form, made), register.file_name(kept, area.name, form)
        register.note_taken(kept, form, hashlib.sha256(content).hexdigest(), where=order.where, by=_me())
    return _attached(content, name, form)


def _attached(content: bytes, name: str, form: Form) -> Response:
    """With its Chinese name as RFC 5987 has it; nobody on the way keeps a copy."""
    answer = make_response(content)
    answer.mimetype = form.mimetype
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"paper.{form}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _me() -> Actor:
    return Actor(account().id, account().display_name)
