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
from portal.plans.scope_words import CONDITIONS
from portal.plans.services.ledger import Picture, add_picture
from portal.plans.services.scope import Check, approve_model, check_estate, draft_model
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
    _scopes(estates, staff, now)
    _model(estates["蓝宝石小区"], staff["clerk"].actor, by, now)


def _scopes(estates: dict[str, Estate], staff: dict[str, Staff], now: datetime) -> None:
    """Two that meet the test; a building beside the first that joins it and lacks a condition."""
    all_but = [key for key in CONDITIONS if key != "services"]
    for own, estate, year, met, reason in (
        ("油房沟小区", "油房沟小区", 1994, list(CONDITIONS), ""),
        ("油房沟小区", "红豆大厦小区", 1998, all_but, "只隔一堵墙，管网和出入口共用（演示）"),
        ("柏杨路小区", "柏杨路小区", 1991, list(CONDITIONS), ""),
    ):
        project = find_published(estates[own].id)
        if project is None:
            raise ValueError("the plans come first")
        by = staff["street" if own == "油房沟小区" else "furong"].actor
        at = now - timedelta(days=3)
        checker = f"{project.estate.street.name}办事处（演示）"
        said = Check(estates[estate].id, year, met, local_day(at), checker, reason)
        check_estate(project, said, by=by, now=at)


def _model(estate: Estate, clerk: Actor, street: Actor, now: datetime) -> None:
    project = find_published(estate.id)
    if project is None:
        raise ValueError("the plans come first")
    text = (
        "先问各家想改什么，再定改什么。\n管线一次入地，路只挖一回。\n完工后每家打分，问题当月改好（演示）。"
    )
    found = draft_model(project, "路只挖一回（演示）", text, by=clerk, now=now - timedelta(days=2))
    approve_model(found, by=street, now=now - timedelta(days=1))


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
