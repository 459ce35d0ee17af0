"""One point a page, saved as one goes; then the results, for everybody."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.services.homes import address
from portal.audit.services import Actor
from portal.communities.models import Part
from portal.communities.queries import get_estate
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.domain.satisfaction import SMALLEST_GROUP
from portal.evaluation import queries, words
from portal.evaluation.errors import NotYourHome
from portal.evaluation.forms import MarkForm
from portal.evaluation.models import Point, Round
from portal.evaluation.pictures import picture
from portal.evaluation.services.answering import Said, answer, check_open
from portal.evaluation.views.blueprint import bp
from portal.permissions import Permission
from portal.plans.queries.wishes import wished_for
from portal.web import clock
from portal.web.guard import account, current_account, not_here, public, requires
from portal.web.uploads import (
    NotAPicture,
    PictureBroken,
    PictureTooLarge,
    discard_picture,
    kept_pictures,
)

_ROUND = "/estates/<int:estate_id>/evaluation/<int:round_id>"
_OF_PHOTOS = (NotAPicture, PictureBroken, PictureTooLarge)


@bp.get("/estates/<int:estate_id>/evaluation")
@public
def rounds(estate_id: int) -> ResponseReturnValue:
    """What residents are asked now, what came of it, and what is being put right."""
    found = queries.list_rounds(estate_id)
    return render_template(
        "evaluation/rounds.html",
        estate=get_estate(estate_id),
        rounds=found,
        counts=queries.count_answers([each.id for each in found]),
        rectifications=queries.list_rectifications(estate_id),
        now=clock.now(),
        words=words,
    )


@bp.get(_ROUND)
@public
def result(estate_id: int, round_id: int) -> ResponseReturnValue:
    """While it is open: how many answered. Afterwards: the figures, each with who stands behind it."""
    of = queries.get_round(estate_id, round_id)
    closed = of.closed_at is not None
    return render_template(
        "evaluation/result.html",
        estate=get_estate(estate_id),
        round=of,
        results=queries.results_of(of),
        closed=closed,
        own=_own(of),
        rectifications=[
            each for each in queries.list_rectifications(estate_id) if each.point.round_id == of.id
        ],
        inspections=queries.list_inspections(of.id) if closed else (),
        wished=wished_for(of.project_id) if of.project_id else {},
        least=SMALLEST_GROUP,
        now=clock.now(),
        words=words,
    )


def _own(of: Round) -> list[tuple[Part, str, int]]:
    """The homes of whoever asks, with their address and how many points they have judged."""
    who = current_account()
    if who is None or who.is_staff:
        return []
    found = []
    for part in queries.list_own_dwellings(of.estate_id, who.id):
        held = queries.find_answer(of.id, part.id)
        found.append((part, address(part), len(queries.list_marks(held.id)) if held else 0))
    return found


@bp.route(f"{_ROUND}/homes/<int:part_id>/<int:position>", methods=["GET", "POST"])
@requires(Permission.EVALUATION_ANSWER)
def judge(estate_id: int, round_id: int, part_id: int, position: int) -> ResponseReturnValue:
    """One question: what does this home think of this point?"""
    of = queries.get_round(estate_id, round_id)
    check_open(of, clock.now())
    part, point = _home(of, part_id), _point(of, position)
    held = queries.find_answer(of.id, part.id)
    marks = queries.list_marks(held.id) if held else {}
    mark = marks.get(point.id)
    form = MarkForm(data={"verdict": mark.verdict, "sentence": mark.sentence} if mark else None)
    if form.submitted() and _keep(of, part, point, form):
        return redirect(_next(of, part, position), 303)
    return render_template(
        "evaluation/judge.html",
        round=of,
        part=part,
        home=address(part),
        point=point,
        mark=mark,
        form=form,
        words=words,
    )


def _home(of: Round, part_id: int) -> Part:
    """:raises NotYourHome: somebody else's, of another estate, or no dwelling."""
    for part in queries.list_own_dwellings(of.estate_id, account().id):
        if part.id == part_id:
            return part
    raise NotYourHome


def _point(of: Round, position: int) -> Point:
    if not 1 <= position <= len(of.points):
        not_here()
    return of.points[position - 1]


def _keep(of: Round, part: Part, point: Point, form: MarkForm) -> bool:
    """Whether the verdict is kept now; else the form says why not."""
    by = Actor(account().id, account().display_name)
    photos = [photo for photo in form.photos.data or [] if photo and photo.filename][:1]
    try:
        with kept_pictures(photos) as keys:
            said = Said(form.verdict.data, form.sentence.data, keys[0] if keys else None)
            with transaction():
                fresh = queries.get_round(of.estate_id, of.id)
                before = _photo_before(fresh, part, point)
                kept = answer(fresh, part.id, point.id, said, by=by, now=clock.now())
                stays = kept.photo
        if before and before != stays:
            discard_picture(before)
    except _OF_PHOTOS as refusal:
        form.refuse(refusal, "photos")
    except RuleViolated as refusal:
        form.refuse(refusal)
    return not form.errors


def _photo_before(of: Round, part: Part, point: Point) -> str | None:
    held = queries.find_answer(of.id, part.id)
    mark = queries.list_marks(held.id).get(point.id) if held else None
    return mark.photo if mark else None


def _next(of: Round, part: Part, position: int) -> str:
    if position < len(of.points):
        return url_for(
            ".judge", estate_id=of.estate_id, round_id=of.id, part_id=part.id, position=position + 1
        )
    return url_for(".judged", estate_id=of.estate_id, round_id=of.id, part_id=part.id)


@bp.get(f"{_ROUND}/homes/<int:part_id>")
@requires(Permission.EVALUATION_ANSWER)
def judged(estate_id: int, round_id: int, part_id: int) -> ResponseReturnValue:
    """What this home has said, with a way to change each."""
    of = queries.get_round(estate_id, round_id)
    part = _home(of, part_id)
    held = queries.find_answer(of.id, part.id)
    return render_template(
        "evaluation/judged.html",
        round=of,
        part=part,
        home=address(part),
        marks=queries.list_marks(held.id) if held else {},
        is_open=of.closed_at is None and clock.now() < of.closes_at,
        words=words,
    )


@bp.get("/estates/<int:estate_id>/rectifications/<int:rectification_id>/photo")
@public
def proof(estate_id: int, rectification_id: int) -> ResponseReturnValue:
    """The picture of what was put right, for everybody."""
    found = queries.get_rectification(estate_id, rectification_id)
    if found.photo is None:
        not_here()
    return picture(found.photo, small="small" in request.args)
