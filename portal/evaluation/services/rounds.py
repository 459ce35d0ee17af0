"""Opening and closing rounds, and telling people of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.deadlines import local_day
from portal.domain.satisfaction import LOW, Figure
from portal.domain.stages import ProjectStage
from portal.evaluation import queries, words
from portal.evaluation.errors import (
    ClosesTooSoon,
    NotEvaluating,
    NothingPutRight,
    NothingToJudge,
    RoundClosed,
    RoundRunning,
)
from portal.evaluation.models import Point, PointPart, Round, RoundKind
from portal.messages.services import remind, tell
from portal.plans import queries as plans
from portal.plans.models import Project
from portal.plans.queries.versions import find_published_version
from portal.plans.queries.wishes import wished_for
from portal.plans.services import ledger

LEAST_DAYS = 3
_THOUSAND = 1000
_CONSOLE = Actor(None, "定时任务")


@dataclass(frozen=True)
class Opening:
    """What staff say of a round: until when, below what an item is put right, in thousandths."""

    closes_at: datetime
    low_line: int = LOW.numerator * _THOUSAND // LOW.denominator
    title: str = ""
    services: Sequence[str] = field(default_factory=tuple)


def open_for_project(estate_id: int, opening: Opening, *, by: Actor, now: datetime) -> Round:
    """Ask about every item of the published plan and the three parts overall.

    :raises NotEvaluating: the project is not at 共评. :raises RoundRunning: :raises ClosesTooSoon:
    """
    project = plans.find_published(estate_id)
    if project is None or project.stage is not ProjectStage.EVALUATING:
        raise NotEvaluating
    items = plans.list_items(project.id)
    if not items:
        raise NothingToJudge
    points = [Point(part=PointPart.ITEM, item_id=item.id, name=item.name, detail=item.what) for item in items]
    points += [Point(part=part, name=words.PARTS[part], detail=said) for part, said in words.OVERALL.items()]
    made = Round(
        estate_id=estate_id,
        project_id=project.id,
        kind=RoundKind.PROJECT,
        title=opening.title or f"{project.title}：效果评价",
        version=_version(project),
        points=points,
    )
    return _open(made, opening, by, now)


def _version(project: Project) -> str:
    """Which version of the plan is judged, by its number and day; "" for a plan from before versions."""
    version = find_published_version(project)
    if version is None or version.published_at is None:
        return ""
    return f"第{version.number}版（{local_day(version.published_at).isoformat()}）"


def open_for_management(estate_id: int, opening: Opening, *, by: Actor, now: datetime) -> Round:
    """The yearly one: each service and the management overall.

    :raises NothingToJudge: no service was named. :raises RoundRunning: :raises ClosesTooSoon:
    """
    named = [name.strip() for name in opening.services if name.strip()]
    if not named:
        raise NothingToJudge
    points = [Point(part=PointPart.SERVICE, name=name) for name in dict.fromkeys(named)]
    lasting = words.OVERALL[PointPart.LASTING]
    points.append(Point(part=PointPart.LASTING, name=words.PARTS[PointPart.LASTING], detail=lasting))
    title = opening.title or f"{local_day(now).year}年管理服务评价"
    made = Round(estate_id=estate_id, kind=RoundKind.MANAGEMENT, title=title, points=points)
    return _open(made, opening, by, now)


def open_again(estate_id: int, opening: Opening, *, by: Actor, now: datetime) -> Round:
    """Ask again about what was put right since.

    :raises NothingPutRight: :raises RoundRunning: :raises ClosesTooSoon:
    """
    done = queries.list_put_right(estate_id)
    if not done:
        raise NothingPutRight
    made = Round(
        estate_id=estate_id,
        parent_id=done[0].point.round_id,
        project_id=queries.get_round(estate_id, done[0].point.round_id).project_id,
        kind=RoundKind.AGAIN,
        title=opening.title or "整改完成，请您再评",
        points=[
            Point(part=each.point.part, item_id=each.point.item_id, name=each.point.name, detail=each.proof)
            for each in done
        ],
    )
    opened = _open(made, opening, by, now)
    for each in done:
        each.again_id = opened.id
    return opened


def _open(made: Round, opening: Opening, by: Actor, now: datetime) -> Round:
    if opening.closes_at < now + timedelta(days=LEAST_DAYS):
        raise ClosesTooSoon(days=LEAST_DAYS)
    for position, point in enumerate(made.points, 1):
        point.position = position
    made.opens_at, made.closes_at = now, opening.closes_at
    made.asked, made.low_line = queries.count_dwellings(made.estate_id), opening.low_line
    made.opened_by = by.account_id
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        raise RoundRunning from None
    subject = f"evaluation:{made.id}"
    record(now, by, "evaluation.open", subject, estate_id=made.estate_id, title=made.title)
    for account_id in queries.list_unanswered(made):
        tell(
            now,
            account_id,
            "evaluation.opened",
            "请您评一评",
            f"“{made.title}”开始了，一户一份，不显示是谁评的。",
            estate_id=made.estate_id,
            link=link_to(made),
        )
    return made


def link_to(of: Round) -> str:
    return f"/estates/{of.estate_id}/evaluation/{of.id}"


def close(of: Round, *, by: Actor, now: datetime) -> None:
    """End it for good; the figures may be read from now on. :raises RoundClosed: it is ended already."""
    session.refresh(of, ["closed_at"], with_for_update=True)
    if of.closed_at is not None:
        raise RoundClosed
    of.closed_at = now
    session.flush()
    answers = queries.count_answers([of.id]).get(of.id, 0)
    record(now, by, "evaluation.close", f"evaluation:{of.id}", estate_id=of.estate_id, homes=answers)
    if of.project_id is not None:
        _into_ledger(of, by, now)


def _into_ledger(of: Round, by: Actor, now: datetime) -> None:
    """What it came to, beside what was once wished for, into the ledger of the project."""
    results = queries.results_of(of)
    wished = wished_for(of.project_id) if of.project_id else {}
    whole = ledger.Said("全部内容", **_figures(results.whole))
    said = [
        ledger.Said(point.name, point.item_id, wished=wished.get(point.name), **_figures(figure))
        for point, figure in results.points
    ]
    verdicts = ledger.Verdicts(
        of.id,
        of.title,
        results.response.answered,
        results.response.asked,
        [whole, *said],
        is_again=of.kind is RoundKind.AGAIN,
    )
    ledger.enter_verdicts(session.get_one(Project, of.project_id), verdicts, by=by, now=now)


def _figures(figure: Figure) -> Mapping[str, int | None]:
    if not figure.shown:
        return {}
    return {"tenths": figure.tenths, "households": figure.households, "satisfied": figure.satisfied}


def close_over(now: datetime, _slot: datetime) -> None:
    """Close the rounds whose time is over."""
    for each in queries.list_to_close(now):
        close(each, by=_CONSOLE, now=now)


def remind_unanswered(now: datetime, _slot: datetime) -> None:
    """In the last three days, ask those whose home has said nothing; nobody more than once a day."""
    for each in queries.list_to_close(now + timedelta(days=LEAST_DAYS)):
        if each.closes_at <= now:
            continue
        for account_id in queries.list_unanswered(each):
            remind(
                now,
                account_id,
                "reminder.evaluation",
                "还等您评一评",
                f"“{each.title}”{local_day(each.closes_at).month}月{local_day(each.closes_at).day}日结束。",
                estate_id=each.estate_id,
                link=link_to(each),
            )
