"""Asking on the phone to pay later, in parts or by work, where the scheme allows it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.pledges import words
from portal.pledges.forms.money import AskForm
from portal.pledges.models import Commitment
from portal.pledges.queries import account as account_queries
from portal.pledges.queries import asked as queries
from portal.pledges.services import asking
from portal.pledges.services.confirming import due_day
from portal.pledges.services.relieving import Wish
from portal.pledges.views.blueprint import LIFT, actor, bp
from portal.pledges.views.promising import own_commitment
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import not_here, requires

_ASK = f"{LIFT}/commitments/<int:commitment_id>/ask"


def _own_page(commitment: Commitment) -> str:
    return url_for(".own", estate_id=commitment.estate_id, scheme_id=commitment.scheme_id)


@bp.route(_ASK, methods=["GET", "POST"])
@requires(Permission.PLEDGE_MAKE)
def ask(estate_id: int, scheme_id: int, commitment_id: int) -> ResponseReturnValue:
    """What would help, and why; the desk answers."""
    found = own_commitment(estate_id, commitment_id)
    kinds = asking.may_ask_for(found)
    if found.scheme_id != scheme_id or not kinds:
        not_here()
    form = AskForm()
    form.offer(kinds)
    if form.submitted() and _asked(found, form):
        flash(_("申请交上去了，答复会告诉您。没答复以前，按原来的期限。"))
        return redirect(_own_page(found), 303)
    return render_template(
        "pledges/ask.html",
        commitment=found,
        form=form,
        kinds={kind.value for kind in kinds},
        standing=account_queries.standing_of(found.id),
        due=due_day(found.scheme, found),
        words=words,
    )


def _asked(commitment: Commitment, form: AskForm) -> bool:
    wish = Wish(
        kind=form.kind.data,
        reason=form.reason.data,
        amount=form.amount.data or 0,
        due_on=form.due_on.data,
        parts=form.parts.data,
        thing=form.thing.data,
        hours=form.hours.data,
    )
    try:
        with transaction():
            fresh = account_queries.get_commitment(commitment.estate_id, commitment.id)
            asking.ask(fresh, wish, once=form.once.data, by=actor(), now=clock.now())
    except RuleViolated as refusal:
        form.refuse(refusal)
        return False
    return True


@bp.post(f"{_ASK}/withdraw")
@requires(Permission.PLEDGE_MAKE)
def ask_no_more(estate_id: int, scheme_id: int, commitment_id: int) -> ResponseReturnValue:
    """Take the waiting request back."""
    page = url_for(".own", estate_id=estate_id, scheme_id=scheme_id)
    try:
        with transaction():
            waiting = queries.find_waiting(own_commitment(estate_id, commitment_id).id)
            if waiting is None:
                not_here()
            asking.take_back(waiting, by=actor(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, page)
    flash(_("申请已撤回。"))
    return redirect(page, 303)
