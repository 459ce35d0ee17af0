"""The board over estates and streets, estates beside each other, and the scores."""

import io
from collections.abc import Sequence
from urllib.parse import quote

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.communities.directory import Place, list_places
from portal.communities.queries import get_estate, list_listings
from portal.desk import board as arranging
from portal.desk.views.blueprint import bp, reach
from portal.domain.assessment import NAMES as CRITERIA
from portal.domain.stages import NAMES, ProjectStage
from portal.exports.assessment import assessment as assess_all
from portal.exports.assessment import bulletin, formula, line
from portal.exports.board import WEEKS, EstateRow, estate_rows
from portal.permissions import Permission
from portal.web import clock
from portal.web.guard import not_here, requires
from portal.web.sheets import Block, FileKind, Sheet, write

_MOST_COMPARED = 4
_NO_STAGE = "none"


def _rows() -> tuple[list[Place], list[EstateRow]]:
    places = list(list_places(within=reach(Permission.STEER_READ)))
    return places, list(estate_rows(places, clock.now()))


@bp.get("/board")
@requires(Permission.STEER_READ)
def board() -> ResponseReturnValue:
    """Every estate in reach, narrowed and sorted as the address says; streets, where there are several."""
    asked = request.args
    wanted = arranging.Wanted(
        street_id=asked.get("street", 0, type=int),
        stage=asked.get("stage", ""),
        show=asked.get("show", ""),
        sort=asked.get("sort", ""),
        upward=asked.get("order") == "up",
    )
    places, rows = _rows()
    return render_template(
        "desk/board.html",
        wanted=wanted,
        rows=arranging.arrange(rows, wanted),
        streets=arranging.streets(rows),
        targets=arranging.against_targets(rows, list_listings([place.id for place in places])),
        stages=[(stage.value, _(NAMES[stage])) for stage in ProjectStage] + [(_NO_STAGE, _("没有方案"))],
        sorts=arranging.SORTS,
        shows=arranging.SHOWS,
        names=NAMES,
        weeks=WEEKS,
        whole=len(rows),
        counts={key: sum(map(test, rows)) for key, (_name, test) in arranging.SHOWS.items()},
    )


@bp.get("/board/compare")
@requires(Permission.STEER_READ)
def compare() -> ResponseReturnValue:
    """A few estates side by side, in the order in which they were ticked."""
    chosen = list(dict.fromkeys(request.args.getlist("estate", type=int)))[:_MOST_COMPARED]
    places = {place.id: place for place in list_places(within=reach(Permission.STEER_READ))}
    if any(estate_id not in places for estate_id in chosen):
        not_here()
    rows = estate_rows([places[estate_id] for estate_id in chosen], clock.now())
    return render_template("desk/compare.html", rows=rows, names=NAMES, most=_MOST_COMPARED, weeks=WEEKS)


@bp.get("/estates/<int:estate_id>/board")
@requires(Permission.STEER_READ)
def estate_board(estate_id: int) -> ResponseReturnValue:
    """One estate's figures, their trend, and the way to what stands behind each."""
    get_estate(estate_id)
    place = next(place for place in list_places(within=reach(Permission.STEER_READ)) if place.id == estate_id)
    [row] = estate_rows([place], clock.now())
    return render_template(
        "desk/estate_board.html",
        row=row,
        names=NAMES,
        weeks=WEEKS,
        listing=list_listings([estate_id]).get(estate_id),
    )


@bp.get("/assessment")
@requires(Permission.STEER_READ)
def assessment() -> ResponseReturnValue:
    """Scores of streets, bodies and estates with their formula; ``?file=xlsx`` takes them along."""
    now = clock.now()
    places = list_places(within=reach(Permission.STEER_READ))
    made = assess_all(places, now)
    if request.args.get("file") == "xlsx":
        return _hand_out(bulletin(places, now, issuer=_issuer(places)))
    return render_template(
        "desk/assessment.html", made=made, criteria=CRITERIA, formula=formula(made.weights), line=line
    )


@bp.get("/assessment/bulletin")
@requires(Permission.STEER_READ)
def assessment_bulletin() -> ResponseReturnValue:
    """The 通报 as a paper to print."""
    places = list_places(within=reach(Permission.STEER_READ))
    said = bulletin(places, clock.now(), issuer=_issuer(places))
    demo = any(place.is_demo for place in places)
    return render_template("desk/assessment_bulletin.html", said=said, day=clock.now(), demo=demo)


def _issuer(places: Sequence[Place]) -> str:
    """Who tells: the district where somebody reaches all, else the street."""
    if reach(Permission.STEER_READ).everywhere:
        return str(_("区老旧小区改造工作领导小组办公室"))
    names = {place.street for place in places}
    return str(_("%(street)s办事处", street=names.pop()) if len(names) == 1 else _("街道办事处"))


def _hand_out(said: dict[str, list[dict[str, list[str]]]]) -> ResponseReturnValue:
    """A workbook with a page for each list; the formula stands on the first."""
    sheets = [
        Sheet(
            name=str(table["title"])[:31],
            widths=(30, 14, 14, 14, 14, 10),
            above=[str(said["title"]), *(said["formula"] if not place else ())],
            blocks=[Block(rows=table["rows"], heads=table["heads"])],
        )
        for place, table in enumerate(said["tables"])
    ]
    file = io.BytesIO()
    write(file, sheets, FileKind.XLSX)
    answer = send_file(file, mimetype=FileKind.XLSX.mimetype)
    name = quote(f"{said['title']}.xlsx")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    answer.headers["Cache-Control"] = "no-store"
    return answer
