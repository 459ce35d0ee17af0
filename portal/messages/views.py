"""The inbox, and the ways in which people want to be told."""

from datetime import timedelta

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeTimedSerializer

from portal.audit.services import Actor
from portal.config import Config, ConfigurationError
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.domain.masking import mask_phone
from portal.messages import outlets, queries, sending, services
from portal.messages.errors import LinkTooOld
from portal.messages.forms import ConfirmForm, EmailForm, WaysForm
from portal.messages.gateways import carriers_of
from portal.messages.gateways.wechat_events import is_signed, read_event
from portal.messages.models import Channel
from portal.messages.texts import Text
from portal.messages.topics import TOPICS
from portal.web import clock
from portal.web.guard import account, not_here, public, signed_in
from portal.web.look import safe_next

bp = Blueprint("messages", __name__)

_LINK_LIVES = timedelta(hours=24)


@bp.record
def _start(state: BlueprintSetupState) -> None:
    config: Config = state.app.config["PORTAL"]
    quiet = config.extra.get("quiet_hours", "21-8").partition("-")
    try:
        outlets.configure(carriers_of(config), quiet_from=int(quiet[0]), quiet_to=int(quiet[2]))
    except ValueError as nonsense:
        raise ConfigurationError("QUIET_HOURS must be like 21-8: from evening to morning") from nonsense
    sending.start()
    guard = state.app.extensions.get("csrf")
    if guard is not None:  # WeChat signs in its own way
        guard.exempt(f"{__name__}.wechat_events")


@bp.app_context_processor
def _offered() -> dict[str, object]:
    return {
        "offers_codes": outlets.offers_codes(),
        "offers_wechat": outlets.find_carrier(Channel.WECHAT) is not None,
    }


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


def _actor() -> Actor:
    return Actor(account().id, account().display_name)


@bp.route("/me/messages/ways", methods=["GET", "POST"])
@signed_in
def ways() -> ResponseReturnValue:
    """Which topics leave the inbox, by which way, and when never."""
    me = account().id
    preference = queries.find_preference(me)
    muted = preference.muted.split(",") if preference else []
    wanted = [topic for topic in TOPICS if topic not in muted]
    form = WaysForm(data={"topics": wanted, "digest": bool(preference and preference.digest)})
    if form.submitted():
        with transaction():
            services.choose(me, wanted=form.topics.data, digest=form.digest.data)
        flash(_("记下了。"))
        return redirect(url_for(".ways"), 303)
    person = outlets.find_person(me)
    return render_template(
        "messages/ways.html",
        form=form,
        phone=mask_phone(person.phone) if person and person.phone else "",
        bound=queries.list_addresses(me),
        offers={channel.value: outlets.find_carrier(channel) is not None for channel in Channel},
        quiet=outlets.quiet_hours(),
    )


@bp.post("/me/messages/ways/<channel>/end")
@signed_in
def unbind(channel: str) -> ResponseReturnValue:
    """No more copies to an openid or a mailbox."""
    if channel in (Channel.WECHAT, Channel.EMAIL):
        with transaction():
            services.unbind(clock.now(), _actor(), Channel(channel))
        flash(_("已解除绑定。"))
    return redirect(url_for(".ways"), 303)


@bp.route("/me/messages/email", methods=["GET", "POST"])
@signed_in
def bind_email() -> ResponseReturnValue:
    """Ask for a mailbox; a letter to it holds the link that binds it."""
    form, now = EmailForm(), clock.now()
    if form.submitted():
        token = _links().dumps([account().id, form.address.data])
        config: Config = current_app.config["PORTAL"]
        link = f"{config.public_url}{url_for('.confirm_email', token=token)}"
        text = Text("confirm_email", {"link": link})
        person = outlets.find_person(account().id)
        with transaction():
            demo = person is not None and person.is_demo
            services.send_email(now, form.address.data, text, demo=demo, not_after=now + _LINK_LIVES)
        flash(_("信已经发往这个邮箱，请打开信里的链接确认。"))
        return redirect(url_for(".ways"), 303)
    return render_template("messages/bind_email.html", form=form)


@bp.route("/me/messages/email/<token>", methods=["GET", "POST"])
@signed_in
def confirm_email(token: str) -> ResponseReturnValue:
    """Bind the mailbox to which the link was sent, for the person who asked for it."""
    form, address = ConfirmForm(), _address_of(token)
    if form.submitted():
        try:
            with transaction():
                services.bind(clock.now(), _actor(), Channel.EMAIL, address)
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("邮箱绑好了。"))
            return redirect(url_for(".ways"), 303)
    return render_template("messages/confirm_email.html", form=form, address=address)


def _links() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="messages.email")


def _address_of(token: str) -> str:
    """:raises LinkTooOld: also for a link that was sent to somebody else."""
    try:
        asked_by, address = _links().loads(token, max_age=int(_LINK_LIVES.total_seconds()))
    except BadSignature:
        raise LinkTooOld from None
    if asked_by != account().id:
        raise LinkTooOld
    return str(address)


@bp.route("/wechat/events", methods=["GET", "POST"])
@public
def wechat_events() -> ResponseReturnValue:
    """WeChat asks once whether this is us, and then tells which template messages arrived."""
    config: Config = current_app.config["PORTAL"]
    said, now = request.args, clock.now()
    token = config.extra.get("wechat_event_token", "")
    signature, timestamp, nonce = (said.get(name, "") for name in ("signature", "timestamp", "nonce"))
    if not is_signed(token, signature, timestamp, nonce, now):
        not_here()
    if request.method == "GET":
        return Response(said.get("echostr", ""), mimetype="text/plain")
    try:
        arrival = read_event(request.get_data())
    except ValueError:
        not_here()
    if arrival is not None:
        with transaction():
            known = services.hear_arrival(now, Channel.WECHAT, arrival)
        if not known:  # quicker than our own note that it was sent: WeChat tells it again
            return Response("later", status=503, mimetype="text/plain")
    return Response("success", mimetype="text/plain")
