"""Papers and doors, keyed by staff; the supervisors' checklist; the questionnaire to print."""

import segno
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import sessions
from portal.accounts.services.homes import address
from portal.communities.queries import get_estate
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.evaluation import queries, words
from portal.evaluation.desk.blueprint import actor, bp
from portal.evaluation.forms import ChecklistForm, PaperForm, checklist_form, paper_form
from portal.evaluation.models import PointPart, Round
from portal.evaluation.services.answering import enter
from portal.evaluation.services.inspecting import inspect
from portal.permissions import Permission
from portal.web import clock
from portal.web.guard import account, not_here, requires
from portal.web.uploads import discard_picture, kept_pictures


@bp.route("/evaluation/<int:round_id>/papers", methods=["GET", "POST"])
@requires(Permission.EVALUATION_ENTER)
def papers(estate_id: int, round_id: int) -> ResponseReturnValue:
    """Key a returned questionnaire, or what was said at the door; one a home."""
    of = queries.get_round(estate_id, round_id)
    form = paper_form(of.points, queries.list_dwellings(estate_id), address)
    if form.submitted() and _enter(of, form):
        flash(_("录好了，可以录下一份。"))
        return redirect(url_for(".papers", estate_id=estate_id, round_id=round_id), 303)
    return render_template(
        "evaluation/desk/papers.html", estate_id=estate_id, round=of, form=form, words=words
    )


def _enter(of: Round, form: PaperForm) -> bool:
    try:
        with transaction():
            fresh = queries.get_round(of.estate_id, of.id)
            enter(fresh, form.paper(), by=actor(), now=clock.now())
    except RuleViolated as refusal:
        form.refuse(refusal)
    return not form.errors


@bp.get("/evaluation/<int:round_id>/print")
@requires(Permission.EVALUATION_ENTER)
def questionnaire(estate_id: int, round_id: int) -> ResponseReturnValue:
    """So many questionnaires to hand out, each with a number of its own."""
    of = queries.get_round(estate_id, round_id)
    count = min(max(request.args.get("count", 10, type=int), 1), 200)
    first = max(request.args.get("first", 1, type=int), 1)
    where = url_for("evaluation.result", estate_id=estate_id, round_id=round_id)
    return render_template(
        "papers/evaluation.html",
        estate=get_estate(estate_id),
        round=of,
        numbers=[f"PJ{of.id}-{number:04}" for number in range(first, first + count)],
        code=segno.make(f"{sessions.settings().public_url}{where}", error="m").matrix,
        now=clock.now(),
        words=words,
    )


@bp.route("/evaluation/<int:round_id>/checklist", methods=["GET", "POST"])
@requires(Permission.EVALUATION_INSPECT)
def checklist(estate_id: int, round_id: int) -> ResponseReturnValue:
    """The supervisor's three questions about each item, as seen on the spot."""
    of = queries.get_round(estate_id, round_id)
    points = [point for point in of.points if point.part is PointPart.ITEM]
    if not points:  # a round about services: there is nothing to walk round and look at
        not_here()
    data: dict[str, str] = {}
    held = queries.get_inspection_lines(of.id, account().id)
    for number, line in held.items():
        data |= {f"{key}_{number}": getattr(line, key).value for key in words.QUESTIONS}
        data[f"note_{number}"] = line.note
    form = checklist_form(points, data)
    if form.submitted() and _inspected(of, form):
        flash(_("清单已经保存，评价结束前还可以改。"))
        return redirect(url_for(".checklist", estate_id=estate_id, round_id=round_id), 303)
    return render_template(
        "evaluation/desk/checklist.html",
        estate_id=estate_id,
        round=of,
        points=points,
        held=held,
        form=form,
        words=words,
    )


def _inspected(of: Round, form: ChecklistForm) -> bool:
    """Whether the list is kept now, with its pictures; those that were replaced are thrown away."""
    files, who = form.files(), account().id
    try:
        with kept_pictures(list(files.values())) as keys:
            photos = dict(zip(files, keys, strict=True))
            with transaction():
                fresh = queries.get_round(of.estate_id, of.id)
                before = {at: line.photo for at, line in queries.get_inspection_lines(of.id, who).items()}
                inspect(fresh, form.checked(photos), by=actor(), now=clock.now())
        for point in photos:
            replaced = before.get(point)
            if replaced:
                discard_picture(replaced)
    except RuleViolated as refusal:
        form.refuse(refusal)
    return not form.errors
