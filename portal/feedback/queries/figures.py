"""件件有落实、事事有反馈 as figures, and what the weekly and monthly sheets are made from."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.communities.models import Entrance, Part
from portal.db import session
from portal.domain.bodies import Body
from portal.domain.deadlines import local_day
from portal.domain.stages import CaseState
from portal.feedback.models import Case, CaseStep
from portal.feedback.queries.cases import FINISHED
from portal.plans.models import Item, ItemState, Project

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Line:
    """What a figure needs to know of a case."""

    id: int
    estate_id: int
    body: Body | None
    state: CaseState
    raised_at: datetime
    term_ends_at: datetime | None
    answered_at: datetime | None
    reopened: bool


@dataclass(frozen=True)
class Figure:
    """Counts of cases; a merged one is counted with the one that it went into.

    :param due: answered, or the term is over: what a share in term is a share of.
    :param days: median of calendar days from raising to the first answer; None without an answer.
    """

    raised: int
    due: int
    in_term: int
    done: int
    confirmed: int
    unheard: int
    reopened: int
    days: float | None


def list_lines(estate_ids: Collection[int], since: datetime, until: datetime) -> Sequence[Line]:
    """Cases raised from a moment to before another."""
    again = select(CaseStep.case_id).where(CaseStep.state == CaseState.REOPENED).distinct()
    rows = session.execute(
        select(
            Case.id,
            Case.estate_id,
            Case.body,
            Case.state,
            Case.raised_at,
            Case.term_ends_at,
            Case.answered_at,
            Case.id.in_(again),
        ).where(
            Case.estate_id.in_(estate_ids),
            Case.raised_at >= since,
            Case.raised_at < until,
            Case.state != CaseState.MERGED,
        )
    )
    return [Line(*row) for row in rows]


def count_up(lines: Collection[Line], now: datetime) -> Figure:
    """The figure of some cases at a moment."""
    due = [line for line in lines if line.answered_at or (line.term_ends_at and line.term_ends_at <= now)]
    states = [line.state for line in lines]
    waits = [
        (local_day(line.answered_at) - local_day(line.raised_at)).days for line in lines if line.answered_at
    ]
    return Figure(
        raised=len(lines),
        due=len(due),
        in_term=sum(1 for line in due if _in_term(line)),
        done=sum(state in (CaseState.DONE, CaseState.CONFIRMED, CaseState.UNHEARD) for state in states),
        confirmed=states.count(CaseState.CONFIRMED),
        unheard=states.count(CaseState.UNHEARD),
        reopened=sum(line.reopened for line in lines),
        days=median(waits) if waits else None,
    )


def _in_term(line: Line) -> bool:
    """The last moment of the term is no longer in it: it is the midnight after the last day."""
    return line.answered_at is not None and (
        line.term_ends_at is None or line.answered_at < line.term_ends_at
    )


def by_body(lines: Collection[Line], now: datetime) -> Mapping[Body, Figure]:
    return _by([(line.body or Body.COMMITTEE, line) for line in lines], now)


def by_estate(lines: Collection[Line], now: datetime) -> Mapping[int, Figure]:
    return _by([(line.estate_id, line) for line in lines], now)


def by_week(lines: Collection[Line], now: datetime) -> Mapping[date, Figure]:
    """By the Monday of the week in which they were raised, the latest first."""
    found = _by([(monday(local_day(line.raised_at)), line) for line in lines], now)
    return dict(sorted(found.items(), reverse=True))


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _by(keyed: Sequence[tuple[K, Line]], now: datetime) -> Mapping[K, Figure]:
    groups: dict[K, list[Line]] = defaultdict(list)
    for key, line in keyed:
        groups[key].append(line)
    return {key: count_up(lines, now) for key, lines in groups.items()}


def list_open(estate_ids: Collection[int]) -> Sequence[Case]:
    """What is not finished in some estates, what is due first before the rest."""
    return session.scalars(
        select(Case)
        .where(Case.estate_id.in_(estate_ids), Case.state.not_in(FINISHED))
        .order_by(Case.due_at.is_(None), Case.due_at, Case.id)
        .options(
            joinedload(Case.part).joinedload(Part.entrance).joinedload(Entrance.building),
            joinedload(Case.building),
        )
    ).all()


def list_works(estate_ids: Collection[int]) -> Sequence[Item]:
    """Items of published plans that are not done yet, by estate and when they begin."""
    return session.scalars(
        select(Item)
        .join(Project, Project.id == Item.project_id)
        .where(
            Item.estate_id.in_(estate_ids),
            Item.state != ItemState.DONE,
            Item.dropped_at.is_(None),
            Project.published_at.is_not(None),
        )
        .order_by(Item.estate_id, Item.starts_on.is_(None), Item.starts_on, Item.id)
    ).all()
