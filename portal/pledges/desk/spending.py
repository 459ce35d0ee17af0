"""申报、审批、公示、支出 on the desk."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.domain.deadlines import local_day
from portal.permissions import Permission
from portal.pledges import queries, words
from portal.pledges.desk.blueprint import SCHEME, actor, bp, done, press
from portal.pledges.forms.money import PublishForm, ReasonForm, SpendingForm, VoucherForm
from portal.pledges.models import Spending
from portal.pledges.pictures import send
from portal.pledges.queries import account
from portal.pledges.queries import spending as spending_queries
from portal.pledges.services import spending as services
from portal.web import clock
from portal.web.guard import requires

_SPENDING = "/estates/<int:estate_id>/spending/<int:spending_id>"


def _page(spending: Spending) -> str:
    return url_for("pledges_desk.spending", estate_id=spending.estate_id, scheme_id=spending.scheme_id)


@bp.get(f"{SCHEME}/spending")
@requires(Permission.PLEDGE_READ)
def spending(estate_id: int, scheme_id: int) -> ResponseReturnValue:
    """What was spent and what is asked for."""
    scheme = queries.get_scheme(estate_id, scheme_id)
    whole = account.standing_of_scheme(scheme_id)
    return render_template(
        "pledges/desk/spending.html",
        scheme=scheme,
        whole=whole,
        free=whole.left - spending_queries.reserved(scheme_id),
        spendings=spending_queries.list_spending(scheme_id),
        publish=PublishForm(data={"days": words.PUBLIC_DAYS}),
        reason=ReasonForm(),
        today=local_day(clock.now()),
        me=actor().account_id,
        words=words,
    )


@bp.route(f"{SCHEME}/spending/new", methods=["GET", "POST"])
@requires(Permission.MONEY_ENTER)
def apply_spending(estate_id: int, scheme_id: int) -> ResponseReturnValue:
    """申报."""
    scheme = queries.get_scheme(estate_id, scheme_id)
    form = SpendingForm()

    def deed() -> object:
        wanted = services.Application(form.amount.data or 0, form.payee.data, form.purpose.data)
        fresh = queries.get_scheme(estate_id, scheme_id)
        return services.apply(fresh, wanted, once=form.once.data, by=actor(), now=clock.now())

    if form.submitted() and done(form, deed):
        flash(_("已申报，等街道审批。"))
        return redirect(url_for(".spending", estate_id=estate_id, scheme_id=scheme_id), 303)
    free = account.standing_of_scheme(scheme_id).left - spending_queries.reserved(scheme_id)
    return render_template("pledges/desk/apply_spending.html", scheme=scheme, form=form, free=free)


@bp.post(f"{_SPENDING}/approve")
@requires(Permission.SPENDING_APPROVE)
def approve_spending(estate_id: int, spending_id: int) -> ResponseReturnValue:
    """审批, by somebody who did not ask for it."""
    found = spending_queries.get_spending(estate_id, spending_id)
    return press(_page(found), lambda: _decide(estate_id, spending_id, approve=True), _("已同意，请公示。"))


@bp.post(f"{_SPENDING}/refuse")
@requires(Permission.SPENDING_APPROVE)
def refuse_spending(estate_id: int, spending_id: int) -> ResponseReturnValue:
    """审批: no, with a reason."""
    found = spending_queries.get_spending(estate_id, spending_id)
    return press(
        _page(found), lambda: _decide(estate_id, spending_id, approve=False), _("没有同意，已退回。")
    )


def _decide(estate_id: int, spending_id: int, *, approve: bool) -> None:
    words_ = ReasonForm().why.data or ""
    found = spending_queries.get_spending(estate_id, spending_id)
    services.decide(found, words_, approve=approve, by=actor(), now=clock.now())


@bp.post(f"{_SPENDING}/publish")
@requires(Permission.MONEY_ENTER)
def publish_spending(estate_id: int, spending_id: int) -> ResponseReturnValue:
    """公示 for some days, on the estate's account."""
    form, found = PublishForm(), spending_queries.get_spending(estate_id, spending_id)
    if not form.submitted():
        flash(_("请填 0 到 60 天"), "refusal")
        return redirect(_page(found), 303)
    return press(
        _page(found),
        lambda: services.publish(
            spending_queries.get_spending(estate_id, spending_id), form.days.data, by=actor(), now=clock.now()
        ),
        _("已公示，居民在“钱到哪去了”里看得到。"),
    )


@bp.route(f"{_SPENDING}/pay", methods=["GET", "POST"])
@requires(Permission.MONEY_ENTER)
def pay_spending(estate_id: int, spending_id: int) -> ResponseReturnValue:
    """支出, with the voucher."""
    found = spending_queries.get_spending(estate_id, spending_id)
    form = VoucherForm()

    def deed(key: str) -> object:
        voucher = services.Voucher(form.voucher.data, form.paid_on.day, key)
        fresh = spending_queries.get_spending(estate_id, spending_id)
        services.pay(fresh, voucher, by=actor(), now=clock.now())
        return fresh

    if form.submitted() and send(form, deed):
        flash(_("已记支出。"))
        return redirect(_page(found), 303)
    return render_template("pledges/desk/pay_spending.html", spending=found, form=form)
