"""How the works go on at the estate that is being built: weeks, a month, inspections, pictures of an item."""

import io
from datetime import datetime, timedelta

from PIL import Image, ImageDraw

from portal.audit.services import Actor
from portal.communities.models import Estate
from portal.demo.people import Staff
from portal.domain.deadlines import local_day
from portal.plans.models import PhotoPhase, Project
from portal.plans.models.works import NoteKind
from portal.plans.queries import find_published, list_items
from portal.plans.services.ledger import Picture, add_picture
from portal.plans.services.works import Mended, Note, Visit, inspect, mend, write_note
from portal.web.uploads import keep_picture

_PHOTOGRAPHER = "街道工作人员拍摄（演示）"
_NOTES = (
    (NoteKind.WEEKLY, 7, 28, "供排水管网挖到2栋，周三停水半天（演示）。"),
    (NoteKind.MONTHLY, 1, 35, "比计划晚三天，下个月加一个班组（演示）。"),
    (NoteKind.WEEKLY, 0, 35, "管网做到3栋，道路从南门开始破路（演示）。"),
)


def follow_works(estates: dict[str, Estate], staff: dict[str, Staff], now: datetime) -> None:
    """Last week and this week, a month; a finding put right, one that is late, a visit without any."""
    by = staff["furong"].actor
    project = find_published(estates["柏杨路小区"].id)
    if project is None:
        raise ValueError("the plans come first")
    for kind, days, percent, text in _NOTES:
        at = now - timedelta(days=days)
        write_note(project, Note(kind, local_day(at), percent, text), by=by, now=at)
    pipes = next(item.id for item in list_items(project.id) if item.name == "供排水管网")
    _visit(project, pipes, by, now)
    _photograph(project, pipes, by, now)


def _visit(project: Project, pipes: int, by: Actor, now: datetime) -> None:
    today = local_day(now)
    day = timedelta(days=1)
    station = "区建设工程质量监督站（演示）"
    first = Visit(
        is_announced=True,
        visited_on=today - 7 * day,
        inspector=station,
        finding="2栋旁的管沟没有围挡，夜里没有灯。",
        due_on=today - 5 * day,
        item_id=pipes,
    )
    found = inspect(project, first, by=by, now=now - 7 * day)
    proof = _drawn("围挡和警示灯", "#3d6b58")
    done = Mended(today - 6 * day, "装了围挡，挂了警示灯。", proof, _PHOTOGRAPHER, may_show=True)
    mend(found, done, by=by, now=now - 6 * day)
    late = Visit(
        is_announced=False,
        visited_on=today - 5 * day,
        inspector="街道办事处（演示）",
        finding="南门堆的沙石占了消防通道。",
        due_on=today - 2 * day,
    )
    inspect(project, late, by=by, now=now - 5 * day)
    clean = Visit(
        is_announced=True, visited_on=today - day, inspector=station, finding="管材有合格证，接口平整。"
    )
    inspect(project, clean, by=by, now=now - day)


def _photograph(project: Project, item_id: int, by: Actor, now: datetime) -> None:
    for phase, days, caption, ground in (
        (PhotoPhase.BEFORE, 30, "2栋旁的老管沟（演示图）", "#6b5a48"),
        (PhotoPhase.DURING, 2, "3栋旁挖开的管沟（演示图）", "#8a5a2c"),
    ):
        taken = local_day(now) - timedelta(days=days)
        key = _drawn(caption, ground)
        said = Picture(key, phase, caption, taken, _PHOTOGRAPHER, may_show=True, item_id=item_id)
        add_picture(project, said, by=by, now=now)


def _drawn(caption: str, ground: str) -> str:
    """A picture that nobody takes for a photograph: a trench in two colours, as long as its name."""
    drawn = Image.new("RGB", (640, 480), "#dfe8e4")
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((0, 240, 640, 480), fill=ground)
    for place in range(len(caption)):
        pen.rectangle((20 + 60 * place, 300, 60 + 60 * place, 340), fill="#e9dfc9")
    content = io.BytesIO()
    drawn.save(content, "PNG")
    content.seek(0)
    return keep_picture(content, "demo.png")
