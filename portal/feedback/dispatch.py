"""The weekly 安排 and monthly 调度 sheets, made from open cases and works.

Source of the rhythm: 武隆府办发〔2021〕41号, 六、保障措施 (每周有安排、每月有调度).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from portal.communities.directory import Place
from portal.domain.bodies import BODIES, Body
from portal.domain.deadlines import CHINA, local_day
from portal.domain.handling import LEVELS, last_day
from portal.domain.stages import CaseState
from portal.feedback.models import Case
from portal.feedback.queries import figures as reading
from portal.feedback.words import DESK_STATES, title_of
from portal.plans.models import ItemState
from portal.web.sheets import Block, Row, Share, Sheet

_WORKS = {ItemState.PLANNED: "未开工", ItemState.UNDER_WAY: "施工中", ItemState.DONE: "完成"}


@dataclass(frozen=True)
class Table:
    title: str
    heads: Sequence[str]
    rows: Sequence[Row]


@dataclass(frozen=True)
class Dispatch:
    """A sheet as it stands at a moment: lines on top, then tables."""

    title: str
    above: Sequence[str]
    tables: Sequence[Table]


_CASE_HEADS = ("小区", "编号", "什么事", "谁来办", "进展", "哪一级督办", "答复期限", "超期")


def week(places: Sequence[Place], now: datetime) -> Dispatch:
    """What has to be answered and built from this Monday to Sunday; what is overdue stands first."""
    first = reading.monday(local_day(now))
    until = first + timedelta(days=6)
    known = {place.id: place for place in places}
    cases = reading.list_open(list(known))
    soon = [case for case in cases if _is_due(case, until)]
    later = [case for case in cases if case not in soon]
    return Dispatch(
        "每周工作安排",
        [f"{first.isoformat()} 至 {until.isoformat()}", _made(now), _of(places)],
        [
            Table("本周到期和已超期的居民反馈", _CASE_HEADS, [_case(case, known, now) for case in soon]),
            Table("其他没办完的居民反馈", _CASE_HEADS, [_case(case, known, now) for case in later]),
            _works(known, first, until),
        ],
    )


def month(places: Sequence[Place], now: datetime) -> Dispatch:
    """The month so far: how it was answered, by body and estate, and what is overdue."""
    first = local_day(now).replace(day=1)
    known = {place.id: place for place in places}
    since = datetime(first.year, first.month, 1, tzinfo=CHINA)
    lines = reading.list_lines(list(known), since, now + timedelta(seconds=1))
    heads = ("", "提出", "该答复", "按期答复", "按期率", "居民确认", "未回访", "没解决过", "答复天数（中位）")
    bodies = [_figure(BODIES[body].name, each) for body, each in reading.by_body(lines, now).items()]
    estates = [_figure(known[key].name, each) for key, each in reading.by_estate(lines, now).items()]
    overdue = [case for case in reading.list_open(list(known)) if is_overdue(case, now)]
    return Dispatch(
        "每月工作调度",
        [f"{first.year}年{first.month}月", _made(now), _of(places)],
        [
            Table("办理情况（按单位）", ("单位", *heads[1:]), bodies),
            Table("办理情况（按小区）", ("小区", *heads[1:]), estates),
            Table("超期没答复的", _CASE_HEADS, [_case(case, known, now) for case in overdue]),
            _works(known, None, None),
        ],
    )


def _is_due(case: Case, until: date) -> bool:
    return case.answered_at is None and case.term_ends_at is not None and last_day(case.term_ends_at) <= until


def is_overdue(case: Case, now: datetime) -> bool:
    """Not answered though its term is over, or not done by the day that its answer named."""
    if case.state is CaseState.ANSWERED and case.promised_on is not None:
        return case.promised_on < local_day(now)
    if case.state is CaseState.MERGED:
        return False
    return case.answered_at is None and case.term_ends_at is not None and case.term_ends_at <= now


def _case(case: Case, known: dict[int, Place], now: datetime) -> Row:
    return (
        known[case.estate_id].name,
        case.number,
        title_of(case.text),
        BODIES[case.body or Body.COMMITTEE].name,
        DESK_STATES[case.state],
        LEVELS[case.level],
        last_day(case.term_ends_at) if case.term_ends_at else None,
        "超期" if is_overdue(case, now) else "",
    )


def _figure(name: str, each: reading.Figure) -> Row:
    days = f"{each.days:g}" if each.days is not None else "—"
    share = Share(each.in_term, each.due)
    return (
        name,
        each.raised,
        each.due,
        each.in_term,
        share,
        each.confirmed,
        each.unheard,
        each.reopened,
        days,
    )


def _works(known: dict[int, Place], first: date | None, until: date | None) -> Table:
    rows: list[Row] = []
    for item in reading.list_works(list(known)):
        waits = until is not None and item.starts_on is not None and item.starts_on > until
        if not (waits and item.state is ItemState.PLANNED):
            late = "应已完成" if item.ends_on and first and item.ends_on < first else ""
            rows.append(
                (
                    known[item.estate_id].name,
                    item.name,
                    item.responsible,
                    item.phone,
                    _WORKS[item.state],
                    item.starts_on,
                    item.ends_on,
                    late,
                )
            )
    heads = ("小区", "改造内容", "责任单位", "电话", "进展", "计划开工", "计划完工", "备注")
    return Table("改造施工", heads, rows)


def _made(now: datetime) -> str:
    return f"{now.astimezone(CHINA):%Y-%m-%d %H:%M} 从在办反馈和改造内容生成"


def _of(places: Sequence[Place]) -> str:
    if len(places) == 1:
        return f"{places[0].street} {places[0].name}"
    return f"{len(places)} 个小区"


def sheet_of(made: Dispatch) -> Sheet:
    """The same as a file."""
    blocks = [Block(table.rows, table.heads, table.title) for table in made.tables]
    return Sheet(made.title, (14, 18, 24, 22, 12, 14, 14, 12, 16), blocks, [made.title, *made.above])
