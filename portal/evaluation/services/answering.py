"""Taking answers: one a home, by its people on the phone or by staff from paper and at the door."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.satisfaction import Verdict
from portal.evaluation import queries
from portal.evaluation.errors import (
    AlreadyAnswered,
    NothingMarked,
    NotYourHome,
    PaperNumberUsed,
    RoundClosed,
)
from portal.evaluation.models import AnswerChannel, Judgement, Mark, Round


@dataclass(frozen=True)
class Said:
    """A verdict with what was said of it; ``photo`` is the key of a kept picture, None keeps the earlier."""

    verdict: Verdict
    sentence: str = ""
    photo: str | None = None


def answer(  # noqa: PLR0913  # which home says what about which point
    of: Round, part_id: int, point_id: int, said: Said, *, by: Actor, now: datetime
) -> Mark:
    """One point by somebody who lives there; until the end the household may change it.

    :raises NotYourHome: :raises RoundClosed:
    """
    if by.account_id is None:
        raise ValueError("a household answers by a person")
    if part_id not in {part.id for part in queries.list_own_dwellings(of.estate_id, by.account_id)}:
        raise NotYourHome
    check_open(of, now)
    held = _own_answer(of, part_id, by, now)
    return _mark(held, _point(of, point_id), said)


def _own_answer(of: Round, part_id: int, by: Actor, now: datetime) -> Judgement:
    held = queries.find_answer(of.id, part_id)
    if held is not None and held.channel is AnswerChannel.PHONE:
        return held
    if held is not None:  # staff keyed it: the household's own word goes first
        held.channel, held.answered_at, held.account_id = AnswerChannel.PHONE, now, by.account_id
        record(now, by, "evaluation.replace", f"evaluation:{of.id}", estate_id=of.estate_id)
        return held
    made = Judgement(
        round_id=of.id,
        estate_id=of.estate_id,
        part_id=part_id,
        channel=AnswerChannel.PHONE,
        answered_at=now,
        account_id=by.account_id,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # another phone of the household in the same moment
        return session.scalars(
            select(Judgement).where(Judgement.round_id == of.id, Judgement.part_id == part_id)
        ).one()
    record(now, by, "evaluation.answer", f"evaluation:{of.id}", estate_id=of.estate_id)
    return made


@dataclass(frozen=True)
class Paper:
    """A returned questionnaire, or what was said at the door; ``number`` is printed on the paper."""

    part_id: int
    channel: AnswerChannel
    said: Mapping[int, Said]  # by point
    number: str = ""


def enter(of: Round, paper: Paper, *, by: Actor, now: datetime) -> Judgement:
    """What staff key for a household that has not answered.

    :raises AlreadyAnswered: :raises PaperNumberUsed: :raises NothingMarked: :raises RoundClosed:
    :raises sqlalchemy.exc.NoResultFound: no such home here.
    """
    if paper.channel is AnswerChannel.PHONE:
        raise ValueError("phones answer for themselves")
    check_open(of, now)
    if not paper.said:
        raise NothingMarked
    if paper.part_id not in {part.id for part in queries.list_dwellings(of.estate_id)}:
        raise NotYourHome
    if queries.find_answer(of.id, paper.part_id) is not None:
        raise AlreadyAnswered
    made = Judgement(
        round_id=of.id,
        estate_id=of.estate_id,
        part_id=paper.part_id,
        channel=paper.channel,
        answered_at=now,
        entered_by=by.account_id,
        paper_number=paper.number.strip() or None,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        if queries.find_answer(of.id, paper.part_id) is not None:
            raise AlreadyAnswered from None
        raise PaperNumberUsed(number=paper.number) from None
    for point_id, said in paper.said.items():
        _mark(made, _point(of, point_id), said)
    record(now, by, "evaluation.enter", f"evaluation:{of.id}", estate_id=of.estate_id, number=paper.number)
    return made


def check_open(of: Round, now: datetime) -> None:
    """:raises RoundClosed: by somebody, or by the clock."""
    session.refresh(of, ["closed_at"])
    if of.closed_at is not None or now >= of.closes_at:
        raise RoundClosed


def _point(of: Round, point_id: int) -> int:
    if point_id not in {point.id for point in of.points}:
        raise ValueError(f"point {point_id} is none of round {of.id}")
    return point_id


def _mark(of: Judgement, point_id: int, said: Said) -> Mark:
    mine = select(Mark).where(Mark.answer_id == of.id, Mark.point_id == point_id)
    held = session.scalars(mine.with_for_update()).one_or_none()
    if held is None:
        made = Mark(
            answer_id=of.id,
            point_id=point_id,
            verdict=said.verdict,
            sentence=said.sentence.strip(),
            photo=said.photo,
        )
        try:
            with session.begin_nested():
                session.add(made)
        except IntegrityError:  # two taps: the other one was first
            held = session.scalars(mine).one()
        else:
            return made
    held.verdict, held.sentence = said.verdict, said.sentence.strip()
    held.photo = said.photo or held.photo
    return held
