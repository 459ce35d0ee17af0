"""One case with its trail, and lists of them for the resident and the desk."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from portal.communities.models import Entrance, Part
from portal.db import session
from portal.domain.bodies import Body
from portal.domain.deadlines import local_day
from portal.domain.handling import Level
from portal.domain.stages import CaseState
from portal.feedback.models import Case, CaseCategory, CasePhoto, CaseStep, CaseSupporter, Handler

PAGE = 20
FINISHED = (CaseState.DONE, CaseState.CONFIRMED, CaseState.UNHEARD, CaseState.MERGED)
#: Nobody has answered yet, or the answer did not hold.
UNANSWERED = (
    CaseState.SENT,
    CaseState.ACCEPTED,
    CaseState.ASSIGNED,
    CaseState.IN_PROGRESS,
    CaseState.REOPENED,
)
#: Somebody still owes a deed: an answer, or what an answer promised for a day.
WAITING = (*UNANSWERED, CaseState.ANSWERED)


@dataclass(frozen=True)
class Asked:
    """Which cases of an estate the desk wants to see; ``words`` are looked for in number, text and place.

    :param bodies: only what these answer for; None for all.
    :param overdue_at: only what should have been answered by then.
    """

    unfinished: bool = False
    state: CaseState | None = None
    category: CaseCategory | None = None
    words: str = ""
    body: Body | None = None
    level: Level | None = None
    bodies: Collection[Body] | None = None
    overdue_at: datetime | None = None


@dataclass(frozen=True)
class Page:
    """One page of a list: ``number`` of ``last``, from 1; ``count`` over all pages."""

    cases: Sequence[Case]
    number: int
    last: int
    count: int


def _place() -> ORMOption:
    return joinedload(Case.part).joinedload(Part.entrance).joinedload(Entrance.building)


def get_case(estate_id: int, case_id: int) -> Case:
    """With place, trail and photos. :raises sqlalchemy.exc.NoResultFound: none such in this estate."""
    return session.scalars(
        select(Case)
        .where(Case.id == case_id, Case.estate_id == estate_id)
        .options(
            _place(),
            joinedload(Case.building),
            joinedload(Case.account),
            joinedload(Case.merged_into),
            selectinload(Case.steps),
            selectinload(Case.photos),
            selectinload(Case.notes),
            selectinload(Case.supporters).joinedload(CaseSupporter.account),
            selectinload(Case.mediations),
        )
    ).one()


def get_own_case(estate_id: int, case_id: int, account_id: int) -> Case:
    """One that this person raised. :raises sqlalchemy.exc.NoResultFound: none such."""
    return session.scalars(
        select(Case)
        .where(Case.id == case_id, Case.estate_id == estate_id, Case.account_id == account_id)
        .options(
            _place(),
            joinedload(Case.building),
            joinedload(Case.merged_into),
            selectinload(Case.steps),
            selectinload(Case.photos),
            selectinload(Case.supporters),
        )
    ).one()


def find_tapped(account_id: int, once: str) -> Case | None:
    """What the same pressing of the button already left."""
    return session.scalars(select(Case).where(Case.account_id == account_id, Case.once == once)).one_or_none()


def find_taken(taken_by: int, once: str) -> Case | None:
    """What the same pressing of a clerk's button already left."""
    return session.scalars(select(Case).where(Case.taken_by == taken_by, Case.once == once)).one_or_none()


def find_reported(estate_id: int, once: str) -> Case | None:
    """What the same pressing already left, of somebody who gave a phone and took no clerk's time."""
    wanted = select(Case).where(Case.estate_id == estate_id, Case.once == once, Case.taken_by.is_(None))
    return session.scalars(wanted.where(Case.caller_phone.is_not(None))).first()


def has_step(case_id: int, once: str) -> bool:
    """Whether the same pressing of the button was already taken."""
    found = select(CaseStep.id).where(CaseStep.case_id == case_id, CaseStep.once == once)
    return session.scalar(found) is not None


def get_photo(estate_id: int, case_id: int, photo_id: int) -> CasePhoto:
    """With its case. :raises sqlalchemy.exc.NoResultFound: none such in this case of this estate."""
    return session.scalars(
        select(CasePhoto)
        .join(CasePhoto.case)
        .where(CasePhoto.id == photo_id, Case.id == case_id, Case.estate_id == estate_id)
        .options(joinedload(CasePhoto.case))
    ).one()


def count_numbered(estate_id: int, day: date) -> int:
    """How many numbers of a day an estate has given out; cases are never deleted."""
    wanted = select(func.count()).select_from(Case)
    return session.scalar(wanted.where(Case.estate_id == estate_id, Case.number.startswith(prefix(day)))) or 0


def prefix(day: date) -> str:
    """How the numbers of a day begin, e.g. ``FK-260712-``."""
    return f"FK-{day:%y%m%d}-"


def list_own(account_id: int, estate_id: int, page: int) -> Page:
    """What a person raised in an estate: first what waits for them, then the newest."""
    mine = (Case.account_id == account_id) & (Case.estate_id == estate_id)
    return _page(mine, [Case.state.not_in((CaseState.ANSWERED, CaseState.DONE)), Case.id.desc()], page)


def list_cases(estate_id: int, asked: Asked, page: int) -> Page:
    """For the desk: what is unfinished oldest first, anything else newest first."""
    order = Case.id.asc() if asked.unfinished else Case.id.desc()
    return _page(_matches(estate_id, asked), [order], page)


def _matches(estate_id: int, asked: Asked) -> ColumnElement[bool]:
    found = Case.estate_id == estate_id
    if asked.unfinished:
        found &= Case.state.not_in(FINISHED)
    columns = (Case.state, asked.state), (Case.category, asked.category), (Case.body, asked.body)
    for column, wanted in (*columns, (Case.level, asked.level)):
        if wanted is not None:
            found &= column == wanted
    if asked.bodies is not None:
        found &= Case.body.in_(asked.bodies)
    if asked.overdue_at is not None:
        found &= is_overdue(asked.overdue_at)
    if asked.words:
        places = (Case.number, Case.text, Case.place)
        found &= or_(*(column.icontains(asked.words, autoescape=True) for column in places))
    return found


def is_overdue(now: datetime) -> ColumnElement[bool]:
    """Of a case: it should have been answered by now."""
    late_answer = Case.state.in_(UNANSWERED) & (Case.term_ends_at <= now)
    return late_answer | ((Case.state == CaseState.ANSWERED) & (Case.promised_on < local_day(now)))


def count_overdue(estate_ids: Collection[int], now: datetime) -> Mapping[int, int]:
    """By estate, what is not answered though its term is over; estates with none are missing."""
    rows = session.execute(
        select(Case.estate_id, func.count())
        .where(Case.estate_id.in_(estate_ids), is_overdue(now))
        .group_by(Case.estate_id)
    )
    return dict(rows.all())


def count_at_district(estate_ids: Collection[int]) -> Mapping[int, int]:
    """By estate, what nobody answered and went up to the district; estates with none are missing."""
    return _count_open(estate_ids, Case.level == Level.DISTRICT)


def count_for(account_id: int, estate_ids: Collection[int]) -> Mapping[int, int]:
    """By estate, what waits for somebody who answers for a body; estates with none are missing."""
    mine = select(Handler.body).where(Handler.account_id == account_id)
    return _count_open(estate_ids, Case.body.in_(mine) & (Case.state != CaseState.SENT))


def _count_open(estate_ids: Collection[int], which: ColumnElement[bool]) -> Mapping[int, int]:
    rows = session.execute(
        select(Case.estate_id, func.count())
        .where(Case.estate_id.in_(estate_ids), Case.state.in_(UNANSWERED), which)
        .group_by(Case.estate_id)
    )
    return dict(rows.all())


def _page(wanted: ColumnElement[bool], order: Sequence[ColumnElement[Any]], number: int) -> Page:
    count = session.scalar(select(func.count()).select_from(Case).where(wanted)) or 0
    last = max(1, -(-count // PAGE))
    shown = min(max(1, number), last)
    cases = session.scalars(
        select(Case)
        .where(wanted)
        .order_by(*order)
        .options(_place(), joinedload(Case.building))
        .limit(PAGE)
        .offset((shown - 1) * PAGE)
    ).all()
    return Page(cases, shown, last, count)


def count_by_state(estate_id: int, bodies: Collection[Body] | None = None) -> Mapping[CaseState, int]:
    """How many cases stand where, in one grouped query; states without a case are left out."""
    wanted = _matches(estate_id, Asked(bodies=bodies))
    rows = session.execute(select(Case.state, func.count()).where(wanted).group_by(Case.state))
    return {state: count for state, count in rows}  # noqa: C416  # rows are no pairs to the type checker
