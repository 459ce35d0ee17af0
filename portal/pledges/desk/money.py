"""The money of a scheme on the desk: who signed, what came, and recording both."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice

from portal.communities.queries import get_estate
from portal.domain.deadlines import local_day
from portal.domain.ledger import Standing
from portal.domain.masking import mask_name
from portal.permissions import Permission
from portal.pledges import queries, words
from portal.pledges.desk.blueprint import COMMITMENT, SCHEME, actor, bp, money_page, offered, press
from portal.pledges.forms.money import AgreementForm, PaperForm, PaymentForm, ReasonForm
from portal.pledges.models import BankLine, CheckState, Commitment, Kind, Scheme, Source
from portal.pledges.pictures import send
from portal.pledges.queries import account, asked, bank
from portal.pledges.queries import spending as spending_queries
from portal.pledges.services import bank as bank_services
from portal.pledges.services import conditions, confirming, paying, reminding
from portal.pledges.services.confirming import Signed, due_day
from portal.web import clock
from portal.web.guard import requires


def commitment_page(commitment: Commitment) -> str:
    return url_for("pledges_desk.commitment", estate_id=commitment.estate_id, commitment_id=commitment.id)


@bp.get(f"{SCHEME}/money")
@requires(Permission.PLEDGE_READ)
def money(estate_id: int, scheme_id: int) -> ResponseReturnValue:
    """Every promise with where it stands; names masked."""
    scheme = queries.get_scheme(estate_id, scheme_id)
    return render_template(
        "pledges/desk/money.html",
        scheme=scheme,
        commitments=account.list_commitments(scheme_id),
        standings=account.standings_by_commitment(scheme_id),
        whole=account.standing_of_scheme(scheme_id),
        zero=Standing(),
        progress=conditions.progress(scheme, clock.now()),
        due={one.id: due_day(scheme, one) for one in account.list_commitments(scheme_id)},
        today=local_day(clock.now()),
        mask=mask_name,
        words=words,
    )


@bp.route(f"{SCHEME}/money/paper", methods=["GET", "POST"])
@requires(Permission.MONEY_ENTER)
def sign_paper(estate_id: int, scheme_id: int) -> ResponseReturnValue:
    """What a household signed on paper."""
    scheme = queries.get_scheme(estate_id, scheme_id)
    form = PaperForm(data={"kind": Kind.CASH})
    form.part.choices = [
        SelectChoice(line.share.part_id, line.share.part.room) for line in queries.list_lines(scheme_id)
    ]
    if form.submitted() and send(form, lambda key: _paper(scheme, form, key)):
        flash(_("已记下。签的是承诺，不是交款。"))
        return redirect(money_page(estate_id, scheme_id), 303)
    return render_template("pledges/desk/sign_paper.html", scheme=scheme, form=form, words=words)


def _paper(scheme: Scheme, form: PaperForm, key: str) -> Commitment:
    signed = Signed(
        amount=form.amount.data or 0,
        kind=form.kind.data,
        picture=key,
        part_id=form.part.data,
        thing=form.thing.data,
        hours=form.hours.data,
        decision=form.decision.data,
        as_owner=form.as_owner.data,
        parts=form.parts.data or 1,
        due_on=form.due_on.data,
    )
    fresh = queries.get_scheme(scheme.estate_id, scheme.id)
    return confirming.record_paper(fresh, signed, once=form.once.data, by=actor(), now=clock.now())


@bp.route(f"{SCHEME}/money/agreement", methods=["GET", "POST"])
@requires(Permission.MONEY_ENTER)
def agreement(estate_id: int, scheme_id: int) -> ResponseReturnValue:
    """What a body agreed to give, or what all owners decided to give."""
    scheme = queries.get_scheme(estate_id, scheme_id)
    form = AgreementForm(data={"source": Source.BODY, "kind": Kind.CASH})
    if form.submitted() and send(form, lambda key: _agreed(scheme, form, key)):
        flash(_("已记下。约定的是承诺，不是到账。"))
        return redirect(money_page(estate_id, scheme_id), 303)
    return render_template("pledges/desk/agreement.html", scheme=scheme, form=form, words=words)


def _agreed(scheme: Scheme, form: AgreementForm, key: str) -> Commitment:
    signed = Signed(
        amount=form.amount.data or 0,
        kind=form.kind.data,
        picture=key,
        source=form.source.data,
        contributor=form.contributor.data,
        thing=form.thing.data,
        hours=form.hours.data,
        decision=form.decision.data,
    )
    fresh = queries.get_scheme(scheme.estate_id, scheme.id)
    return confirming.record_agreement(fresh, signed, once=form.once.data, by=actor(), now=clock.now())


@bp.get(COMMITMENT)
@requires(Permission.PLEDGE_READ)
def commitment(estate_id: int, commitment_id: int) -> ResponseReturnValue:
    """One promise: its paper, what came, what went back, what was made lighter."""
    found = account.get_commitment(estate_id, commitment_id)
    return render_template(
        "pledges/desk/commitment.html",
        commitment=found,
        standing=account.standing_of(found.id),
        payments=[one for one in account.list_payments(estate_id) if one.commitment_id == found.id],
        refunds=[one for one in account.list_refunds(estate_id) if one.payment.commitment_id == found.id],
        reliefs=account.list_reliefs(found.id),
        due=due_day(found.scheme, found),
        reason=ReasonForm(),
        eases=bool(offered(found)),
        waiting=asked.find_waiting(found.id),
        me=actor().account_id,
        mask=mask_name,
        words=words,
    )


@bp.post(f"{COMMITMENT}/withdraw")
@requires(Permission.MONEY_ENTER)
def withdraw_commitment(estate_id: int, commitment_id: int) -> ResponseReturnValue:
    """A household takes back what it signed on paper, before the condition is met."""
    form = ReasonForm()
    found = account.get_commitment(estate_id, commitment_id)
    return press(
        commitment_page(found),
        lambda: confirming.withdraw(
            account.get_commitment(estate_id, commitment_id),
            form.why.data or "",
            by=actor(),
            now=clock.now(),
        ),
        _("已撤回，这一户不用交。"),
    )


@bp.route(f"{COMMITMENT}/payment", methods=["GET", "POST"])
@requires(Permission.MONEY_ENTER)
def receive(estate_id: int, commitment_id: int) -> ResponseReturnValue:
    """The official receipt, entered by the first of two; a bank's line fills in what it knows."""
    found = account.get_commitment(estate_id, commitment_id)
    line_id = request.args.get("line", type=int)
    line = bank.get_line(estate_id, line_id) if line_id else None
    form = PaymentForm(data=_known(found, line))
    if form.submitted() and send(form, lambda key: _received(found, form, key, line_id)):
        flash(_("录好了，等另一个人对着票据复核。"))
        return redirect(commitment_page(found), 303)
    return render_template(
        "pledges/desk/receive.html",
        commitment=found,
        standing=account.standing_of(found.id),
        line=line,
        form=form,
        mask=mask_name,
        words=words,
    )


def _known(commitment: Commitment, line: BankLine | None) -> dict[str, object]:
    if line is not None:
        return {"amount": line.amount, "paid_on": line.on, "account": line.account}
    owed = account.standing_of(commitment.id).owed - account.waiting_payments(commitment.id)
    return {"amount": owed or None}


def _received(commitment: Commitment, form: PaymentForm, key: str, line_id: int | None) -> object:
    received = paying.Received(
        amount=form.amount.data or 0,
        paid_on=form.paid_on.day,
        issuer=form.issuer.data,
        receipt_number=form.receipt_number.data,
        account=form.account.data,
        photo=key,
        note=form.note.data,
    )
    fresh = account.get_commitment(commitment.estate_id, commitment.id)
    made = paying.enter(fresh, received, once=form.once.data, by=actor(), now=clock.now())
    if line_id is not None:
        bank_services.use_line(bank.get_line(commitment.estate_id, line_id), made)
    return made


@bp.post(f"{SCHEME}/remind")
@requires(Permission.MONEY_ENTER)
def remind(estate_id: int, scheme_id: int) -> ResponseReturnValue:
    """Tell those who signed and whose day is near or over; nobody else, and not every day."""
    return press(
        money_page(estate_id, scheme_id),
        lambda: reminding.remind(queries.get_scheme(estate_id, scheme_id), by=actor(), now=clock.now()),
        _("已提醒签了还没交的住户。没有账号的请上门说。"),
    )


@bp.get("/estates/<int:estate_id>/money/checks")
@requires(Permission.PLEDGE_READ)
def checks(estate_id: int) -> ResponseReturnValue:
    """Everything that waits for a second person, or for an approval."""
    return render_template(
        "pledges/desk/checks.html",
        estate=get_estate(estate_id),
        payments=account.list_payments(estate_id, state=CheckState.WAITING),
        refunds=account.list_refunds(estate_id, state=CheckState.WAITING),
        spendings=spending_queries.list_open_spending(estate_id),
        requests=asked.list_waiting_requests(estate_id),
        reason=ReasonForm(),
        me=actor().account_id,
        mask=mask_name,
        words=words,
    )
