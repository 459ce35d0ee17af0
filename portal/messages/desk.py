"""What did not reach people: the clerk's list of whom to call."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.audit.services import Actor, record
from portal.crypto import unseal
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.domain.masking import mask_phone
from portal.messages import outlets, queries, services, words
from portal.messages.models import Channel, Dispatch
from portal.permissions import Permission
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import account, allowed, requires

bp = Blueprint("messages_desk", __name__, url_prefix="/desk/estates/<int:estate_id>/texts")


@bp.get("")
@requires(Permission.CASE_READ)
def texts(estate_id: int) -> ResponseReturnValue:
    """Whom to call first, then what left; addresses are masked until somebody asks on record."""
    count = queries.count_undelivered(estate_id)
    last = max(1, -(-count // queries.PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), last)
    return render_template(
        "messages/desk/texts.html",
        estate_id=estate_id,
        to_call=queries.list_undelivered(estate_id, page),
        left=queries.list_left(estate_id),
        counts=queries.count_by_state(estate_id),
        count=count,
        page=page,
        last=last,
        has_sms=outlets.find_carrier(Channel.SMS) is not None,
        may_call=allowed(Permission.MESSAGE_CALL, estate_id=estate_id),
        to=_masked,
        words=words,
    )


def _masked(dispatch: Dispatch) -> str:
    if dispatch.channel is Channel.SMS:
        return mask_phone(unseal(dispatch.address))
    return str(_(words.CHANNELS[dispatch.channel]))


@bp.post("/<int:dispatch_id>/phone")
@requires(Permission.MESSAGE_CALL)
def call(estate_id: int, dispatch_id: int) -> ResponseReturnValue:
    """Show the phone and what is to be said; who looked stays on record."""
    by = Actor(account().id, account().display_name)
    with transaction():
        found = queries.get_undelivered(estate_id, dispatch_id)
        record(clock.now(), by, "message.reveal", f"dispatch:{dispatch_id}", estate_id=estate_id)
    person = outlets.find_person(found.account_id) if found.account_id else None
    phone = unseal(found.address) if found.channel is Channel.SMS else (person.phone if person else None)
    return render_template(
        "messages/desk/call.html",
        estate_id=estate_id,
        dispatch=found,
        person=person,
        phone=phone,
        said=unseal(found.text),
        words=words,
    )


@bp.post("/<int:dispatch_id>/told")
@requires(Permission.MESSAGE_CALL)
def told(estate_id: int, dispatch_id: int) -> ResponseReturnValue:
    """It was said by phone or in person."""
    by, back = Actor(account().id, account().display_name), url_for(".texts", estate_id=estate_id)
    try:
        with transaction():
            services.tell_by_voice(clock.now(), by, estate_id, dispatch_id)
    except RuleViolated as refusal:
        return refuse(refusal, back)
    flash(_("已记下：当面或电话告知。"))
    return redirect(back, 303)
