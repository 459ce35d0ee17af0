"""Leading a lift, pipes, a house through: facts, steps one after the other, what owners downstairs ask."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from portal.accounts.queries import may_act_for
from portal.audit.services import Actor, record
from portal.communities.models import Part
from portal.db import session
from portal.domain.deadlines import local_day
from portal.messages.services import tell
from portal.plans.course_checks import check_step
from portal.plans.course_steps import MEDIATED, Step, next_step
from portal.plans.errors import (
    AnswerNeeded,
    CourseEnded,
    CourseRunning,
    DayAhead,
    DayBefore,
    NoStepLeft,
    NotGroundFloor,
    NotTheOwner,
    OnlyGradeD,
    PaperNeeded,
    WhyNeeded,
)
from portal.plans.facts import Facts, HouseFacts, empty, from_json, to_json
from portal.plans.models import Compensation, Course, CourseKind, CourseStep
from portal.plans.queries.courses import list_low_homes


@dataclass(frozen=True)
class Beginning:
    """What is begun: for an entrance, a building, or the whole estate."""

    kind: CourseKind
    title: str
    entrance_id: int | None = None
    building_id: int | None = None


def begin(estate_id: int, of: Beginning, *, by: Actor, now: datetime, once: str | None = None) -> Course:
    """:raises CourseRunning: a lift of this entrance is on its way already."""
    twin = session.query(Course).filter_by(estate_id=estate_id, once=once).first() if once else None
    if twin is not None:
        return twin
    made = Course(
        estate_id=estate_id,
        kind=of.kind,
        title=of.title.strip(),
        entrance_id=of.entrance_id,
        building_id=of.building_id,
        facts=to_json(empty(of.kind)),
        opened_at=now,
        opened_by=by.account_id,
        once=once,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        raise CourseRunning from None
    record(now, by, "course.begin", f"course:{made.id}", estate_id=estate_id, title=made.title)
    return made


def facts_of(course: Course) -> Facts:
    return from_json(course.kind, course.facts)


def put_facts(course: Course, facts: Facts, *, by: Actor, now: datetime) -> None:
    """Say what is known now; what was said before goes on record. :raises CourseEnded:"""
    _lock(course)
    was, course.facts = course.facts, to_json(facts)
    changed = {key: value for key, value in was.items() if course.facts.get(key) != value}
    record(now, by, "course.facts", f"course:{course.id}", estate_id=course.estate_id, was=changed)


def link(course: Course, *, vote_id: int | None, scheme_id: int | None) -> None:
    """Which vote and which scheme it rests on. :raises CourseEnded:"""
    _lock(course)
    course.vote_id, course.scheme_id = vote_id, scheme_id


@dataclass(frozen=True)
class Done:
    """That something was done: on which day, by which paper, and what there is to say."""

    on: date
    paper: str = ""
    note: str = ""


def take_step(course: Course, done: Done, *, by: Actor, now: datetime) -> Step:
    """Put the next step down.

    :raises RuleViolated: nothing is left; a house not of grade D; a paper, a fact or an answer is missing;
        the day is ahead or before the step before.
    """
    _lock(course)
    facts = facts_of(course)
    step = next_step(course.kind, facts, course.step)
    if step is None:
        if isinstance(facts, HouseFacts) and course.step == "reported":
            raise OnlyGradeD(grade=facts.grade.value if facts.grade else "？")
        raise NoStepLeft
    if step.paper and not done.paper.strip():
        raise PaperNeeded(step=step.name)
    _check_day(course, done.on, now)
    check_step(course, step, facts, done.note, now)
    course.step = step.key
    _put(course, step, done, by=by, now=now)
    if next_step(course.kind, facts, course.step) is None and not _stopped(facts):
        course.ended_at = now
    return step


def _stopped(facts: Facts) -> bool:
    """A house whose grade keeps it from going on: it is not done, somebody ends it with a word why."""
    return isinstance(facts, HouseFacts) and not facts.is_heritage and facts.grade != "D"


def _check_day(course: Course, day: date, now: datetime) -> None:
    if day > local_day(now):
        raise DayAhead
    taken = [step.done_on for step in course.steps if step.step != MEDIATED.key]
    if taken and day < taken[-1]:
        raise DayBefore(day=taken[-1].isoformat())


def _put(course: Course, step: Step, done: Done, *, by: Actor, now: datetime) -> None:
    course.steps.append(
        CourseStep(
            step=step.key,
            done_on=done.on,
            paper=done.paper.strip(),
            note=done.note.strip(),
            at=now,
            account_id=by.account_id,
            actor=by.name,
        )
    )
    session.flush()
    record(now, by, "course.step", f"course:{course.id}", estate_id=course.estate_id, step=step.key)


def mediate(course: Course, done: Done, *, by: Actor, now: datetime) -> None:
    """Put a mediation on record. :raises WhyNeeded: without a word on it. :raises DayAhead:"""
    _lock(course)
    if not done.note.strip():
        raise WhyNeeded
    if done.on > local_day(now):
        raise DayAhead
    _put(course, MEDIATED, done, by=by, now=now)


def give_up(course: Course, why: str, *, by: Actor, now: datetime) -> None:
    """It does not go on. :raises WhyNeeded: :raises CourseEnded:"""
    _lock(course)
    if not why.strip():
        raise WhyNeeded
    course.ended_at, course.ended_why = now, why.strip()
    record(now, by, "course.give_up", f"course:{course.id}", estate_id=course.estate_id, why=why.strip())


def _lock(course: Course) -> None:
    session.flush()
    session.refresh(course, with_for_update={"of": Course})
    if course.ended_at is not None:
        raise CourseEnded


@dataclass(frozen=True)
class Asked:
    """What an owner downstairs asks for; ``amount`` in fen, None where it is not money."""

    part: Part
    text: str
    amount: int | None = None


def ask(course: Course, asked: Asked, *, by: Actor, now: datetime, once: str | None = None) -> Compensation:
    """By the owner on the own phone. :raises NotGroundFloor: :raises NotTheOwner: :raises CourseEnded:"""
    if by.account_id is None or not may_act_for(by.account_id, asked.part.party_id):
        raise NotTheOwner
    made = _asked(course, asked, now, once)
    made.account_id = by.account_id
    session.flush()
    return made


def enter_asked(
    course: Course, asked: Asked, *, by: Actor, now: datetime, once: str | None = None
) -> Compensation:
    """What staff put down for an owner who came or was visited."""
    made = _asked(course, asked, now, once)
    made.entered_by = by.account_id
    session.flush()
    record(now, by, "course.asked", f"course:{course.id}", estate_id=course.estate_id)
    return made


def _asked(course: Course, asked: Asked, now: datetime, once: str | None) -> Compensation:
    _lock(course)
    if asked.part.id not in {part.id for part in list_low_homes(course)}:
        raise NotGroundFloor
    twin = next((each for each in course.compensations if once and each.once == once), None)
    if twin is not None:
        return twin
    made = Compensation(
        estate_id=course.estate_id,
        part_id=asked.part.id,
        text=asked.text.strip(),
        amount=asked.amount,
        at=now,
        once=once,
    )
    course.compensations.append(made)
    return made


def answer(of: Compensation, said: str, *, agreed: bool, by: Actor, now: datetime) -> None:
    """Agree on it or say why not; the owner is told. :raises AnswerNeeded: :raises CourseEnded:"""
    _lock(of.course)
    if not said.strip():
        raise AnswerNeeded
    of.answer, of.agreed, of.answered_at, of.answered_by = said.strip(), agreed, now, by.name
    session.flush()
    record(
        now,
        by,
        "course.answer",
        f"course:{of.course_id}",
        estate_id=of.estate_id,
        compensation=of.id,
        agreed=agreed,
    )
    if of.account_id is not None:
        tell(
            now,
            of.account_id,
            "course.answered",
            "补偿要求有答复了",
            f"“{of.course.title}”：{'谈拢了' if agreed else '没有谈拢，可以调解'}。{of.answer}",
            estate_id=of.estate_id,
            link=f"/estates/{of.estate_id}/courses/{of.course_id}",
        )
