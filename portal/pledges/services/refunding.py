"""Money that goes back, with its reason, by two people; never more than came, never what was spent."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.amounts import format_hundredths
from portal.domain.deadlines import local_day
from portal.domain.ledger import Event
from portal.messages.services import tell
from portal.pledges import money_errors as errors
from portal.pledges.models import IN_KIND, CheckState, Payment, Refund
from portal.pledges.queries import account
from portal.pledges.queries import spending as spending_queries
from portal.pledges.services.locking import lock
from portal.pledges.services.posting import Paper, post
from portal.pledges.services.telling import page_of


@dataclass(frozen=True)
class GivenBack:
    """What goes back; fen. ``still_owed``: it came by mistake and is to be paid again."""

    amount: int
    paid_on: date
    reason: str
    voucher: str
    photo: str
    still_owed: bool = False


def enter(payment: Payment, back: GivenBack, *, once: str, by: Actor, now: datetime) -> Refund:
    """The first of two.

    :raises RuleViolated: not a checked payment, more than is left of it, more than lies in the account.
    """
    if by.account_id is None:
        raise ValueError("a refund is entered by a person")
    lock(payment.commitment.scheme)
    session.refresh(payment, ["state"])
    tapped = [made for made in _refunds_of(payment) if made.once == once]
    if tapped:
        return tapped[0]
    _check(payment, back, now)
    made = Refund(
        estate_id=payment.estate_id,
        payment_id=payment.id,
        amount=back.amount,
        paid_on=back.paid_on,
        reason=back.reason.strip(),
        voucher=back.voucher.strip(),
        photo=back.photo,
        still_owed=back.still_owed,
        entered_at=now,
        entered_by=by.account_id,
        once=once,
    )
    session.add(made)
    session.flush()
    _on_record("refund.enter", made, by, now)
    return made


def _refunds_of(payment: Payment) -> list[Refund]:
    every = account.list_refunds(payment.estate_id, scheme_id=payment.commitment.scheme_id)
    return [made for made in every if made.payment_id == payment.id]


def _check(payment: Payment, back: GivenBack, now: datetime) -> None:
    if payment.state is not CheckState.CHECKED:
        raise errors.NotPaid
    if payment.commitment.kind in IN_KIND:
        raise errors.ThingsNotRefunded
    if not back.reason.strip():
        raise errors.ReasonMissing
    if not back.voucher.strip():
        raise errors.VoucherMissing
    if not back.photo:
        raise errors.PictureNeeded
    if back.paid_on > local_day(now):
        raise errors.DayInFuture
    _check_amount(payment, back.amount)


def _check_amount(payment: Payment, amount: int) -> None:
    if amount <= 0:
        raise errors.AmountNotPositive
    gone = account.refunded(payment.id, CheckState.WAITING, CheckState.CHECKED)
    if amount > payment.amount - gone:
        raise errors.MoreThanPaid(
            amount=format_hundredths(amount), left=format_hundredths(payment.amount - gone)
        )
    scheme_id = payment.commitment.scheme_id
    free = account.standing_of_scheme(scheme_id).left - spending_queries.reserved(scheme_id)
    if amount > free:
        raise errors.NotEnoughMoney(left=format_hundredths(free), amount=format_hundredths(amount))


def check(refund: Refund, *, by: Actor, now: datetime) -> None:
    """The second of two: the money has gone back, and who paid is told.

    :raises RuleViolated: the same person, or checked before.
    """
    payment = refund.payment
    commitment = payment.commitment
    lock(commitment.scheme)
    _decide(refund, CheckState.CHECKED, by=by, now=now)
    paper = Paper(
        f"refund:{refund.id}",
        f"退款，凭证 {refund.voucher}：{refund.reason}",
        on=refund.paid_on,
        attachments=1,
        made_by=refund.entered_by,
        checked_by=by.account_id,
    )
    event = Event.CORRECT if refund.still_owed else Event.REFUND
    post(event, refund.amount, paper, of=commitment, now=now)
    _on_record("refund.check", refund, by, now)
    if commitment.account_id is not None:
        tell(
            now,
            commitment.account_id,
            "pledges.refunded",
            "退款已登记",
            f"“{commitment.scheme.title}”退您家 {format_hundredths(refund.amount)} 元。"
            f"原因：{refund.reason}。",
            estate_id=commitment.estate_id,
            link=page_of(commitment.scheme),
        )


def refuse(refund: Refund, why: str, *, by: Actor, now: datetime) -> None:
    """The second of two sends it back.

    :raises RuleViolated: no reason, the same person, or checked before.
    """
    if not why.strip():
        raise errors.ReasonMissing
    lock(refund.payment.commitment.scheme)
    _decide(refund, CheckState.REFUSED, by=by, now=now)
    refund.refused_why = why.strip()
    _on_record("refund.refuse", refund, by, now)


def _decide(refund: Refund, state: CheckState, *, by: Actor, now: datetime) -> None:
    if by.account_id is None or by.account_id == refund.entered_by:
        raise errors.SamePersonChecks
    waits = update(Refund).where(Refund.id == refund.id, Refund.state == CheckState.WAITING)
    decided = waits.values(state=state, checked_at=now, checked_by=by.account_id).returning(Refund.id)
    if session.execute(decided).one_or_none() is None:
        raise errors.NotWaiting
    session.refresh(refund)


def _on_record(action: str, refund: Refund, by: Actor, now: datetime) -> None:
    record(
        now,
        by,
        action,
        f"refund:{refund.id}",
        estate_id=refund.estate_id,
        amount=refund.amount,
        reason=refund.reason,
        number=refund.voucher,
    )
