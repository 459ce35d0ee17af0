"""Reading what was spent, and what is asked for."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.db import session
from portal.pledges.models import CheckState, Commitment, Payment, Refund, Spending, SpendingState


def reserved(scheme_id: int) -> int:
    """Fen of the money there that already have somewhere to go: refunds to check, spending not paid yet."""
    back = (
        select(func.coalesce(func.sum(Refund.amount), 0))
        .join(Refund.payment)
        .join(Payment.commitment)
        .where(Commitment.scheme_id == scheme_id, Refund.state == CheckState.WAITING)
    )
    out = select(func.coalesce(func.sum(Spending.amount), 0)).where(
        Spending.scheme_id == scheme_id,
        Spending.state.in_([SpendingState.APPLIED, SpendingState.APPROVED, SpendingState.PUBLISHED]),
    )
    return int(session.scalar(back) or 0) + int(session.scalar(out) or 0)


def get_spending(estate_id: int, spending_id: int) -> Spending:
    """:raises sqlalchemy.exc.NoResultFound: none such in this estate."""
    wanted = select(Spending).where(Spending.id == spending_id, Spending.estate_id == estate_id)
    return session.scalars(wanted.options(joinedload(Spending.scheme))).one()


def list_spending(scheme_id: int) -> Sequence[Spending]:
    """The newest last."""
    wanted = select(Spending).where(Spending.scheme_id == scheme_id)
    return session.scalars(wanted.order_by(Spending.id)).all()


def list_public_spending(scheme_id: int) -> Sequence[Spending]:
    """What everybody may read: in its public notice, or paid."""
    return [one for one in list_spending(scheme_id) if one.published_at is not None]


def list_open_spending(estate_id: int) -> Sequence[Spending]:
    """What is not paid yet and not refused."""
    wanted = select(Spending).where(
        Spending.estate_id == estate_id,
        Spending.state.in_([SpendingState.APPLIED, SpendingState.APPROVED, SpendingState.PUBLISHED]),
    )
    return session.scalars(wanted.order_by(Spending.id).options(joinedload(Spending.scheme))).all()
