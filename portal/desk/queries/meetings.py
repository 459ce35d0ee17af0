"""Meetings and tasks within somebody's reach."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, false, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.communities.directory import Scope
from portal.db import session
from portal.desk.models import Meeting, MeetingDecision
from portal.domain.bodies import Body

PAGE = 30


@dataclass(frozen=True)
class Reach:
    """Whose meetings and tasks somebody sees: by scope, by estate, and as who answers for a body there."""

    scope: Scope
    estate_ids: Collection[int]
    bodies: Collection[Body] = ()

    def meetings(self) -> ColumnElement[bool]:
        """Of the streets in reach; of the district for everybody who steers."""
        if self.scope.everywhere:
            return true()
        mine = select(MeetingDecision.meeting_id).where(self._tasks())
        return or_(Meeting.street_id.in_(self.scope.street_ids), Meeting.id.in_(mine))

    def tasks(self) -> ColumnElement[bool]:
        return true() if self.scope.everywhere else or_(self._streets(), self._tasks())

    def _streets(self) -> ColumnElement[bool]:
        held = select(Meeting.id).where(Meeting.street_id.in_(self.scope.street_ids))
        return MeetingDecision.meeting_id.in_(held)

    def _tasks(self) -> ColumnElement[bool]:
        mine = MeetingDecision.body.in_(self.bodies) if self.bodies else false()
        return or_(MeetingDecision.estate_id.in_(self.estate_ids), mine & MeetingDecision.estate_id.is_(None))


def list_meetings(reach: Reach) -> Sequence[Meeting]:
    """The latest first, with their decisions."""
    wanted = select(Meeting).where(reach.meetings()).order_by(Meeting.held_at.desc(), Meeting.id.desc())
    shown = wanted.options(selectinload(Meeting.decisions), joinedload(Meeting.street)).limit(PAGE)
    return session.scalars(shown).unique().all()


def get_meeting(meeting_id: int, reach: Reach) -> Meeting:
    """:raises sqlalchemy.exc.NoResultFound: none of that id in reach."""
    wanted = select(Meeting).where(Meeting.id == meeting_id, reach.meetings())
    with_all = selectinload(Meeting.decisions).joinedload(MeetingDecision.estate)
    return session.scalars(wanted.options(with_all, joinedload(Meeting.street))).unique().one()


def get_decision(decision_id: int, reach: Reach, *, lock: bool = False) -> MeetingDecision:
    """:raises sqlalchemy.exc.NoResultFound: none of that id in reach."""
    wanted = select(MeetingDecision).where(MeetingDecision.id == decision_id, reach.tasks())
    return session.scalars(wanted.with_for_update() if lock else wanted).one()


def list_tasks(reach: Reach, *, until: date | None = None) -> Sequence[MeetingDecision]:
    """What is not done, the first due first; `until`: only what is due by that day."""
    wanted = select(MeetingDecision).join(MeetingDecision.meeting)
    wanted = wanted.where(MeetingDecision.done_at.is_(None), reach.tasks())
    if until is not None:
        wanted = wanted.where(MeetingDecision.due_on <= until)
    shown = wanted.options(contains_eager(MeetingDecision.meeting), joinedload(MeetingDecision.estate))
    return session.scalars(shown.order_by(MeetingDecision.due_on, MeetingDecision.id)).all()
