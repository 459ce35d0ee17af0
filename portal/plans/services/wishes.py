"""Asking households for their wishes, taking their answers, and making a draft plan of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import ClaimState, Residency
from portal.audit.services import Actor, record
from portal.communities.queries import get_estate
from portal.db import session
from portal.messages.services import tell
from portal.plans.errors import (
    NothingAsked,
    NothingSaid,
    NothingWished,
    NotYourHome,
    PaperUsed,
    PublishedIsKept,
    SurveyEnded,
    SurveyNotEnded,
    SurveyRunning,
    TooShort,
)
from portal.plans.models import Channel, Item, Project, WishAnswer, WishSurvey
from portal.plans.policy import WORKS
from portal.plans.queries import find_project, list_items
from portal.plans.queries import wishes as queries
from portal.plans.queries.homes import count_dwellings, list_dwellings, list_living, list_own_dwellings
from portal.plans.said import ItemDraft
from portal.plans.services.items import put_item
from portal.plans.services.projects import create_project, lock, touch
from portal.plans.wish_library import ITEMS, NO_VOTE, cleaned, put_together

LEAST_DAYS = 3
_CONSOLE = Actor(None, "定时任务")


@dataclass(frozen=True)
class Asking:
    """What is asked until when; ``works`` are the policy's works that can be wished for."""

    title: str
    closes_at: datetime
    questions: Sequence[str]
    works: Sequence[str] = ()


def open_survey(estate_id: int, asking: Asking, *, by: Actor, now: datetime) -> WishSurvey:
    """Ask every household. :raises TooShort: :raises NothingAsked: :raises SurveyRunning:"""
    if asking.closes_at < now + timedelta(days=LEAST_DAYS):
        raise TooShort(days=LEAST_DAYS)
    content = put_together(asking.questions, asking.works)
    if not content["questions"]:
        raise NothingAsked
    made = WishSurvey(
        estate_id=estate_id,
        title=asking.title.strip(),
        content=content,
        asked=count_dwellings(estate_id),
        opens_at=now,
        closes_at=asking.closes_at,
        opened_by=by.account_id,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        raise SurveyRunning from None
    record(now, by, "wishes.open", f"wish_survey:{made.id}", estate_id=estate_id, title=made.title)
    for account_id in list_living(estate_id):
        tell(
            now,
            account_id,
            "wishes.opened",
            "想改什么，请您说",
            f"“{made.title}”开始了，一户一份。{NO_VOTE}。",
            estate_id=estate_id,
            link=f"/estates/{estate_id}/wishes/{made.id}",
        )
    return made


def answer(
    survey: WishSurvey, part_id: int, said: Mapping[str, Any], *, by: Actor, now: datetime
) -> WishAnswer:
    """By somebody who lives there. :raises NotYourHome: :raises SurveyEnded: :raises NothingSaid:"""
    if by.account_id is None:
        raise ValueError("a household answers by a person")
    if part_id not in {part.id for part in list_own_dwellings(survey.estate_id, by.account_id)}:
        raise NotYourHome
    made = WishAnswer(part_id=part_id, channel=Channel.PHONE, account_id=by.account_id)
    return _keep(survey, made, said, by=by, now=now)


@dataclass(frozen=True)
class Paper:
    """A form handed in, or what was said at the door; ``number`` is printed on the form."""

    part_id: int
    channel: Channel
    said: Mapping[str, Any]
    number: str = ""


def enter(survey: WishSurvey, paper: Paper, *, by: Actor, now: datetime) -> WishAnswer:
    """What staff key; whoever answered on a phone before is told that the paper counts now.

    :raises NotYourHome: :raises PaperUsed: :raises SurveyEnded: :raises NothingSaid:
    """
    if paper.channel is Channel.PHONE:
        raise ValueError("phones answer for themselves")
    if paper.part_id not in {part.id for part in list_dwellings(survey.estate_id)}:
        raise NotYourHome
    before = queries.find_answer(survey.id, paper.part_id)
    made = WishAnswer(
        part_id=paper.part_id,
        channel=paper.channel,
        entered_by=by.account_id,
        paper_number=paper.number.strip() or None,
    )
    kept = _keep(survey, made, paper.said, by=by, now=now)
    if before is not None and before.account_id is not None and _lives_there(before):
        tell(
            now,
            before.account_id,
            "wishes.replaced",
            "您家又交了一份纸质的意愿",
            "以后交的为准；您在手机上可以再答一次。",
            estate_id=survey.estate_id,
            link=f"/estates/{survey.estate_id}/wishes/{survey.id}",
        )
    return kept


def _lives_there(of: WishAnswer) -> bool:
    held = session.query(Residency).filter_by(account_id=of.account_id, part_id=of.part_id)
    return held.filter_by(state=ClaimState.ACTIVE).first() is not None


def _keep(
    survey: WishSurvey, made: WishAnswer, said: Mapping[str, Any], *, by: Actor, now: datetime
) -> WishAnswer:
    session.refresh(survey, with_for_update=True)  # one answer of a household after the other
    if survey.closed_at is not None or now >= survey.closes_at:
        raise SurveyEnded
    made.said = cleaned(survey.content, said)
    if not made.said:
        raise NothingSaid
    made.survey_id, made.estate_id, made.answered_at = survey.id, survey.estate_id, now
    number = made.paper_number
    try:
        with session.begin_nested():
            session.execute(
                update(WishAnswer)
                .where(WishAnswer.survey_id == survey.id, WishAnswer.part_id == made.part_id)
                .where(WishAnswer.replaced_at.is_(None))
                .values(replaced_at=now)
            )
            session.add(made)
            session.flush()
    except IntegrityError:
        raise PaperUsed(number=number or "") from None
    deed = f"wish_survey:{survey.id}"
    record(now, by, "wishes.answer", deed, estate_id=survey.estate_id, channel=made.channel.value)
    return made


def close(survey: WishSurvey, *, by: Actor, now: datetime) -> None:
    """End it for good; from now on everybody reads the counts. :raises SurveyEnded:"""
    session.refresh(survey, with_for_update=True)
    if survey.closed_at is not None:
        raise SurveyEnded
    survey.closed_at = now
    session.flush()
    homes = queries.count_answers([survey.id]).get(survey.id, 0)
    record(now, by, "wishes.close", f"wish_survey:{survey.id}", estate_id=survey.estate_id, homes=homes)


def close_over(now: datetime, _slot: datetime) -> None:
    """Close those whose time is over."""
    for each in queries.list_to_close(now):
        close(each, by=_CONSOLE, now=now)


def draft_plan(survey: WishSurvey, *, by: Actor, now: datetime) -> Project:
    """A draft plan of what was wished for, the most wished first; what stands in a draft already stays.

    :raises SurveyNotEnded: :raises NothingWished: nobody chose a work, or so few that it may not be shown.
    :raises PublishedIsKept: the living plan is published; wishes then lead to a new version of it.
    """
    if survey.closed_at is None:
        raise SurveyNotEnded
    counted = next((each for each in queries.results_of(survey).questions if each.key == ITEMS.key), None)
    wished = [key for key, _, count in counted.options if count] if counted else []
    if not wished:
        raise NothingWished
    project = find_project(survey.estate_id)
    if project is not None and project.published_at is not None and project.stage.value != "sharing":
        raise PublishedIsKept
    if project is None or project.published_at is not None:
        title = f"{get_estate(survey.estate_id).name}改造方案"
        project = create_project(survey.estate_id, title, summary="", by=by, now=now)
    lock(project)
    made = _put_missing(project, wished)
    survey.project_id = project.id
    touch(project, now)
    deed = f"project:{project.id}"
    record(now, by, "plan.from_wishes", deed, estate_id=survey.estate_id, survey=survey.id, items=len(made))
    return project


def _put_missing(project: Project, wished: Sequence[str]) -> list[Item]:
    there = {item.name for item in list_items(project.id)}
    works = {work.name: work for work in WORKS}
    return [
        put_item(
            project,
            ItemDraft(
                name=name,
                category=works[name].category,
                what=works[name].what,
                responsible=works[name].responsible,
            ),
        )
        for name in wished
        if name in works and name not in there
    ]
