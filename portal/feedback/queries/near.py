"""What neighbours raised already, and who stands behind it."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from portal.communities.models import Entrance, Part
from portal.db import session
from portal.domain.handling import likeness
from portal.domain.stages import CaseState
from portal.feedback.models import Case, CaseCategory, CaseSupporter
from portal.feedback.queries.cases import FINISHED, PAGE

_ALIKE = (
    35  # per cent; found by trying: "路灯坏了" and "南门路灯坏了三天" are alike, two leaks are not always
)
_MOST_READ = 200


def may_be_shared() -> ColumnElement[bool]:
    """Of a case: neighbours may read it. Never before somebody accepted it, never a dispute."""
    return (
        Case.is_public.is_(True)
        & Case.hidden_at.is_(None)
        & Case.state.not_in((CaseState.SENT, CaseState.MERGED))
        & (Case.category != CaseCategory.DISPUTE)
    )


def is_shared(case: Case) -> bool:
    """Whether neighbours may read this one."""
    return session.scalar(select(Case.id).where(Case.id == case.id, may_be_shared())) is not None


def list_shared(estate_id: int, limit: int = PAGE) -> Sequence[Case]:
    """What neighbours may read, open ones first, the newest first."""
    return session.scalars(
        select(Case)
        .where(Case.estate_id == estate_id, may_be_shared())
        .order_by(Case.state.in_(FINISHED), Case.id.desc())
        .limit(limit)
        .options(
            joinedload(Case.part).joinedload(Part.entrance).joinedload(Entrance.building),
            joinedload(Case.building),
            selectinload(Case.supporters),
        )
    ).all()


def get_shared(estate_id: int, case_id: int) -> Case:
    """:raises sqlalchemy.exc.NoResultFound: none such, or none that neighbours may read."""
    return session.scalars(
        select(Case)
        .where(Case.id == case_id, Case.estate_id == estate_id, may_be_shared())
        .options(
            joinedload(Case.building),
            selectinload(Case.steps),
            selectinload(Case.photos),
            selectinload(Case.supporters),
        )
    ).one()


def list_alike(estate_id: int, text: str, account_id: int) -> Sequence[Case]:
    """Open shared cases that say much the same, the likest first, at most three; not one's own."""
    found = session.scalars(
        select(Case)
        .where(
            Case.estate_id == estate_id,
            may_be_shared(),
            Case.state.not_in(FINISHED),
            (Case.account_id.is_(None)) | (Case.account_id != account_id),
        )
        .order_by(Case.id.desc())
        .limit(_MOST_READ)
        .options(joinedload(Case.building), selectinload(Case.supporters))
    ).all()
    rated = [(likeness(text, case.public_text or case.text), case) for case in found]
    alike = sorted((pair for pair in rated if pair[0] >= _ALIKE), key=lambda pair: -pair[0])
    return [case for _rate, case in alike[:3]]


def list_mergeable(case: Case) -> Sequence[Case]:
    """Open cases of the estate with which this one may be merged, the likest first, at most ten."""
    found = session.scalars(
        select(Case)
        .where(
            Case.estate_id == case.estate_id,
            Case.id != case.id,
            Case.state.not_in((*FINISHED, CaseState.SENT)),
            Case.category != CaseCategory.DISPUTE,
        )
        .order_by(Case.id.desc())
        .limit(_MOST_READ)
    ).all()
    return sorted(found, key=lambda other: -likeness(case.text, other.text))[:10]


def supports(case_id: int, account_id: int) -> bool:
    wanted = (CaseSupporter.case_id == case_id, CaseSupporter.account_id == account_id)
    return session.scalar(select(CaseSupporter.id).where(*wanted)) is not None


def list_supported(account_id: int, estate_id: int) -> Sequence[Case]:
    """What somebody put their name to, the newest first."""
    return session.scalars(
        select(Case)
        .join(CaseSupporter, CaseSupporter.case_id == Case.id)
        .where(CaseSupporter.account_id == account_id, Case.estate_id == estate_id)
        .order_by(Case.id.desc())
        .limit(PAGE)
    ).all()
