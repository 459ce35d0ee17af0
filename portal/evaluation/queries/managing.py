"""Who manages an estate, who keeps what was built, and the owners' common money."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.db import session
from portal.domain.matters import Subject
from portal.domain.stages import VoteState
from portal.domain.tally import Outcome
from portal.evaluation.models import (
    CommonMoney,
    CommonMoneyKind,
    ManagementTerm,
    Round,
    RoundKind,
    Upkeep,
)
from portal.voting.models import Vote
from portal.voting.queries.counting import count

_ABOUT_MANAGEMENT = (Subject.MANAGEMENT_MODE, Subject.SERVICE_AND_CHARGE, Subject.HIRING)


def find_term(estate_id: int) -> ManagementTerm | None:
    """What is in force."""
    wanted = select(ManagementTerm).where(
        ManagementTerm.estate_id == estate_id, ManagementTerm.ended_on.is_(None)
    )
    return session.scalars(wanted).one_or_none()


def list_terms(estate_id: int) -> Sequence[ManagementTerm]:
    """All that were, the newest first."""
    wanted = select(ManagementTerm).where(ManagementTerm.estate_id == estate_id)
    return session.scalars(wanted.order_by(ManagementTerm.since.desc(), ManagementTerm.id.desc())).all()


def list_ending(day: date) -> Sequence[ManagementTerm]:
    """Terms in force whose contract ends on a day."""
    wanted = select(ManagementTerm).where(
        ManagementTerm.ended_on.is_(None), ManagementTerm.contract_ends_on == day
    )
    return session.scalars(wanted.order_by(ManagementTerm.id)).all()


def list_in_force() -> Sequence[ManagementTerm]:
    """Of all estates."""
    wanted = select(ManagementTerm).where(ManagementTerm.ended_on.is_(None))
    return session.scalars(wanted.order_by(ManagementTerm.id)).all()


def was_judged_since(estate_id: int, moment: datetime) -> bool:
    """Whether residents were asked about the management since then."""
    wanted = select(Round.id).where(
        Round.estate_id == estate_id, Round.kind == RoundKind.MANAGEMENT, Round.opens_at >= moment
    )
    return session.scalar(select(wanted.exists())) is True


def list_upkeep(estate_id: int) -> Mapping[int, Upkeep]:
    """By item."""
    wanted = select(Upkeep).where(Upkeep.estate_id == estate_id).options(joinedload(Upkeep.item))
    return {kept.item_id: kept for kept in session.scalars(wanted)}


def list_money(estate_id: int, kind: CommonMoneyKind | None = None) -> Sequence[CommonMoney]:
    """Posted statements, the newest first."""
    wanted = select(CommonMoney).where(CommonMoney.estate_id == estate_id)
    if kind is not None:
        wanted = wanted.where(CommonMoney.kind == kind)
    return session.scalars(wanted.order_by(CommonMoney.ends_on.desc(), CommonMoney.id.desc())).all()


def list_decisions(estate_id: int) -> Sequence[Vote]:
    """Published votes that decided who manages the estate, the newest first: what a change can rest on."""
    wanted = select(Vote).where(
        Vote.estate_id == estate_id,
        Vote.published_at.is_not(None),
        Vote.state != VoteState.VOID,
        Vote.subject.in_(_ABOUT_MANAGEMENT),
    )
    votes = session.scalars(wanted.order_by(Vote.published_at.desc(), Vote.id.desc())).all()
    return [vote for vote in votes if any(each.result.outcome is Outcome.PASSED for each in count(vote))]
