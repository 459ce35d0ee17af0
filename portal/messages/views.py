"""The inbox."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from portal.config import Config
from portal.db import transaction
from portal.jobs import work
from portal.messages import gateways, queries, services
from portal.messages.sending import SendSms
from portal.web import clock
from portal.web.guard import account, signed_in
from portal.web.look import safe_next

bp = Blueprint("messages", __name__)


@bp.record
def _choose_gateway(state: BlueprintSetupState) -> None:
    config: Config = state.app.config["PORTAL"]
    work.register(SendSms(gateways.sms_gateway(config.extra.get("sms_gateway", "log"))))


@bp.get("/me/messages")
@signed_in
def inbox() -> ResponseReturnValue:
    """A page of what was said to this person, the newest first."""
    me = account().id
    last = queries.last_page(me)
    number = min(max(request.args.get("page", 1, type=int), 1), last)
    return render_template(
        "messages/inbox.html",
        messages=queries.list_messages(me, number),
        unread=queries.count_unread(me),
        newest=queries.find_newest(me),
        page=number,
        last=last,
    )


@bp.post("/me/messages")
@signed_in
def read_all() -> ResponseReturnValue:
    """Everything that had come when the page was shown; what came since stays unread."""
    up_to = request.form.get("up_to", 0, type=int)
    with transaction():
        services.mark_all_read(clock.now(), account().id, up_to)
    return redirect(url_for(".inbox"), 303)


@bp.post("/me/messages/<int:message_id>")
@signed_in
def read(message_id: int) -> ResponseReturnValue:
    """One message; on to what it is about, or back to the page of the inbox it stood on."""
    with transaction():
        message = services.mark_read(clock.now(), account().id, message_id)
    page = request.form.get("page", 1, type=int)
    return redirect(safe_next(message.link, url_for(".inbox", page=page if page > 1 else None)), 303)
