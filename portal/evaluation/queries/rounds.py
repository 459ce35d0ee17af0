"""Rounds, who answered, inspections and what is put right; every look-up names its estate."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.models import Account, ClaimState, Residency
from portal.communities.models import Building, Entrance, Part
from portal.communities.roll.kinds import PartUse
from portal.db import session
from portal.evaluation.models import (
    Inspection,
    InspectionLine,
    Judgement,
    Mark,
    Point,
    Rectification,
    Round,
    RoundKind,
)


def get_round(estate_id: int, round_id: int, *, lock: bool = False) -> Round:
    """With its points. :raises sqlalchemy.exc.NoResultFound: no such round in this estate."""
    wanted = select(Round).where(Round.id == round_id, Round.estate_id == estate_id)
    if lock:
        session.execute(wanted.with_for_update())
    return session.scalars(wanted.options(selectinload(Round.points))).one()


def list_rounds(estate_id: int) -> Sequence[Round]:
    """The newest first, with their points."""
    wanted = select(Round).where(Round.estate_id == estate_id).options(selectinload(Round.points))
    return session.scalars(wanted.order_by(Round.id.desc())).all()


def list_running(estate_id: int, now: datetime) -> Sequence[Round]:
    """Those that take answers now, what ends first first; without their points."""
    wanted = select(Round).where(
        Round.estate_id == estate_id, Round.closed_at.is_(None), Round.closes_at > now
    )
    return session.scalars(wanted.order_by(Round.closes_at, Round.id)).all()


def find_open(estate_id: int, kind: RoundKind) -> Round | None:
    """The one that nobody has closed, whether or not its time is over."""
    wanted = select(Round).where(Round.estate_id == estate_id, Round.kind == kind, Round.closed_at.is_(None))
    return session.scalars(wanted).one_or_none()


def list_to_close(now: datetime) -> Sequence[Round]:
    """Those whose time is over, in all estates."""
    wanted = select(Round).where(Round.closed_at.is_(None), Round.closes_at <= now)
    return session.scalars(wanted.order_by(Round.id)).all()


def _dwellings(estate_id: int) -> Select[Part]:
    wanted = select(Part).join(Part.entrance).join(Entrance.building)
    return wanted.where(Part.estate_id == estate_id, Part.retired_at.is_(None), Part.use == PartUse.DWELLING)


def count_dwellings(estate_id: int) -> int:
    """The households that are asked: living homes of the roll."""
    return session.scalar(_dwellings(estate_id).with_only_columns(func.count())) or 0


def list_dwellings(estate_id: int) -> Sequence[Part]:
    """In door order, with entrance and building."""
    ordered = _dwellings(estate_id).order_by(
        Building.number, Building.name, Entrance.number, Entrance.name, Part.floor, Part.room
    )
    return session.scalars(ordered.options(joinedload(Part.entrance).joinedload(Entrance.building))).all()


def list_own_dwellings(estate_id: int, account_id: int) -> Sequence[Part]:
    """The homes of this estate in which somebody lives, tenants too."""
    held = select(Residency.part_id).where(
        Residency.account_id == account_id, Residency.state == ClaimState.ACTIVE
    )
    wanted = _dwellings(estate_id).where(Part.id.in_(held)).order_by(Part.id)
    return session.scalars(wanted.options(joinedload(Part.entrance).joinedload(Entrance.building))).all()


def find_answer(round_id: int, part_id: int) -> Judgement | None:
    wanted = select(Judgement).where(Judgement.round_id == round_id, Judgement.part_id == part_id)
    return session.scalars(wanted).one_or_none()


def list_marks(answer_id: int) -> Mapping[int, Mark]:
    """A household's marks by point, for that household alone."""
    return {mark.point_id: mark for mark in session.scalars(select(Mark).where(Mark.answer_id == answer_id))}


def get_mark(estate_id: int, round_id: int, mark_id: int) -> Mark:
    """:raises sqlalchemy.exc.NoResultFound: no such mark in this round of this estate."""
    return session.scalars(
        select(Mark)
        .join(Mark.answer)
        .where(Mark.id == mark_id, Judgement.round_id == round_id, Judgement.estate_id == estate_id)
    ).one()


def count_answers(round_ids: Sequence[int]) -> Mapping[int, int]:
    """Households that said something, by round."""
    rows = session.execute(
        select(Judgement.round_id, func.count())
        .where(Judgement.round_id.in_(round_ids))
        .group_by(Judgement.round_id)
    )
    return {round_id: count for round_id, count in rows}  # noqa: C416  # rows are no pairs to the type checker


def list_unanswered(of: Round) -> Sequence[int]:
    """Accounts of people at homes that have said nothing yet, smallest first."""
    answered = select(Judgement.part_id).where(Judgement.round_id == of.id)
    return session.scalars(
        select(Account.id)
        .join(Residency, Residency.account_id == Account.id)
        .where(
            Residency.estate_id == of.estate_id,
            Residency.state == ClaimState.ACTIVE,
            Residency.part_id.not_in(answered),
            Account.deactivated_at.is_(None),
        )
        .distinct()
        .order_by(Account.id)
    ).all()


def list_inspections(round_id: int) -> Sequence[tuple[Inspection, str]]:
    """With the supervisor's name, the newest first."""
    rows = session.execute(
        select(Inspection, Account.display_name)
        .join(Account, Account.id == Inspection.account_id)
        .where(Inspection.round_id == round_id)
        .options(selectinload(Inspection.lines))
        .order_by(Inspection.inspected_at.desc())
    )
    return [(inspection, name) for inspection, name in rows]


def get_inspection_lines(round_id: int, account_id: int) -> Mapping[int, InspectionLine]:
    """What a supervisor has noted, by point; nothing yet is an empty mapping."""
    wanted = select(InspectionLine).join(InspectionLine.inspection)
    found = session.scalars(
        wanted.where(Inspection.round_id == round_id, Inspection.account_id == account_id)
    )
    return {line.point_id: line for line in found}


def get_inspection_line(estate_id: int, round_id: int, line_id: int) -> InspectionLine:
    """:raises sqlalchemy.exc.NoResultFound: no such line of this round in this estate."""
    wanted = select(InspectionLine).join(InspectionLine.inspection)
    mine = wanted.where(Inspection.estate_id == estate_id, Inspection.round_id == round_id)
    return session.scalars(mine.where(InspectionLine.id == line_id)).one()


def list_rectifications(estate_id: int) -> Sequence[Rectification]:
    """What is not done first, by date; with its point and round."""
    wanted = select(Rectification).where(Rectification.estate_id == estate_id)
    ordered = wanted.order_by(Rectification.done_at.is_not(None), Rectification.due_on, Rectification.id)
    return session.scalars(ordered.options(joinedload(Rectification.point).joinedload(Point.round))).all()


def list_put_right(estate_id: int) -> Sequence[Rectification]:
    """Done, and residents have not been asked again."""
    wanted = select(Rectification).where(
        Rectification.estate_id == estate_id,
        Rectification.done_at.is_not(None),
        Rectification.again_id.is_(None),
    )
    return session.scalars(wanted.order_by(Rectification.id).options(joinedload(Rectification.point))).all()


def get_rectification(estate_id: int, rectification_id: int, *, lock: bool = False) -> Rectification:
    """:raises sqlalchemy.exc.NoResultFound: none such in this estate."""
    wanted = select(Rectification).where(
        Rectification.id == rectification_id, Rectification.estate_id == estate_id
    )
    return session.scalars(wanted.with_for_update() if lock else wanted).one()


def list_due(day: date) -> Sequence[Rectification]:
    """What is to be put right by a day and is not, in all estates."""
    wanted = select(Rectification).where(Rectification.due_on == day, Rectification.done_at.is_(None))
    return session.scalars(wanted.order_by(Rectification.id).options(joinedload(Rectification.point))).all()
