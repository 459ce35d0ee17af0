"""The second of two: checking payments and refunds, or sending them back; giving money back."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.permissions import Permission
from portal.pledges import words
from portal.pledges.desk.blueprint import actor, bp, press
from portal.pledges.desk.money import commitment_page
from portal.pledges.forms.money import ReasonForm, RefundForm
from portal.pledges.models import Payment
from portal.pledges.pictures import send
from portal.pledges.queries import account
from portal.pledges.services import paying, refunding
from portal.pledges.services.refunding import GivenBack
from portal.web import clock
from portal.web.guard import requires

_PAYMENT = "/estates/<int:estate_id>/payments/<int:payment_id>"
_REFUND = "/estates/<int:estate_id>/refunds/<int:refund_id>"


def _waiting(estate_id: int) -> str:
    return url_for("pledges_desk.checks", estate_id=estate_id)


@bp.post(f"{_PAYMENT}/check")
@requires(Permission.MONEY_ENTER)
def check_payment(estate_id: int, payment_id: int) -> ResponseReturnValue:
    """The receipt agrees with what was entered."""
    return press(
        _waiting(estate_id),
        lambda: paying.check(account.get_payment(estate_id, payment_id), by=actor(), now=clock.now()),
        _("复核好了，已入账。"),
    )


@bp.post(f"{_PAYMENT}/refuse")
@requires(Permission.MONEY_ENTER)
def refuse_payment(estate_id: int, payment_id: int) -> ResponseReturnValue:
    """It does not agree: back to whoever entered it."""
    form = ReasonForm()
    return press(
        _waiting(estate_id),
        lambda: paying.refuse(
            account.get_payment(estate_id, payment_id), form.why.data or "", by=actor(), now=clock.now()
        ),
        _("已退回，没有入账。"),
    )


@bp.post(f"{_PAYMENT}/undo")
@requires(Permission.MONEY_WAIVE)
def undo_payment(estate_id: int, payment_id: int) -> ResponseReturnValue:
    """冲正: entered wrongly, and checked all the same."""
    form, found = ReasonForm(), account.get_payment(estate_id, payment_id)
    return press(
        commitment_page(found.commitment),
        lambda: paying.undo(
            account.get_payment(estate_id, payment_id), form.why.data or "", by=actor(), now=clock.now()
        ),
        _("已冲正，原来的一笔和冲正都留在账上。"),
    )


@bp.route(f"{_PAYMENT}/refund", methods=["GET", "POST"])
@requires(Permission.MONEY_ENTER)
def refund(estate_id: int, payment_id: int) -> ResponseReturnValue:
    """Money that went back, entered by the first of two."""
    payment = account.get_payment(estate_id, payment_id)
    form = RefundForm()
    if form.submitted() and send(form, lambda key: _back(payment, form, key)):
        flash(_("录好了，等另一个人复核。"))
        return redirect(commitment_page(payment.commitment), 303)
    return render_template("pledges/desk/refund.html", payment=payment, form=form, words=words)


def _back(payment: Payment, form: RefundForm, key: str) -> object:
    back = GivenBack(
        amount=form.amount.data or 0,
        paid_on=form.paid_on.day,
        reason=form.reason.data,
        voucher=form.voucher.data,
        photo=key,
        still_owed=form.still_owed.data,
    )
    fresh = account.get_payment(payment.estate_id, payment.id)
    return refunding.enter(fresh, back, once=form.once.data, by=actor(), now=clock.now())


@bp.post(f"{_REFUND}/check")
@requires(Permission.MONEY_ENTER)
def check_refund(estate_id: int, refund_id: int) -> ResponseReturnValue:
    """The money has gone back."""
    return press(
        _waiting(estate_id),
        lambda: refunding.check(account.get_refund(estate_id, refund_id), by=actor(), now=clock.now()),
        _("复核好了，已入账。"),
    )


@bp.post(f"{_REFUND}/refuse")
@requires(Permission.MONEY_ENTER)
def refuse_refund(estate_id: int, refund_id: int) -> ResponseReturnValue:
    """It does not agree: back to whoever entered it."""
    form = ReasonForm()
    return press(
        _waiting(estate_id),
        lambda: refunding.refuse(
            account.get_refund(estate_id, refund_id), form.why.data or "", by=actor(), now=clock.now()
        ),
        _("已退回，没有入账。"),
    )
