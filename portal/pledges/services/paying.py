"""Recording what came, by two people: one enters the official receipt, another one checks it.

The portal takes no money and writes no receipt; it keeps the number of the one that somebody else wrote.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.amounts import format_hundredths
from portal.domain.deadlines import local_day
from portal.domain.ledger import Event
from portal.messages.services import tell
from portal.pledges import money_errors as errors
from portal.pledges.models import IN_KIND, CheckState, Commitment, CommitmentState, Payment
from portal.pledges.queries import account
from portal.pledges.queries import spending as spending_queries
from portal.pledges.services.locking import lock
from portal.pledges.services.posting import Paper, post, reverse
from portal.pledges.services.telling import page_of
from portal.pledges.words import COMMITMENT_STATES


@dataclass(frozen=True)
class Received:
    """What came; fen. Things and work have no receipt, but a photo of what was taken over."""

    amount: int
    paid_on: date
    issuer: str = ""
    receipt_number: str = ""
    account: str = ""
    photo: str = ""
    note: str = ""


def enter(commitment: Commitment, received: Received, *, once: str, by: Actor, now: datetime) -> Payment:
    """The first of two: it counts once somebody else has checked it.

    :raises RuleViolated: nothing is owed yet, more than is due, no receipt, a receipt that was used before.
    """
    if by.account_id is None:
        raise ValueError("a payment is entered by a person")
    lock(commitment.scheme)
    tapped = [made for made in _payments_of(commitment) if made.once == once]
    if tapped:
        return tapped[0]
    _check(commitment, received, now)
    made = Payment(
        estate_id=commitment.estate_id,
        commitment_id=commitment.id,
        amount=received.amount,
        paid_on=received.paid_on,
        issuer="".join(received.issuer.split()),
        receipt_number=plain(received.receipt_number).upper(),
        account=received.account.strip(),
        photo=received.photo,
        note=received.note.strip(),
        entered_at=now,
        entered_by=by.account_id,
        once=once,
    )
    session.add(made)
    try:
        session.flush()
    except IntegrityError as twice:
        raise errors.ReceiptTaken(issuer=made.issuer, number=made.receipt_number) from twice
    _on_record("payment.enter", made, by, now)
    return made


def plain(text: str) -> str:
    """One way to write a number: full-width forms made plain, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _payments_of(commitment: Commitment) -> list[Payment]:
    every = account.list_payments(commitment.estate_id, scheme_id=commitment.scheme_id)
    return [made for made in every if made.commitment_id == commitment.id]


def _check(commitment: Commitment, received: Received, now: datetime) -> None:
    if received.amount <= 0:
        raise errors.AmountNotPositive
    if commitment.state is not CommitmentState.SIGNED:
        raise errors.NoSignedCommitment(state=COMMITMENT_STATES[commitment.state])
    if commitment.scheme.met_at is None:
        raise errors.NotDueYet
    if received.paid_on > local_day(now):
        raise errors.DayInFuture
    if not received.photo:
        raise errors.PictureNeeded
    if commitment.kind not in IN_KIND and not (plain(received.issuer) and plain(received.receipt_number)):
        raise errors.ReceiptNeeded
    check_due(commitment, received.amount)


def check_due(commitment: Commitment, amount: int) -> None:
    """:raises MoreThanDue: more than is owed, with what waits to be checked."""
    waiting = account.waiting_payments(commitment.id)
    owed = account.standing_of(commitment.id).owed
    if amount > owed - waiting:
        raise errors.MoreThanDue(
            amount=format_hundredths(amount), due=format_hundredths(owed), waiting=format_hundredths(waiting)
        )


def check(payment: Payment, *, by: Actor, now: datetime) -> None:
    """The second of two has seen the same paper: from now on it counts, and the payer is told.

    :raises RuleViolated: the same person, checked before, or more than is due by now.
    """
    commitment = payment.commitment
    lock(commitment.scheme)
    _decide(payment, CheckState.CHECKED, by=by, now=now)
    check_due(commitment, payment.amount)
    in_kind = commitment.kind in IN_KIND
    paper = Paper(
        f"payment:{payment.id}",
        "实物或劳务已验收" if in_kind else f"交款，{payment.issuer}票据 {payment.receipt_number}",
        on=payment.paid_on,
        attachments=1,
        made_by=payment.entered_by,
        checked_by=by.account_id,
    )
    post(Event.DELIVER if in_kind else Event.PAY, payment.amount, paper, of=commitment, now=now)
    _on_record("payment.check", payment, by, now)
    if commitment.account_id is not None:
        _tell_payer(commitment, payment, now)


def _tell_payer(commitment: Commitment, payment: Payment, now: datetime) -> None:
    tell(
        now,
        commitment.account_id or 0,
        "pledges.paid",
        "您家的交款已登记",
        f"“{commitment.scheme.title}”记了您家 {format_hundredths(payment.amount)} 元，"
        f"{payment.paid_on:%Y-%m-%d}。不对的话，请找社区居委会。",
        estate_id=commitment.estate_id,
        link=page_of(commitment.scheme),
    )


def refuse(payment: Payment, why: str, *, by: Actor, now: datetime) -> None:
    """The second of two sends it back; its receipt's number is free again.

    :raises RuleViolated: no reason, the same person, or checked before.
    """
    if not why.strip():
        raise errors.ReasonMissing
    lock(payment.commitment.scheme)
    _decide(payment, CheckState.REFUSED, by=by, now=now)
    payment.refused_why = why.strip()
    _on_record("payment.refuse", payment, by, now)


def undo(payment: Payment, why: str, *, by: Actor, now: datetime) -> None:
    """冲正: it was entered wrongly and no money moved. Its entry is reversed, and its receipt free again.

    :raises RuleViolated: no reason, the person who entered it, not checked, given back in part, or spent.
    """
    if not why.strip():
        raise errors.ReasonMissing
    lock(payment.commitment.scheme)
    session.refresh(payment, ["state"])
    if by.account_id is None or by.account_id == payment.entered_by:
        raise errors.SamePersonChecks
    entry = account.find_entry(f"payment:{payment.id}")
    if payment.state is not CheckState.CHECKED or entry is None:
        raise errors.NotPaid
    if account.refunded(payment.id, CheckState.WAITING, CheckState.CHECKED):
        raise errors.RefundedAlready
    scheme_id = payment.commitment.scheme_id
    free = account.standing_of_scheme(scheme_id).left - spending_queries.reserved(scheme_id)
    if payment.commitment.kind not in IN_KIND and payment.amount > free:
        raise errors.NotEnoughMoney(left=format_hundredths(free), amount=format_hundredths(payment.amount))
    reverse(entry, f"冲正：{why.strip()}", by=by, now=now)
    payment.state, payment.refused_why = CheckState.UNDONE, why.strip()
    session.flush()
    _on_record("payment.undo", payment, by, now)


def _decide(payment: Payment, state: CheckState, *, by: Actor, now: datetime) -> None:
    if by.account_id is None or by.account_id == payment.entered_by:
        raise errors.SamePersonChecks
    waits = update(Payment).where(Payment.id == payment.id, Payment.state == CheckState.WAITING)
    decided = waits.values(state=state, checked_at=now, checked_by=by.account_id).returning(Payment.id)
    if session.execute(decided).one_or_none() is None:
        raise errors.NotWaiting
    session.refresh(payment)


def _on_record(action: str, payment: Payment, by: Actor, now: datetime) -> None:
    record(
        now,
        by,
        action,
        f"payment:{payment.id}",
        estate_id=payment.estate_id,
        amount=payment.amount,
        number=payment.receipt_number,
        reason=payment.refused_why,
    )
