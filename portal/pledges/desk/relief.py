"""Making lighter what a promise asks for; writing off is the street's."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.permissions import Permission
from portal.pledges import words
from portal.pledges.desk.blueprint import COMMITMENT, actor, bp, offered
from portal.pledges.desk.money import commitment_page
from portal.pledges.forms.money import ReliefForm
from portal.pledges.models import Commitment, ReliefKind
from portal.pledges.pictures import send
from portal.pledges.queries import account
from portal.pledges.services.relieving import Wish
from portal.pledges.services.relieving import relieve as grant
from portal.web import clock
from portal.web.guard import not_here, requires


@bp.route(f"{COMMITMENT}/relief", methods=["GET", "POST"])
@requires(Permission.MONEY_ENTER)
def relieve(estate_id: int, commitment_id: int) -> ResponseReturnValue:
    """Later, in parts, by work, or not at all; always with the reason."""
    found = account.get_commitment(estate_id, commitment_id)
    kinds = offered(found)
    if not kinds:
        not_here()
    form = ReliefForm()
    form.offer(kinds)
    if form.submitted() and _granted(found, form, kinds):
        flash(_("已记下。"))
        return redirect(commitment_page(found), 303)
    standing = account.standing_of(found.id)
    return render_template(
        "pledges/desk/relieve.html", commitment=found, form=form, standing=standing, words=words
    )


def _granted(commitment: Commitment, form: ReliefForm, kinds: list[ReliefKind]) -> bool:
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
        fresh = account.get_commitment(commitment.estate_id, commitment.id)
        return grant(fresh, wish, once=form.once.data, by=actor(), now=clock.now())

    return send(form, deed)
