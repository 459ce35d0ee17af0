"""The resident's word on whether it is solved; for a caller, what they say when they are called back."""

from datetime import datetime

from portal.audit.services import Actor
from portal.communities.models import Estate
from portal.db import session
from portal.domain.errors import N_
from portal.domain.handling import LEVELS, level_after, term_ends
from portal.domain.stages import CaseState, check_step
from portal.feedback import paths, queries
from portal.feedback.errors import NothingToAsk, NotYours, OnlyForCallers, ReasonNeeded
from portal.feedback.models import Case, CaseStep, StepKind
from portal.feedback.services.common import go, lock, put_on_record, tell_all
from portal.feedback.words import title_of
from portal.messages.services import tell


def confirm(case: Case, words: str = "", *, once: str, by: Actor, now: datetime) -> None:
    """The resident's word that it is solved. :raises RuleViolated: somebody else, or nothing to confirm."""
    _own(case, by)
    _say(case, CaseStep(state=CaseState.CONFIRMED, text=words.strip(), once=once), by, now)


def reopen(case: Case, words: str, *, once: str, by: Actor, now: datetime) -> None:
    """The resident's word that it is not. :raises RuleViolated: as `confirm`, or without a word why.

    Its term begins again; said oftener than the street allows it goes up a level.
    """
    if not words.strip():
        raise ReasonNeeded
    _own(case, by)
    _say(case, CaseStep(state=CaseState.REOPENED, text=words.strip(), once=once), by, now)


def hear(  # noqa: PLR0913  # what is said of which case, as everywhere here
    case: Case, words: str, *, solved: bool, once: str, by: Actor, now: datetime
) -> None:
    """What a caller or visitor says when asked.

    :raises RuleViolated: their own phone says it, or no word why.
    """
    if case.account_id is not None:
        raise OnlyForCallers
    if not solved and not words.strip():
        raise ReasonNeeded
    state = CaseState.CONFIRMED if solved else CaseState.REOPENED
    _say(case, CaseStep(state=state, text=words.strip(), office=N_("电话回访"), once=once), by, now)


def still_good(case: Case, *, once: str, by: Actor, now: datetime) -> None:
    """Weeks later: yes, it lasts. :raises RuleViolated: somebody else, or nobody asked."""
    _own(case, by)
    lock(case)
    if queries.has_step(case.id, once):
        return
    if case.state is not CaseState.CONFIRMED or case.asked_again_at is None:
        raise NothingToAsk
    step = CaseStep(kind=StepKind.LASTING, state=case.state, once=once)
    step.at, step.account_id, step.actor = now, by.account_id, by.name
    case.steps.append(step)
    session.flush()
    put_on_record(case, "case.lasting", by, now)


def _own(case: Case, by: Actor) -> None:
    if case.account_id is None or case.account_id != by.account_id:
        raise NotYours


def _say(case: Case, step: CaseStep, by: Actor, now: datetime) -> None:
    lock(case)
    if queries.has_step(case.id, step.once):
        return
    check_step(case.state, step.state)
    if step.state is CaseState.CONFIRMED:
        case.closed_at, case.due_at, case.promised_on = now, None, None
        go(case, step, by, now)
        return
    estate = session.get_one(Estate, case.estate_id)
    _begin_again(case, estate, now)
    was, case.level = (
        case.level,
        level_after(case.level, case.reopenings, pace=queries.pace_of(estate.street_id)),
    )
    go(case, step, by, now)
    if case.level is not was:
        step_up(case, f"up {step.once}"[:64], by, now)
        tell_staff(case, estate, N_("居民多次说没解决，请接着办"), now)


def _begin_again(case: Case, estate: Estate, now: datetime) -> None:
    case.reopenings += 1
    case.done_at = case.closed_at = case.asked_again_at = case.promised_on = None
    days = case.term_days or queries.setting_of(estate.street_id, case.category.value)
    case.due_at = term_ends(queries.work_calendar(), now, days)


def step_up(case: Case, once: str, by: Actor, now: datetime) -> None:
    """Put on the trail that a case went up to where it is now, and tell all it concerns."""
    step = CaseStep(kind=StepKind.ESCALATED, state=case.state, once=once)
    step.at, step.account_id, step.actor = now, by.account_id, by.name
    step.body, step.level = case.body, case.level
    case.steps.append(step)
    session.flush()
    put_on_record(case, "case.escalated", by, now, level=case.level.value)
    words = {"level": LEVELS[case.level]}
    tell_all(
        case, "feedback.escalated", N_("您反映的事升一级督办了"), "现在由{level}督办。".format(**words), now
    )


def tell_staff(case: Case, estate: Estate, title: str, now: datetime) -> None:
    """Whoever answers for the level on which the case stands."""
    for person in queries.list_staff_at(case.level, estate):
        words = f"{estate.name}：{title_of(case.text)}（{case.number}）"
        link = paths.desk(case)
        tell(now, person.id, "feedback.escalated", title, words, estate_id=estate.id, link=link)
