"""Signing what a home promises, reading the own papers, and following the own money."""

from collections.abc import Sequence

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.communities.models import Part
from portal.communities.queries import get_estate
from portal.db import transaction
from portal.domain.deadlines import local_day
from portal.domain.errors import RuleViolated
from portal.domain.ledger import Standing
from portal.permissions import Permission
from portal.pledges import confirmation_paper, queries, words
from portal.pledges.errors import NotYourHome, PledgingOver
from portal.pledges.forms.money import SignForm
from portal.pledges.models import CheckState, Commitment, Kind, PledgeAnswer, Scheme, SchemeState
from portal.pledges.pictures import send
from portal.pledges.queries import account as account_queries
from portal.pledges.queries import spending as spending_queries
from portal.pledges.queries.asked import requests_of
from portal.pledges.services import answers, conditions, confirming
from portal.pledges.services.asking import may_ask_for
from portal.pledges.services.confirming import Signed, due_day
from portal.pledges.views.blueprint import LIFT, actor, bp
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import account, allowed, not_here, requires, signed_in
from portal.web.uploads import picture_path

_GONE = frozenset({CheckState.REFUSED, CheckState.UNDONE})


@bp.route(f"{LIFT}/sign", methods=["GET", "POST"])
@requires(Permission.PLEDGE_MAKE)
def sign(estate_id: int, scheme_id: int) -> ResponseReturnValue:
    """The 认缴确认单: amount, kind, condition, last day; then the own name, drawn."""
    scheme = queries.get_shown_scheme(estate_id, scheme_id)
    mine = queries.list_own_parts(scheme, account().id)
    part = _asked_for(mine)
    if scheme.state is not SchemeState.OPEN or answers.is_over(scheme, clock.now()):
        raise PledgingOver
    said = queries.find_pledge(scheme_id, part.id)
    form = SignForm(data={"amount": said.amount if said and said.amount else None})
    if not scheme.allows_labour:
        form.kind.choices = [choice for choice in form.kind.choices if choice.value != Kind.LABOUR.value]
    if form.submitted() and send(form, lambda key: _signed(scheme, part, form, key)):
        flash(_("已签好。这是承诺，不是交款，现在不用给任何人转账。"))
        return redirect(url_for(".own", estate_id=estate_id, scheme_id=scheme_id), 303)
    return render_template(
        "pledges/sign.html",
        scheme=scheme,
        part=part,
        share=queries.get_share(scheme.id, part.id),
        said=said if said and said.answer is not PledgeAnswer.UNDECIDED else None,
        progress=conditions.progress(scheme, clock.now()),
        owner=queries.owns(account().id, part.id),
        form=form,
        words=words,
    )


def _asked_for(mine: Sequence[Part]) -> Part:
    """The home that the address names, or the first. :raises NotYourHome: none here, or another one."""
    wanted = request.args.get("part", type=int)
    found = [part for part in mine if wanted in (None, part.id)]
    if not found:
        raise NotYourHome
    return found[0]


def _signed(scheme: Scheme, part: Part, form: SignForm, key: str) -> Commitment:
    signed = Signed(
        amount=form.amount.data or 0,
        kind=form.kind.data,
        picture=key,
        part_id=part.id,
        thing=form.thing.data,
        hours=form.hours.data,
        decision=form.decision.data,
        parts=form.parts.data or 1,
        due_on=form.due_on.data,
    )
    fresh = queries.get_shown_scheme(scheme.estate_id, scheme.id)
    return confirming.sign(fresh, signed, once=form.once.data, by=actor(), now=clock.now())


@bp.get(f"{LIFT}/own")
@requires(Permission.PLEDGE_MAKE)
def own(estate_id: int, scheme_id: int) -> ResponseReturnValue:
    """My promises, what I paid and got back, and what the scheme's money was spent on."""
    scheme = queries.get_shown_scheme(estate_id, scheme_id)
    mine = queries.list_own_parts(scheme, account().id)
    if not mine:
        raise NotYourHome
    commitments = account_queries.list_own_commitments(scheme_id, [part.id for part in mine])
    ids = {one.id for one in commitments}
    standings = account_queries.standings_by_commitment(scheme_id)
    return render_template(
        "pledges/own.html",
        scheme=scheme,
        commitments=commitments,
        standings=standings,
        requests=requests_of(list(ids)),
        askable={one.id for one in commitments if may_ask_for(one)},
        zero=Standing(),
        due={one.id: due_day(scheme, one) for one in commitments},
        payments=[
            one
            for one in account_queries.list_payments(estate_id, scheme_id=scheme_id)
            if one.commitment_id in ids and one.state not in _GONE
        ],
        refunds=[
            one
            for one in account_queries.list_refunds(estate_id, scheme_id=scheme_id)
            if one.payment.commitment_id in ids and one.state not in _GONE
        ],
        whole=account_queries.standing_of_scheme(scheme_id),
        spendings=spending_queries.list_public_spending(scheme_id),
        today=local_day(clock.now()),
        words=words,
    )


@bp.post(f"{LIFT}/commitments/<int:commitment_id>/withdraw")
@requires(Permission.PLEDGE_MAKE)
def withdraw(estate_id: int, scheme_id: int, commitment_id: int) -> ResponseReturnValue:
    """Take a promise back while nothing is owed yet."""
    page = url_for(".own", estate_id=estate_id, scheme_id=scheme_id)
    try:
        with transaction():
            found = own_commitment(estate_id, commitment_id)
            confirming.withdraw(found, "", by=actor(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, page)
    flash(_("已撤回，不用交钱。"))
    return redirect(page, 303)


def own_commitment(estate_id: int, commitment_id: int) -> Commitment:
    """Of one of the asker's homes; else it is not there."""
    found = account_queries.get_commitment(estate_id, commitment_id)
    mine = {part.id for part in queries.list_own_parts(found.scheme, account().id)}
    if found.part_id not in mine:
        not_here()
    return found


@bp.get("/estates/<int:estate_id>/commitments/<int:commitment_id>.pdf")
@signed_in
def confirmation(estate_id: int, commitment_id: int) -> ResponseReturnValue:
    """The paper, for the household and for the staff of the estate; it says that it is no receipt."""
    if allowed(Permission.MONEY_ENTER, estate_id=estate_id):
        found = account_queries.get_commitment(estate_id, commitment_id)
    else:
        found = own_commitment(estate_id, commitment_id)
    picture = picture_path(found.picture) if found.picture else None
    content = confirmation_paper.pdf(found, get_estate(estate_id), picture, clock.now())
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'inline; filename="{found.number}.pdf"',
    }
    return Response(content, mimetype="application/pdf", headers=headers)
