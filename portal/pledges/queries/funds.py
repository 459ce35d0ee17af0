"""Money over several estates at once; one statement a figure, never one an estate."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.audit.models import AuditEntry
from portal.db import session
from portal.domain.deadlines import local_day
from portal.domain.ledger import Standing
from portal.pledges.models import (
    CheckState,
    Commitment,
    CommitmentState,
    LedgerEntry,
    Payment,
    Refund,
    ReliefRequest,
    RequestState,
    Scheme,
    SchemeState,
    Spending,
    SpendingState,
)
from portal.pledges.queries.account import standings


def standings_by_estate(estate_ids: Collection[int]) -> Mapping[int, Standing]:
    return standings(LedgerEntry.estate_id, LedgerEntry.estate_id.in_(list(estate_ids)))


def states(estate_ids: Collection[int]) -> Mapping[int, Counter[SchemeState]]:
    """How many schemes of an estate are in which state."""
    found: dict[int, Counter[SchemeState]] = defaultdict(Counter)
    rows = session.execute(
        select(Scheme.estate_id, Scheme.state, func.count())
        .where(Scheme.estate_id.in_(list(estate_ids)))
        .group_by(Scheme.estate_id, Scheme.state)
    )
    for estate_id, state, number in rows:
        found[estate_id][state] = number
    return dict(found)


def count_waiting(estate_ids: Collection[int]) -> Mapping[int, int]:
    """Payments and refunds to check, spending to approve and requests to answer, by estate."""
    found: Counter[int] = Counter()
    ids = list(estate_ids)
    for table, state in (
        (Payment, Payment.state == CheckState.WAITING),
        (Refund, Refund.state == CheckState.WAITING),
        (Spending, Spending.state == SpendingState.APPLIED),
        (ReliefRequest, ReliefRequest.state == RequestState.WAITING),
    ):
        column = table.__table__.c.estate_id
        rows = session.execute(select(column, func.count()).where(column.in_(ids), state).group_by(column))
        found.update({estate_id: number for estate_id, number in rows})  # noqa: C416  # rows are no pairs
    return found


def overdue(estate_ids: Collection[int], now: datetime) -> Mapping[int, int]:
    """Fen that are owed and whose day is over, by estate."""
    return _late(Commitment.estate_id, estate_ids, now)


def overdue_by_scheme(estate_id: int, now: datetime) -> Mapping[int, int]:
    """The same for the schemes of an estate."""
    return _late(Commitment.scheme_id, [estate_id], now)


def _late(key: InstrumentedAttribute[int], estate_ids: Collection[int], now: datetime) -> Mapping[int, int]:
    today = local_day(now)
    owed = standings(LedgerEntry.commitment_id, LedgerEntry.estate_id.in_(list(estate_ids)))
    rows = session.execute(
        select(Commitment.id, key, Commitment.due_on, Commitment.signed_at)
        .add_columns(Scheme.met_at, Scheme.due_days)
        .join(Commitment.scheme)
        .where(
            Commitment.estate_id.in_(list(estate_ids)),
            Commitment.state == CommitmentState.SIGNED,
            Scheme.met_at.is_not(None),
        )
    )
    found: Counter[int] = Counter()
    for commitment_id, where, due_on, signed_at, met_at, due_days in rows:
        due = due_on or local_day(max(signed_at, met_at)) + timedelta(days=due_days)
        if due < today:
            found[where] += owed.get(commitment_id, Standing()).owed
    return found


def last_reminders(estate_id: int) -> Mapping[int, datetime]:
    """When those who owe were last reminded, by scheme."""
    rows = session.execute(
        select(AuditEntry.subject, func.max(AuditEntry.at))
        .where(AuditEntry.action == "scheme.remind", AuditEntry.estate_id == estate_id)
        .group_by(AuditEntry.subject)
    )
    return {int(subject.removeprefix("scheme:")): at for subject, at in rows}
