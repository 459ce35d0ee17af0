"""Reads of wish surveys; every look-up names its estate, and no row of a tally names a home."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select

from portal.communities.models import Entrance, Part
from portal.db import session
from portal.plans.models import Channel, WishAnswer, WishSurvey
from portal.plans.queries.homes import count_by_building
from portal.plans.wish_tally import Said, Tally, by_building, tally


def get_survey(estate_id: int, survey_id: int) -> WishSurvey:
    """:raises sqlalchemy.exc.NoResultFound: no such survey in this estate."""
    wanted = select(WishSurvey).where(WishSurvey.id == survey_id, WishSurvey.estate_id == estate_id)
    return session.scalars(wanted).one()


def list_surveys(estate_id: int) -> Sequence[WishSurvey]:
    """The newest first."""
    wanted = select(WishSurvey).where(WishSurvey.estate_id == estate_id)
    return session.scalars(wanted.order_by(WishSurvey.id.desc())).all()


def find_running(estate_id: int, now: datetime) -> WishSurvey | None:
    """The one that takes answers now."""
    wanted = select(WishSurvey).where(
        WishSurvey.estate_id == estate_id, WishSurvey.closed_at.is_(None), WishSurvey.closes_at > now
    )
    return session.scalars(wanted).first()


def list_to_close(now: datetime) -> Sequence[WishSurvey]:
    """Those whose time is over, in all estates."""
    wanted = select(WishSurvey).where(WishSurvey.closed_at.is_(None), WishSurvey.closes_at <= now)
    return session.scalars(wanted.order_by(WishSurvey.id)).all()


def find_answer(survey_id: int, part_id: int) -> WishAnswer | None:
    """The one that holds; only for that household and for whoever keys its paper."""
    wanted = select(WishAnswer).where(WishAnswer.survey_id == survey_id, WishAnswer.part_id == part_id)
    return session.scalars(wanted.where(WishAnswer.replaced_at.is_(None))).one_or_none()


def count_answers(survey_ids: Sequence[int]) -> Mapping[int, int]:
    """Households that answered, by survey."""
    rows = session.execute(
        select(WishAnswer.survey_id, func.count())
        .where(WishAnswer.survey_id.in_(survey_ids), WishAnswer.replaced_at.is_(None))
        .group_by(WishAnswer.survey_id)
    )
    return dict(rows.all())


def count_by_channel(survey_id: int) -> Mapping[Channel, int]:
    rows = session.execute(
        select(WishAnswer.channel, func.count())
        .where(WishAnswer.survey_id == survey_id, WishAnswer.replaced_at.is_(None))
        .group_by(WishAnswer.channel)
    )
    return dict(rows.all())


def count_replaced(survey_id: int) -> int:
    """Earlier answers that a later one replaced; they are kept."""
    wanted = select(func.count()).where(
        WishAnswer.survey_id == survey_id, WishAnswer.replaced_at.is_not(None)
    )
    return session.scalar(wanted) or 0


def _answers(survey: WishSurvey) -> list[Said]:
    rows = session.execute(
        select(Entrance.building_id, WishAnswer.said)
        .join(Part, Part.id == WishAnswer.part_id)
        .join(Entrance, Entrance.id == Part.entrance_id)
        .where(WishAnswer.survey_id == survey.id, WishAnswer.replaced_at.is_(None))
    )
    return [Said(building_id, said) for building_id, said in rows]


def results_of(survey: WishSurvey) -> Tally:
    """Of the whole estate."""
    return tally(survey.content, _answers(survey), survey.asked)


def results_by_building(survey: WishSurvey) -> Mapping[int, Tally]:
    """By building id, in door order; of a small one only how many answered."""
    return by_building(survey.content, _answers(survey), count_by_building(survey.estate_id))


def list_suggestions(survey: WishSurvey) -> Sequence[str]:
    """What was written, in an order that tells nothing of homes; none where few answered."""
    answers = _answers(survey)
    if not tally(survey.content, answers, survey.asked).shown:
        return []
    return sorted({each.answer["suggestion"] for each in answers if each.answer.get("suggestion")})


def wished_for(project_id: int) -> Mapping[str, int]:
    """Households that wished for a work, by its name, in the survey the plan was made from; else nothing."""
    wanted = select(WishSurvey).where(WishSurvey.project_id == project_id).order_by(WishSurvey.id.desc())
    survey = session.scalars(wanted).first()
    if survey is None or survey.closed_at is None:
        return {}
    found = next((each for each in results_of(survey).questions if each.key == "items"), None)
    return {key: count for key, _, count in found.options if count} if found else {}
