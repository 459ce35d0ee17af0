"""The figures of cases, and the weekly 安排 and monthly 调度 sheets: pages that print, and xlsx."""

import io
from datetime import datetime, timedelta
from urllib.parse import quote

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue

from portal.communities.directory import Place
from portal.domain.bodies import BODIES
from portal.domain.deadlines import CHINA, local_day
from portal.feedback import dispatch
from portal.feedback.desk.blueprint import bp, reach
from portal.feedback.queries import figures as reading
from portal.permissions import Permission
from portal.web import clock
from portal.web.guard import not_here, requires
from portal.web.sheets import FileKind, Sheet, shown, write

_WEEKS = 12


@bp.get("/cases/figures")
@requires(Permission.CASE_READ)
def figures() -> ResponseReturnValue:
    """Of the last twelve weeks: in term, done, confirmed, unheard, reopened; by body, estate and week."""
    now = clock.now()
    places = {place.id: place for place in reach(Permission.CASE_READ)}
    start = reading.monday(local_day(now)) - timedelta(weeks=_WEEKS - 1)
    lines = reading.list_lines(list(places), _midnight(start), now + timedelta(seconds=1))
    return render_template(
        "feedback/desk/figures.html",
        whole=reading.count_up(lines, now),
        by_body=reading.by_body(lines, now),
        by_estate=reading.by_estate(lines, now),
        by_week=reading.by_week(lines, now),
        places=places,
        bodies=BODIES,
        since=start,
    )


def _midnight(day: object) -> datetime:
    return datetime.fromisoformat(f"{day}T00:00:00").replace(tzinfo=CHINA)


@bp.get("/cases/sheets/<kind>")
@requires(Permission.CASE_READ)
def sheet(kind: str) -> ResponseReturnValue:
    """The week's 安排 or the month's 调度, of one estate or all in reach; ``?file=xlsx`` takes it along."""
    if kind not in ("week", "month"):
        not_here()
    places = _chosen()
    now = clock.now()
    made = dispatch.week(places, now) if kind == "week" else dispatch.month(places, now)
    if request.args.get("file") == "xlsx":
        return _hand_out(dispatch.sheet_of(made))
    return render_template(
        "feedback/desk/sheet.html",
        made=made,
        kind=kind,
        estate=request.args.get("estate", type=int),
        shown=shown,
        demo=any(place.is_demo for place in places),
    )


def _chosen() -> list[Place]:
    places = reach(Permission.CASE_READ)
    wanted = request.args.get("estate", type=int)
    if wanted is None:
        return places
    found = [place for place in places if place.id == wanted]
    return found or not_here()


def _hand_out(sheet: Sheet) -> ResponseReturnValue:
    file = io.BytesIO()
    write(file, [sheet], FileKind.XLSX)
    answer = send_file(file, mimetype=FileKind.XLSX.mimetype)
    name = quote(f"{sheet.name}.xlsx")
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    answer.headers["Cache-Control"] = "no-store"
    return answer
