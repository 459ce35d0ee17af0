"""Making lighter what a promise asks for, or saying no to who asks for it; writing off is the street's."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.permissions import Permission
from portal.pledges import words
from portal.pledges.desk.blueprint import COMMITMENT, actor, bp, offered, press
from portal.pledges.desk.money import commitment_page
from portal.pledges.forms.money import ReasonForm, ReliefForm
from portal.pledges.models import Commitment, ReliefKind, ReliefRequest
from portal.pledges.pictures import send
from portal.pledges.queries import account, asked
from portal.pledges.services import asking
from portal.pledges.services.relieving import Wish
from portal.pledges.services.relieving import relieve as grant
from portal.web import clock
from portal.web.guard import allowed, not_here, requires


@bp.route(f"{COMMITMENT}/relief", methods=["GET", "POST"])
@requires(Permission.MONEY_ENTER)
def relieve(estate_id: int, commitment_id: int) -> ResponseReturnValue:
    """Later, in parts, by work, or not at all; always with the reason. A household's request fills it in."""
    found, waiting = account.get_commitment(estate_id, commitment_id), asked.find_waiting(commitment_id)
    kinds = offered(found)
    if not kinds and waiting is None:
        not_here()
    form = ReliefForm(data=_wanted(waiting))
    form.offer(kinds)
    if form.submitted() and _granted(found, form, kinds, request.form.get("asked", 0, type=int)):
        flash(_("已记下。"))
        return redirect(commitment_page(found), 303)
    return render_template(
        "pledges/desk/relieve.html",
        commitment=found,
        form=form,
        standing=account.standing_of(found.id),
        waiting=waiting,
        waives=ReliefKind.WRITE_OFF in kinds,
        why=ReasonForm(),
        words=words,
    )


def _wanted(waiting: ReliefRequest | None) -> dict[str, object]:
    if waiting is None:
        return {}
    names = ("kind", "due_on", "parts", "thing", "hours", "reason")
    return {**{name: getattr(waiting, name) for name in names}, "amount": waiting.amount or None}


def _granted(commitment: Commitment, form: ReliefForm, kinds: list[ReliefKind], request_id: int) -> bool:
    if form.kind.data not in kinds:  # typed past the form: writing off without the right
        not_here()

    def deed(key: str) -> object:
        wish = Wish(
            kind=form.kind.data,
            reason=form.reason.data,
            amount=form.amount.data or 0,
            due_on=form.due_on.data,
            parts=form.parts.data,
            thing=form.thing.data,
            hours=form.hours.data,
            picture=key,
        )
        if request_id:
            waiting = asked.get_request(commitment.estate_id, request_id)
            if waiting.commitment_id != commitment.id:
                not_here()
            return asking.grant(waiting, wish, once=form.once.data, by=actor(), now=clock.now())
        fresh = account.get_commitment(commitment.estate_id, commitment.id)
        return grant(fresh, wish, once=form.once.data, by=actor(), now=clock.now())

    return send(form, deed)


@bp.post("/estates/<int:estate_id>/relief-requests/<int:request_id>/refuse")
@requires(Permission.MONEY_ENTER)
def refuse_request(estate_id: int, request_id: int) -> ResponseReturnValue:
    """Not possible, and why; the household is told. Who may not write off may not refuse to, either."""
    form = ReasonForm()
    kind = asked.get_request(estate_id, request_id).kind
    if kind is ReliefKind.WRITE_OFF and not allowed(Permission.MONEY_WAIVE, estate_id=estate_id):
        not_here()
    return press(
        url_for(".checks", estate_id=estate_id),
        lambda: asking.refuse(
            asked.get_request(estate_id, request_id), form.why.data or "", by=actor(), now=clock.now()
        ),
        _("已答复申请的住户。"),
    )
