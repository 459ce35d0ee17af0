"""Whether the papers and the ledger say the same; what differs is told, and nothing is mended silently."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import aliased

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.amounts import format_hundredths
from portal.domain.errors import N_
from portal.domain.ledger import Event
from portal.jobs.rhythm import daily
from portal.jobs.schedule import every
from portal.pledges.models import (
    IN_KIND,
    CheckState,
    Commitment,
    CommitmentState,
    LedgerEntry,
    Payment,
    Refund,
    Relief,
    Scheme,
    Share,
    Sharing,
    Spending,
    SpendingState,
)
from portal.pledges.queries import account


def findings() -> list[str]:
    """One sentence for everything that does not agree; none where all does. Reads only."""
    return [*_shares(), *_commitments(), *_papers(), *_schemes(), *_reversals()]


def reconcile_daily(now: datetime, _slot: datetime) -> None:
    """Put on record each morning whether all agrees, and what does not."""
    found = findings()
    deed = "money.differs" if found else "money.agrees"
    record(now, Actor(None, "每日对账"), deed, "ledger:0", rows=len(found), reason="".join(found[:3]))


every("pledges.reconcile", daily(6), reconcile_daily, title=N_("出资账目每日对账"))


def _yuan(fen: int) -> str:
    return f"{format_hundredths(fen)} 元"


def _shares() -> Iterator[str]:
    """The frozen shares of a scheme add up to what is left for residents."""
    rows = session.execute(
        select(Scheme.id, Scheme.total - Scheme.subsidy, func.sum(Share.amount))
        .join(Share, Share.scheme_id == Scheme.id)
        .where(Scheme.sharing != Sharing.VOLUNTARY)
        .group_by(Scheme.id, Scheme.total, Scheme.subsidy)
    )
    for scheme_id, rest, together in rows:
        if rest != together:
            yield f"方案 {scheme_id}：各户分摊合计 {_yuan(int(together))}，应为 {_yuan(rest)}。"


def _commitments() -> Iterator[str]:
    """Every fen that was signed for is in exactly one place, and ended promises ask for nothing."""
    standings = account.standings(LedgerEntry.commitment_id, LedgerEntry.commitment_id.is_not(None))
    rows = session.execute(select(Commitment.id, Commitment.number, Commitment.amount, Commitment.state))
    for commitment_id, number, amount, state in rows:
        there = standings.get(commitment_id)
        if there is None or there.promised != amount:
            yield f"确认单 {number}：账上认缴 {_yuan(there.promised if there else 0)}，单上 {_yuan(amount)}。"
        elif not there.is_whole:
            yield f"确认单 {number}：各科目加起来不等于认缴额。"
        elif state is not CommitmentState.SIGNED and there.owed + there.conditional:
            yield f"确认单 {number} 已经结束，账上还挂着 {_yuan(there.owed + there.conditional)}。"


def _papers() -> Iterator[str]:
    """Each checked paper is entered once with its amount, and each entry has its paper."""
    entered = _entered()
    known: set[str] = set()
    for subject, amount in _expected():
        known.add(subject)
        if entered.get(subject, 0) != amount:
            yield f"{subject}：单据 {_yuan(amount)}，账上 {_yuan(entered.get(subject, 0))}。"
    yield from (f"{subject}：账上有，没有对应的单据。" for subject in sorted(set(entered) - known))


def _entered() -> Mapping[str, int]:
    """By paper, what the ledger holds of it once reversals are taken off; promises have their own check."""
    sign = case((LedgerEntry.reverses_id.is_(None), 1), else_=-1)
    rows = session.execute(
        select(LedgerEntry.subject, func.sum(LedgerEntry.amount * sign))
        .where(LedgerEntry.event.not_in([Event.PROMISE, Event.FALL_DUE, Event.LAPSE]))
        .where(~and_(LedgerEntry.event == Event.LAPSE_OWED, LedgerEntry.subject.startswith("commitment:")))
        .group_by(LedgerEntry.subject)
    )
    return {subject: int(amount) for subject, amount in rows if amount}


def _expected() -> Iterator[tuple[str, int]]:
    for name, model in (("payment", Payment), ("refund", Refund)):
        rows = session.execute(select(model.id, model.amount).where(model.state == CheckState.CHECKED))
        yield from ((f"{name}:{row_id}", amount) for row_id, amount in rows)
    reliefs = session.execute(select(Relief.id, Relief.amount).where(Relief.amount > 0))
    yield from ((f"relief:{row_id}", amount) for row_id, amount in reliefs)
    spent = select(Spending.id, Spending.amount).where(Spending.state == SpendingState.PAID)
    yield from ((f"spending:{row_id}", amount) for row_id, amount in session.execute(spent))


def _schemes() -> Iterator[str]:
    """No scheme spent or gave back more than came; money is where things are not."""
    for scheme_id, there in account.standings(LedgerEntry.scheme_id).items():
        if there.left < 0:
            yield f"方案 {scheme_id}：支出比收到的多 {_yuan(-there.left)}。"
    wrong = session.execute(
        select(LedgerEntry.id)
        .join(Commitment, Commitment.id == LedgerEntry.commitment_id)
        .where((LedgerEntry.event == Event.PAY) == Commitment.kind.in_(IN_KIND))
        .where(LedgerEntry.event.in_([Event.PAY, Event.DELIVER]))
    )
    yield from (f"账目 {entry_id}：实物劳务和资金记混了。" for (entry_id,) in wrong)


def _reversals() -> Iterator[str]:
    """A reversal undoes exactly what it names."""
    first = aliased(LedgerEntry)
    rows = session.execute(
        select(LedgerEntry.id)
        .join(first, first.id == LedgerEntry.reverses_id)
        .where(
            (first.amount != LedgerEntry.amount)
            | (first.debit != LedgerEntry.credit)
            | (first.credit != LedgerEntry.debit)
            | (first.scheme_id != LedgerEntry.scheme_id)
        )
    )
    yield from (f"账目 {entry_id}：冲正和原来的一笔对不上。" for (entry_id,) in rows)
