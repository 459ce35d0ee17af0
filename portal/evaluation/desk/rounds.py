"""Rounds at the desk: opened, watched, closed; what is low is put right and asked again."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.domain.satisfaction import SMALLEST_GROUP
from portal.domain.stages import ProjectStage
from portal.evaluation import queries, words
from portal.evaluation.desk.blueprint import actor, bp
from portal.evaluation.errors import ProofNeeded
from portal.evaluation.forms import ConfirmForm, OpenForm, ProofForm, RectifyForm, ServicesForm, chosen
from portal.evaluation.models import Round, RoundKind
from portal.evaluation.pictures import picture
from portal.evaluation.services import rectifying
from portal.evaluation.services import rounds as services
from portal.evaluation.services.rectifying import Order
from portal.permissions import Permission
from portal.plans import queries as plans
from portal.plans.queries.wishes import wished_for
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import requires
from portal.web.uploads import NotAPicture, PictureBroken, PictureTooLarge, kept_pictures

_OPENING: dict[RoundKind, Callable[..., Round]] = {
    RoundKind.PROJECT: services.open_for_project,
    RoundKind.AGAIN: services.open_again,
    RoundKind.MANAGEMENT: services.open_for_management,
}


@bp.get("/evaluation")
@requires(Permission.DESK_READ)
def rounds(estate_id: int) -> ResponseReturnValue:
    """All rounds, what may be opened, and what is to be put right."""
    found = queries.list_rounds(estate_id)
    project = plans.find_published(estate_id)
    return render_template(
        "evaluation/desk/rounds.html",
        estate_id=estate_id,
        rounds=found,
        counts=queries.count_answers([each.id for each in found]),
        evaluating=project is not None and project.stage is ProjectStage.EVALUATING,
        running={each.kind for each in found if each.closed_at is None},
        put_right=len(queries.list_put_right(estate_id)),
        rectifications=queries.list_rectifications(estate_id),
        today=clock.now().astimezone(clock.CHINA).date(),
        now=clock.now(),
        kinds=RoundKind,
        words=words,
    )


@bp.route("/evaluation/open/<kind>", methods=["GET", "POST"])
@requires(Permission.EVALUATION_MANAGE)
def open_round(estate_id: int, kind: str) -> ResponseReturnValue:
    """Until when, and below what something is put right; then everybody is told."""
    wanted = RoundKind(kind) if kind in set(RoundKind) else RoundKind.PROJECT
    form = ServicesForm() if wanted is RoundKind.MANAGEMENT else OpenForm()
    if form.submitted():
        named = form.services.data.splitlines() if isinstance(form, ServicesForm) else ()
        try:
            with transaction():
                opening = form.opening(named)
                made = _OPENING[wanted](estate_id, opening, by=actor(), now=clock.now())
                number = made.id
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("评价开始了，已经通知小区里登录过的住户。"))
            return redirect(url_for(".watch", estate_id=estate_id, round_id=number), 303)
    return render_template(
        "evaluation/desk/open_round.html", estate_id=estate_id, kind=wanted, form=form, words=words
    )


@bp.get("/evaluation/<int:round_id>")
@requires(Permission.DESK_READ)
def watch(estate_id: int, round_id: int) -> ResponseReturnValue:
    """Who answered, by building and way; the verdicts only when it is closed, for staff too."""
    of = queries.get_round(estate_id, round_id)
    results = queries.results_of(of)
    closed = of.closed_at is not None
    return render_template(
        "evaluation/desk/watch.html",
        estate_id=estate_id,
        round=of,
        results=results,
        closed=closed,
        channels=queries.answered_by_channel(of.id),
        low={point.id for point, _ in queries.list_low(of, results)} if closed else set(),
        sentences=queries.list_sentences(of) if closed else {},
        inspections=queries.list_inspections(of.id),
        rectifying={each.point_id for each in queries.list_rectifications(estate_id)},
        wished=wished_for(of.project_id) if of.project_id else {},
        form=ConfirmForm(),
        least=SMALLEST_GROUP,
        now=clock.now(),
        words=words,
    )


@bp.post("/evaluation/<int:round_id>/close")
@requires(Permission.EVALUATION_MANAGE)
def close(estate_id: int, round_id: int) -> ResponseReturnValue:
    """End it before its time; the results are public from now on."""
    back = url_for(".watch", estate_id=estate_id, round_id=round_id)
    try:
        with transaction():
            services.close(queries.get_round(estate_id, round_id), by=actor(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, back)
    flash(_("评价结束，结果已经公布。"))
    return redirect(back, 303)


@bp.get("/evaluation/<int:round_id>/marks/<int:mark_id>/photo")
@requires(Permission.EVALUATION_MANAGE)
def photo(estate_id: int, round_id: int, mark_id: int) -> ResponseReturnValue:
    """A resident's picture; which home sent it is not told."""
    found = queries.get_mark(estate_id, round_id, mark_id)
    of = queries.get_round(estate_id, round_id)
    shown = {mark.id for marks in queries.list_sentences(of).values() for mark in marks}
    if of.closed_at is None or found.id not in shown or found.photo is None:
        return refuse_photo()
    return picture(found.photo, small="small" in request.args)


@bp.get("/evaluation/<int:round_id>/inspections/<int:line_id>/photo")
@requires(Permission.DESK_READ)
def inspection_photo(estate_id: int, round_id: int, line_id: int) -> ResponseReturnValue:
    """What a supervisor photographed on the spot."""
    found = queries.get_inspection_line(estate_id, round_id, line_id)
    if found.photo is None:
        return refuse_photo()
    return picture(found.photo, small="small" in request.args)


def refuse_photo() -> ResponseReturnValue:
    """As if there were none: too few judged, or it is not over."""
    return render_template("errors/404.html", code=404, sentence=""), 404


@bp.route("/evaluation/<int:round_id>/points/<int:point_id>/rectify", methods=["GET", "POST"])
@requires(Permission.EVALUATION_MANAGE)
def rectify(estate_id: int, round_id: int, point_id: int) -> ResponseReturnValue:
    """Have a point put right: what, by whom, by when."""
    of, form = queries.get_round(estate_id, round_id), RectifyForm()
    points = {point.id: point for point in of.points}
    if point_id not in points:
        return refuse_photo()
    if form.submitted():
        order = Order(point_id, form.reason.data, form.responsible.data, chosen(form.due_on))
        try:
            with transaction():
                fresh = queries.get_round(estate_id, round_id)
                rectifying.rectify(fresh, order, by=actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("整改已经下达，居民看得到期限。"))
            return redirect(url_for(".rounds", estate_id=estate_id), 303)
    return render_template(
        "evaluation/desk/rectify.html", estate_id=estate_id, round=of, point=points[point_id], form=form
    )


@bp.route("/rectifications/<int:rectification_id>/done", methods=["GET", "POST"])
@requires(Permission.EVALUATION_MANAGE)
def put_right(estate_id: int, rectification_id: int) -> ResponseReturnValue:
    """What was done, with a picture that everybody sees."""
    found, form = queries.get_rectification(estate_id, rectification_id), ProofForm()
    if form.submitted() and _report(estate_id, rectification_id, form):
        flash(_("已经报整改完成。攒够了就再请居民评。"))
        return redirect(url_for(".rounds", estate_id=estate_id), 303)
    return render_template(
        "evaluation/desk/put_right.html", estate_id=estate_id, rectification=found, form=form
    )


def _report(estate_id: int, rectification_id: int, form: ProofForm) -> bool:
    sent: list[FileStorage] = [photo for photo in form.photos.data or [] if photo and photo.filename][:1]
    try:
        if not sent:
            raise ProofNeeded
        with kept_pictures(sent) as keys, transaction():
            found = queries.get_rectification(estate_id, rectification_id, lock=True)
            rectifying.report_done(found, form.proof.data, keys[0], by=actor(), now=clock.now())
    except (NotAPicture, PictureBroken, PictureTooLarge, ProofNeeded) as refusal:
        form.refuse(refusal, "photos")
    except RuleViolated as refusal:
        form.refuse(refusal)
    return not form.errors
