"""Raising a matter, handling it, and the resident's last word on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from portal.accounts.queries import list_homes
from portal.audit.services import Actor, record
from portal.communities.models import Estate
from portal.db import session
from portal.domain.stages import CaseState, check_step
from portal.feedback import queries
from portal.feedback.errors import (
    AnswerNeeded,
    AssigneeNeeded,
    NothingSaid,
    NotYourHome,
    NotYours,
    OnlyResidentConfirms,
    ReasonNeeded,
    TooManyPhotos,
)
from portal.feedback.models import Case, CaseCategory, CasePhoto, CaseStep
from portal.feedback.words import NEWS, title_of
from portal.messages.services import tell

MOST_PHOTOS = 3
_CHINA = ZoneInfo("Asia/Shanghai")
_NEEDS_WORDS = {CaseState.ASSIGNED: AssigneeNeeded, CaseState.ANSWERED: AnswerNeeded}


@dataclass(frozen=True)
class Matter:
    """What a resident says; ``photos`` are keys of pictures that were kept already."""

    category: CaseCategory
    text: str
    place: str = ""
    part_id: int | None = None
    photos: Sequence[str] = ()


@dataclass(frozen=True)
class Step:
    """What somebody of the staff does with a case, for which office; ``link`` leads to its trail."""

    state: CaseState
    words: str = ""
    office: str = ""
    link: str = ""


def raise_case(estate_id: int, matter: Matter, *, once: str, by: Actor, now: datetime) -> Case:
    """Put a matter on record under the day's next number. Two taps make one.

    :raises RuleViolated: nothing said, a home of somebody else, more than three photos.
    """
    if by.account_id is None:
        raise ValueError("a matter is raised by a person with an account")
    # The estate's row is the queue in which its numbers are given out.
    session.execute(select(Estate.id).where(Estate.id == estate_id).with_for_update(key_share=True))
    tapped = queries.find_tapped(by.account_id, once)
    if tapped is not None:
        return tapped
    _check(estate_id, matter, by.account_id)
    case = Case(
        estate_id=estate_id,
        number=_next_number(estate_id, now),
        account_id=by.account_id,
        part_id=matter.part_id,
        category=matter.category,
        place=matter.place.strip(),
        text=matter.text.strip(),
        state=CaseState.SENT,
        raised_at=now,
        once=once,
        photos=[CasePhoto(key=key) for key in matter.photos],
        steps=[CaseStep(state=CaseState.SENT, at=now, account_id=by.account_id, actor=by.name, once=once)],
    )
    session.add(case)
    session.flush()
    record(now, by, "case.raise", f"case:{case.id}", estate_id=estate_id, number=case.number)
    return case


def _check(estate_id: int, matter: Matter, account_id: int) -> None:
    if not matter.text.strip():
        raise NothingSaid
    if len(matter.photos) > MOST_PHOTOS:
        raise TooManyPhotos(most=MOST_PHOTOS)
    homes = {home.part_id for home in list_homes(account_id) if home.estate_id == estate_id}
    if matter.part_id is not None and matter.part_id not in homes:
        raise NotYourHome


def _next_number(estate_id: int, now: datetime) -> str:
    """``FK-260712-031``: the day in China, and the how-manieth of the estate on it."""
    day = now.astimezone(_CHINA).date()
    return f"{queries.prefix(day)}{queries.count_numbered(estate_id, day) + 1:03}"


def take_step(case: Case, step: Step, *, once: str, by: Actor, now: datetime) -> None:
    """Accept, pass on, work on or answer a case, and tell whoever raised it. Two taps make one.

    :raises RuleViolated: it may not follow, words are missing, or it is the resident's to say.
    """
    if step.state not in NEWS:
        raise OnlyResidentConfirms
    _lock(case)
    if queries.has_step(case.id, once):
        return
    check_step(case.state, step.state)
    words = step.words.strip()
    if step.state in _NEEDS_WORDS and not words:
        raise _NEEDS_WORDS[step.state]
    _go(case, CaseStep(state=step.state, text=words, office=step.office, once=once), by, now)
    tell(
        now,
        case.account_id,
        f"feedback.{step.state.value}",
        NEWS[step.state],
        f"{title_of(case.text)}（{case.number}）{'：' if words else '。'}{words}",
        estate_id=case.estate_id,
        link=step.link,
    )


def confirm(case: Case, words: str = "", *, once: str, by: Actor, now: datetime) -> None:
    """The resident's word that it is solved. :raises RuleViolated: somebody else, or nothing to confirm."""
    _last_word(case, CaseStep(state=CaseState.CONFIRMED, text=words.strip(), once=once), by, now)


def reopen(case: Case, words: str, *, once: str, by: Actor, now: datetime) -> None:
    """The resident's word that it is not. :raises RuleViolated: as `confirm`, or without a word why."""
    if not words.strip():
        raise ReasonNeeded
    _last_word(case, CaseStep(state=CaseState.REOPENED, text=words.strip(), once=once), by, now)


def _last_word(case: Case, step: CaseStep, by: Actor, now: datetime) -> None:
    if case.account_id != by.account_id:
        raise NotYours
    _lock(case)
    if queries.has_step(case.id, step.once):
        return
    check_step(case.state, step.state)
    _go(case, step, by, now)


def _go(case: Case, step: CaseStep, by: Actor, now: datetime) -> None:
    step.at, step.account_id, step.actor = now, by.account_id, by.name
    case.steps.append(step)
    case.state = step.state
    session.flush()
    record(
        now, by, f"case.{step.state.value}", f"case:{case.id}", estate_id=case.estate_id, number=case.number
    )


def _lock(case: Case) -> None:
    """One step at a time, each from where the last one led; SQLite has one writer anyway."""
    session.flush()
    session.refresh(case, ["state"], with_for_update=True)
