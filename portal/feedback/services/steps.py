"""What the desk and the bodies do with a case: accept, pass on, work on, answer, report it done."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from portal.audit.services import Actor
from portal.communities.models import Estate
from portal.db import session
from portal.domain.bodies import Body
from portal.domain.deadlines import day_ends, local_day
from portal.domain.errors import N_
from portal.domain.stages import CaseState, check_step
from portal.feedback import paths, queries
from portal.feedback.errors import (
    AnswerNeeded,
    AssigneeNeeded,
    BlanksLeft,
    OnlyResidentConfirms,
    PromiseTooEarly,
    SameBody,
    WhyHandedOn,
)
from portal.feedback.models import Case, CaseNote, CaseStep, StepKind
from portal.feedback.services.common import go, lock, put_on_record, tell_all
from portal.feedback.words import NEWS, title_of
from portal.messages.services import tell

_BLANK = re.compile(r"【[^】]*】")
_ANSWERS = (CaseState.ANSWERED, CaseState.DONE)


@dataclass(frozen=True)
class Step:
    """What somebody of the staff does with a case, for which office; ``link`` leads to its trail.

    :param body: to whom it is passed on; None leaves it where it is.
    :param promised_on: the day that an answer names for the rest of the work.
    """

    state: CaseState
    words: str = ""
    office: str = ""
    link: str = ""
    body: Body | None = None
    promised_on: date | None = None


@dataclass(frozen=True)
class Handing:
    """Not ours: to whom instead, and why, as the resident reads it."""

    body: Body
    why: str
    office: str = ""


def take_step(case: Case, step: Step, *, once: str, by: Actor, now: datetime) -> None:
    """Accept, pass on, work on, answer a case or report it done, and tell all it concerns. Two taps make one.

    :raises RuleViolated: it may not follow, words are missing, or it is the resident's to say.
    """
    if step.state not in NEWS:
        raise OnlyResidentConfirms
    lock(case)
    if queries.has_step(case.id, once):
        return
    check_step(case.state, step.state)
    words = _checked(step)
    if step.state is CaseState.ASSIGNED and step.body is not None:
        case.body = step.body
    if step.state in _ANSWERS:
        case.answered_at = case.answered_at or now
        case.due_at, case.promised_on = None, None
    if step.state is CaseState.ANSWERED and step.promised_on is not None:
        _promise(case, step.promised_on, now)
    if step.state is CaseState.DONE:
        case.done_at = now
    go(case, CaseStep(state=step.state, text=words, office=step.office, once=once), by, now)
    tell_all(case, f"feedback.{step.state.value}", NEWS[step.state], words, now, step.link)
    if step.state is CaseState.ASSIGNED and step.body is not None:
        _tell_handlers(case, now)


def _promise(case: Case, day: date, now: datetime) -> None:
    """An answer that names a day is held to it: after that day it goes up like one that never came."""
    if day < local_day(now):
        raise PromiseTooEarly
    case.promised_on, case.due_at = day, day_ends(day)


def _checked(step: Step) -> str:
    words = step.words.strip()
    blank = _BLANK.search(words)
    if blank:
        raise BlanksLeft(blank=blank.group())
    if step.state is CaseState.ASSIGNED and not words and step.body is None:
        raise AssigneeNeeded
    if step.state in _ANSWERS and not words:
        raise AnswerNeeded
    return words


def hand_over(case: Case, handing: Handing, *, once: str, by: Actor, now: datetime) -> None:
    """ "Not ours" is never an end: it goes to another body with the reason, and the term goes on.

    :raises RuleViolated: no reason, the same body, or it is not to be passed on now.
    """
    lock(case)
    if queries.has_step(case.id, once):
        return
    check_step(case.state, CaseState.ASSIGNED)
    why = handing.why.strip()
    if not why:
        raise WhyHandedOn
    if handing.body is case.body:
        raise SameBody
    case.body = handing.body
    step = CaseStep(
        kind=StepKind.HANDED, state=CaseState.ASSIGNED, text=why, office=handing.office, once=once
    )
    go(case, step, by, now)
    tell_all(case, "feedback.handed", N_("您反映的事换了单位办"), why, now)
    _tell_handlers(case, now)


def _tell_handlers(case: Case, now: datetime) -> None:
    if case.body is None:
        return
    estate = session.get_one(Estate, case.estate_id)
    for handler in queries.list_handlers(estate, [case.body]):
        words = f"{estate.name}：{title_of(case.text)}（{case.number}）"
        title = N_("有一件事转给您办")
        tell(
            now,
            handler.account_id,
            "feedback.to_handle",
            title,
            words,
            estate_id=estate.id,
            link=paths.desk(case),
        )


def add_note(case: Case, words: str, *, once: str, by: Actor, now: datetime) -> None:
    """A word among staff, which nobody else ever reads. Two taps make one.

    :raises RuleViolated: nothing said.
    """
    lock(case)
    if any(note.once == once for note in case.notes):
        return
    if not words.strip():
        raise AnswerNeeded
    case.notes.append(
        CaseNote(at=now, account_id=by.account_id, actor=by.name, text=words.strip(), once=once)
    )
    session.flush()
    put_on_record(case, "case.note", by, now)
