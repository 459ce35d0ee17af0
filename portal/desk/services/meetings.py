"""Holding a meeting on paper: its decisions become tasks, and tasks are settled once."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from portal.audit.services import Actor, record
from portal.communities.models import Estate
from portal.db import session
from portal.desk.errors import AlreadySettled, DueBeforeMeeting, EstateElsewhere, NotHeldYet, NotSaidHow
from portal.desk.models import Meeting, MeetingDecision, MeetingKind
from portal.domain.bodies import Body
from portal.domain.deadlines import local_day


@dataclass(frozen=True)
class Minutes:
    """What was written down of a meeting; ``street_id`` None is the district's."""

    street_id: int | None
    kind: MeetingKind
    title: str
    held_at: datetime
    place: str = ""
    chair: str = ""
    attended: str = ""
    minutes: str = ""


@dataclass(frozen=True)
class Task:
    """A decision: what, which body, for which estate (None: all), by when."""

    text: str
    body: Body
    estate: Estate | None
    due_on: date


def hold(said: Minutes, *, once: str, by: Actor, now: datetime) -> Meeting:
    """Record a meeting that was held. The same pressing of the button makes one.

    :raises NotHeldYet:
    """
    known = session.scalars(select(Meeting).where(Meeting.once == once)).one_or_none()
    if known is not None:
        return known
    if said.held_at > now:
        raise NotHeldYet
    made = Meeting(
        street_id=said.street_id,
        kind=said.kind,
        title=said.title,
        held_at=said.held_at,
        place=said.place,
        chair=said.chair,
        attended=said.attended,
        minutes=said.minutes,
        once=once,
        recorded_at=now,
        recorded_by=by.account_id,
    )
    session.add(made)
    session.flush()
    record(now, by, "meeting.hold", f"meeting:{made.id}", title=said.title)
    return made


def decide(meeting: Meeting, task: Task, *, by: Actor, now: datetime) -> MeetingDecision:
    """Add a decision to a meeting. :raises DueBeforeMeeting: :raises EstateElsewhere:"""
    if task.due_on < local_day(meeting.held_at):
        raise DueBeforeMeeting
    if task.estate and meeting.street_id is not None and task.estate.street_id != meeting.street_id:
        raise EstateElsewhere
    last = select(func.max(MeetingDecision.position)).where(MeetingDecision.meeting_id == meeting.id)
    made = MeetingDecision(
        meeting_id=meeting.id,
        position=(session.scalar(last) or 0) + 1,
        text=task.text,
        body=task.body,
        estate_id=task.estate.id if task.estate else None,
        due_on=task.due_on,
    )
    session.add(made)
    session.flush()
    record(
        now, by, "meeting.decide", f"meeting:{meeting.id}", estate_id=made.estate_id,
        number=made.position, name=task.text, scope=task.body.value,
    )  # fmt: skip
    return made


def settle(decision: MeetingDecision, note: str, *, by: Actor, now: datetime) -> None:
    """The task is done, and how. :raises AlreadySettled: :raises NotSaidHow:"""
    if decision.done_at is not None:
        raise AlreadySettled
    if not note.strip():
        raise NotSaidHow
    decision.done_at, decision.done_by, decision.done_note = now, by.account_id, note.strip()
    session.flush()
    record(
        now, by, "meeting.settle", f"meeting:{decision.meeting_id}", estate_id=decision.estate_id,
        number=decision.position, reason=decision.done_note,
    )  # fmt: skip
