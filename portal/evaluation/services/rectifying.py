"""Putting right what residents found wanting: with a date, with proof, then asked again."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.exc import IntegrityError

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.deadlines import local_day
from portal.evaluation import queries
from portal.evaluation.errors import (
    AlreadyPutRight,
    AlreadyRectifying,
    DueInThePast,
    NothingLow,
    ProofNeeded,
    RoundStillOpen,
)
from portal.evaluation.models import Rectification, Round
from portal.messages.services import tell


@dataclass(frozen=True)
class Order:
    """What is to be put right, by whom, by when."""

    point_id: int
    reason: str
    responsible: str
    due_on: date


def rectify(of: Round, order: Order, *, by: Actor, now: datetime) -> Rectification:
    """Have a point of a closed round put right that residents judged low or not done.

    :raises RoundStillOpen: :raises NothingLow: :raises DueInThePast: :raises AlreadyRectifying:
    """
    if of.closed_at is None:
        raise RoundStillOpen
    results = queries.results_of(of)
    judged = {point.id: each for point, each in results.points}
    low = {point.id for point, _ in queries.list_low(of, results)}
    if order.point_id not in judged:
        raise ValueError(f"point {order.point_id} is none of round {of.id}")
    if order.point_id not in low and not judged[order.point_id].not_done:
        raise NothingLow
    if order.due_on <= local_day(now):
        raise DueInThePast
    made = Rectification(
        estate_id=of.estate_id,
        point_id=order.point_id,
        reason=order.reason,
        responsible=order.responsible,
        due_on=order.due_on,
        opened_at=now,
        opened_by=by.account_id,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        raise AlreadyRectifying from None
    subject = f"rectification:{made.id}"
    record(now, by, "rectification.open", subject, estate_id=of.estate_id, reason=order.reason)
    return made


def report_done(of: Rectification, proof: str, photo: str | None, *, by: Actor, now: datetime) -> None:
    """Say what was done, with a picture. :raises ProofNeeded: :raises AlreadyPutRight:"""
    session.refresh(of, ["done_at"], with_for_update=True)
    if of.done_at is not None:
        raise AlreadyPutRight
    if not proof.strip() or photo is None:
        raise ProofNeeded
    of.proof, of.photo, of.done_at = proof.strip(), photo, now
    record(now, by, "rectification.done", f"rectification:{of.id}", estate_id=of.estate_id)


def warn_of_due(now: datetime, slot: datetime) -> None:
    """Tell who ordered it three days before the end, on the day, and the day after it."""
    today = local_day(slot)
    for days, said in ((3, "三天后到期"), (0, "今天到期"), (-1, "已经超期")):
        for each in queries.list_due(today + timedelta(days=days)):
            if each.opened_by is not None:
                tell(
                    now,
                    each.opened_by,
                    "evaluation.due",
                    f"整改{said}：{each.point.name}",
                    f"{each.responsible}，期限 {each.due_on.isoformat()}。",
                    estate_id=each.estate_id,
                    link=f"/desk/estates/{each.estate_id}/evaluation",
                )
