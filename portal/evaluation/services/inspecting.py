"""The resident supervisors' checklist."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.audit.services import Actor, record
from portal.db import session
from portal.evaluation.errors import NothingMarked
from portal.evaluation.models import Check, Inspection, InspectionLine, Round
from portal.evaluation.services.answering import check_open


@dataclass(frozen=True)
class Checked:
    """Was it done, as planned, and does it work? ``photo`` is the key of a kept picture."""

    done: Check
    as_planned: Check
    works: Check
    note: str = ""
    photo: str | None = None  # None keeps the earlier one


def inspect(of: Round, checked: Mapping[int, Checked], *, by: Actor, now: datetime) -> Inspection:
    """Keep a supervisor's checklist; until the round ends it may be changed.

    :param checked: by point of the round.
    :raises NothingMarked: :raises RoundClosed:
    """
    if by.account_id is None:
        raise ValueError("a supervisor is a person")
    check_open(of, now)
    if not checked:
        raise NothingMarked
    if not set(checked) <= {point.id for point in of.points}:
        raise ValueError("a point of another round")
    held = _held(of, by.account_id, now)
    lines = {line.point_id: line for line in held.lines}
    for point_id, each in checked.items():
        line = lines.get(point_id) or InspectionLine(point_id=point_id)
        line.done, line.as_planned, line.works = each.done, each.as_planned, each.works
        line.note, line.photo = each.note.strip(), each.photo or line.photo
        if point_id not in lines:
            held.lines.append(line)
    session.flush()
    subject = f"evaluation:{of.id}"
    record(now, by, "evaluation.inspect", subject, estate_id=of.estate_id, items=len(checked))
    return held


def _held(of: Round, account_id: int, now: datetime) -> Inspection:
    mine = select(Inspection).where(Inspection.round_id == of.id, Inspection.account_id == account_id)
    held = session.scalars(mine.with_for_update()).one_or_none()
    if held is None:
        made = Inspection(
            round_id=of.id, estate_id=of.estate_id, account_id=account_id, inspected_at=now, lines=[]
        )
        try:
            with session.begin_nested():
                session.add(made)
        except IntegrityError:  # two taps
            return session.scalars(mine).one()
        return made
    held.inspected_at = now
    return held
