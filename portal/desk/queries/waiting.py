"""What waits for somebody at the desk beside votes and cases: objections, results, money, putting right."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from portal.db import session
from portal.domain.stages import VoteState
from portal.evaluation.models import Rectification
from portal.pledges.models import (
    CheckState,
    Commitment,
    Payment,
    Pledge,
    PledgeAnswer,
    Refund,
    Scheme,
    SchemeState,
    Spending,
    SpendingState,
)
from portal.voting.models import ResultObjection, RollObjection, RollPublication, Vote

Ids = Collection[int]


@dataclass(frozen=True)
class Objections:
    """A vote with objections to its result that nobody has answered."""

    vote: Vote
    count: int


def list_objections(estate_ids: Ids) -> Sequence[Objections]:
    """Of results, those that wait longest first."""
    waiting = (
        select(ResultObjection.vote_id, func.count().label("count"))
        .where(ResultObjection.answered_at.is_(None))
        .group_by(ResultObjection.vote_id)
        .subquery()
    )
    rows = session.execute(
        select(Vote, waiting.c.count)
        .join(waiting, waiting.c.vote_id == Vote.id)
        .where(Vote.estate_id.in_(estate_ids))
        .order_by(Vote.closes_at, Vote.id)
    )
    return [Objections(vote, count) for vote, count in rows]


def count_roll_objections(estate_ids: Ids) -> Mapping[int, int]:
    """By estate, what was said against a published roll and has no answer."""
    rows = session.execute(
        select(RollPublication.estate_id, func.count())
        .join(RollObjection, RollObjection.publication_id == RollPublication.id)
        .where(RollPublication.estate_id.in_(estate_ids), RollObjection.answered_at.is_(None))
        .group_by(RollPublication.estate_id)
    )
    return dict(rows.all())


def list_to_finalise(estate_ids: Ids, now: datetime) -> Sequence[Vote]:
    """Votes whose preliminary result can be objected to no longer and is not final yet."""
    wanted = select(Vote).where(
        Vote.estate_id.in_(estate_ids), Vote.state == VoteState.PRELIMINARY, Vote.objections_until <= now
    )
    return session.scalars(wanted.order_by(Vote.objections_until, Vote.id)).all()


def count_money_to_check(estate_ids: Ids) -> Mapping[int, int]:
    """By estate, payments and refunds that a second person has not checked."""
    found: dict[int, int] = {}
    for table in (Payment, Refund):
        column = table.__table__.c.estate_id
        rows = session.execute(
            select(column, func.count())
            .where(column.in_(estate_ids), table.state == CheckState.WAITING)
            .group_by(column)
        )
        for estate_id, count in rows:
            found[estate_id] = found.get(estate_id, 0) + count
    return found


def count_spending(estate_ids: Ids, state: SpendingState) -> Mapping[tuple[int, int], int]:
    """By estate and scheme, spending in a state: applied waits for a word, approved for being published."""
    rows = session.execute(
        select(Spending.estate_id, Spending.scheme_id, func.count())
        .where(Spending.estate_id.in_(estate_ids), Spending.state == state)
        .group_by(Spending.estate_id, Spending.scheme_id)
        .order_by(Spending.estate_id, Spending.scheme_id)
    )
    return {(estate_id, scheme_id): count for estate_id, scheme_id, count in rows}


def list_to_put_right(estate_ids: Ids, until: date) -> Sequence[Rectification]:
    """What is not put right and due by a day, the first due first."""
    wanted = select(Rectification).where(
        Rectification.estate_id.in_(estate_ids),
        Rectification.done_at.is_(None),
        Rectification.due_on <= until,
    )
    return session.scalars(wanted.order_by(Rectification.due_on, Rectification.id)).all()


def count_pledges_to_confirm(estate_ids: Ids) -> Mapping[tuple[int, int], int]:
    """By estate and open scheme, homes that are willing and have signed nothing yet."""
    signed = select(Commitment.id).where(
        Commitment.scheme_id == Pledge.scheme_id, Commitment.part_id == Pledge.part_id
    )
    rows = session.execute(
        select(Scheme.estate_id, Scheme.id, func.count())
        .join(Pledge, Pledge.scheme_id == Scheme.id)
        .where(
            Scheme.estate_id.in_(estate_ids),
            Scheme.state == SchemeState.OPEN,
            Pledge.replaced_at.is_(None),
            Pledge.answer.in_((PledgeAnswer.AS_COMPUTED, PledgeAnswer.OTHER_AMOUNT)),
            ~signed.exists(),
        )
        .group_by(Scheme.estate_id, Scheme.id)
        .order_by(Scheme.estate_id, Scheme.id)
    )
    return {(estate_id, scheme_id): count for estate_id, scheme_id, count in rows}
