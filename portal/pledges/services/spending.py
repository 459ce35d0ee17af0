"""Spending what came: 申报、审批、公示, then paid with a voucher. Nobody approves what they asked for."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.exc import IntegrityError

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.amounts import format_hundredths
from portal.domain.deadlines import local_day
from portal.domain.ledger import Event
from portal.pledges import money_errors as errors
from portal.pledges.models import Scheme, Spending, SpendingState
from portal.pledges.queries import account
from portal.pledges.queries import spending as spending_queries
from portal.pledges.services.locking import lock
from portal.pledges.services.posting import Paper, post
from portal.pledges.words import SPENDING_STATES


@dataclass(frozen=True)
class Application:
    """What is to be paid to whom, in fen."""

    amount: int
    payee: str
    purpose: str


def apply(scheme: Scheme, wanted: Application, *, once: str, by: Actor, now: datetime) -> Spending:
    """申报. :raises RuleViolated: no payee or purpose, or more than lies in the account unspoken for."""
    if by.account_id is None:
        raise ValueError("spending is applied for by a person")
    lock(scheme)
    tapped = [made for made in spending_queries.list_spending(scheme.id) if made.once == once]
    if tapped:
        return tapped[0]
    if wanted.amount <= 0:
        raise errors.AmountNotPositive
    if not (wanted.payee.strip() and wanted.purpose.strip()):
        raise errors.PayeeMissing
    free = account.standing_of_scheme(scheme.id).left - spending_queries.reserved(scheme.id)
    if wanted.amount > free:
        raise errors.NotEnoughMoney(left=format_hundredths(free), amount=format_hundredths(wanted.amount))
    made = Spending(
        estate_id=scheme.estate_id,
        scheme_id=scheme.id,
        amount=wanted.amount,
        payee=wanted.payee.strip(),
        purpose=wanted.purpose.strip(),
        applied_at=now,
        applied_by=by.account_id,
        once=once,
    )
    session.add(made)
    session.flush()
    _on_record("spending.apply", made, by, now)
    return made


def decide(spending: Spending, words: str, *, approve: bool, by: Actor, now: datetime) -> None:
    """审批. :raises RuleViolated: whoever applied, decided before, or no reason for a refusal."""
    _take_turn(spending, SpendingState.APPLIED)
    if by.account_id is None or by.account_id == spending.applied_by:
        raise errors.SameApplicant
    if not approve and not words.strip():
        raise errors.ReasonMissing
    spending.state = SpendingState.APPROVED if approve else SpendingState.REFUSED
    spending.decided_at, spending.decided_by, spending.decision = now, by.account_id, words.strip()
    session.flush()
    _on_record("spending.approve" if approve else "spending.refuse", spending, by, now)


def publish(spending: Spending, days: int, *, by: Actor, now: datetime) -> None:
    """公示 for so many days, the first not counted. :raises RuleViolated: not approved, or done before."""
    _take_turn(spending, SpendingState.APPROVED)
    spending.state, spending.published_at = SpendingState.PUBLISHED, now
    spending.public_until = local_day(now) + timedelta(days=days)
    session.flush()
    _on_record("spending.publish", spending, by, now)


@dataclass(frozen=True)
class Voucher:
    """The paper that the money left with."""

    number: str
    paid_on: date
    photo: str


def pay(spending: Spending, voucher: Voucher, *, by: Actor, now: datetime) -> None:
    """支出: it has left the account, with its voucher.

    :raises RuleViolated: still in its public notice, no voucher or photo, a voucher that was used before.
    """
    _take_turn(spending, SpendingState.PUBLISHED)
    if spending.public_until is not None and local_day(now) <= spending.public_until:
        raise errors.StillPublic(until=f"{spending.public_until:%Y-%m-%d}")
    if not voucher.number.strip():
        raise errors.VoucherMissing
    if not voucher.photo:
        raise errors.PictureNeeded
    if voucher.paid_on > local_day(now):
        raise errors.DayInFuture
    left = account.standing_of_scheme(spending.scheme_id).left
    if spending.amount > left:
        raise errors.NotEnoughMoney(left=format_hundredths(left), amount=format_hundredths(spending.amount))
    spending.state, spending.paid_on = SpendingState.PAID, voucher.paid_on
    spending.voucher, spending.photo = voucher.number.strip(), voucher.photo
    spending.recorded_by = by.account_id
    try:
        session.flush()
    except IntegrityError as twice:
        raise errors.VoucherTaken(number=voucher.number.strip()) from twice
    paper = Paper(
        f"spending:{spending.id}",
        f"付{spending.payee}，{spending.purpose}，凭证 {spending.voucher}",
        on=spending.paid_on,
        attachments=1,
        made_by=by.account_id,
        checked_by=spending.decided_by,
    )
    post(Event.SPEND, spending.amount, paper, of=spending.scheme, now=now)
    _on_record("spending.pay", spending, by, now)


def _take_turn(spending: Spending, wanted: SpendingState) -> None:
    lock(spending.scheme)
    session.refresh(spending)
    if spending.state is not wanted:
        raise errors.SpendingStep(now=SPENDING_STATES[spending.state])


def _on_record(action: str, spending: Spending, by: Actor, now: datetime) -> None:
    record(
        now,
        by,
        action,
        f"spending:{spending.id}",
        estate_id=spending.estate_id,
        amount=spending.amount,
        reason=spending.decision,
        number=spending.voucher,
    )
