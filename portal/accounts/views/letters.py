"""The ways in, and the household letter."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import sessions, slip_codes
from portal.accounts.forms.people import OpenHomeForm, SlipForm
from portal.accounts.models import ClaimState
from portal.accounts.services import homes, signing_in, slips
from portal.accounts.views.blueprint import bp
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.messages.outlets import offers_codes
from portal.web import clock
from portal.web.guard import current_account, public


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Four ways for residents, and the staff's door at the foot."""
    if current_account() is not None:
        return redirect(url_for("home.start"), 303)
    sessions.remember_way(request.args.get("next"))
    return render_template("accounts/sign_in.html")


@bp.route("/slip", methods=["GET", "POST"])
@bp.route("/slip/<code>", methods=["GET", "POST"])
@public
def slip(code: str = "") -> ResponseReturnValue:
    """Type the short code; the QR code of the letter comes with it."""
    if code:
        return _open_home(code)
    form = SlipForm()
    if form.submitted():
        try:
            return redirect(url_for(".slip", code=slip_codes.clean(form.code.data)), 303)
        except RuleViolated as refusal:
            form.refuse(refusal, "code")
    return render_template("accounts/slip.html", form=form)


def _open_home(typed: str) -> ResponseReturnValue:
    """Show what the letter opens, and open it at the press of the button."""
    now, form, caller = clock.now(), OpenHomeForm(), sessions.caller()
    try:
        code = slip_codes.clean(typed)
        with transaction():
            slips.count_try(now, code, caller)
        letter = slips.look_up(now, code)
        if form.submitted():
            return _opened(code)
        with transaction():
            slips.give_back_try(code, caller)
    except RuleViolated as refusal:
        again = SlipForm(formdata=None, data={"code": typed[:20]})
        again.refuse(refusal, "code")
        return render_template("accounts/slip.html", form=again)
    letter = slips.look_up(now, code)
    return render_template(
        "accounts/open_home.html",
        form=form,
        part=letter.part,
        estate=letter.part.entrance.building.estate,
        masked=homes.masked_address(letter.part),
        is_demo=letter.part.entrance.building.estate.is_demo,
    )


def _opened(code: str) -> ResponseReturnValue:
    """:raises RuleViolated: for the page that asked."""
    now, who, settings = clock.now(), current_account(), sessions.settings()
    with transaction():
        limit = settings.phone_homes_limit
        opened = slips.open_slip(now, code, who.id if who else None, homes_limit=limit)
        slips.give_back_try(code, sessions.caller())
        fresh = None
        if who is None:
            fresh = signing_in.sign_in(
                now,
                opened.account,
                way="slip",
                device=sessions.device(),
                days=settings.session_days,
            )
        waiting, estate_id = opened.residency.state is ClaimState.WAITING, opened.residency.estate_id
        on = opened.account.phone_hash is not None or not offers_codes()
    if fresh:
        sessions.begin(fresh, "")
    if waiting:
        return redirect(url_for(".waiting"), 303)
    flash(_("打开了。您现在可以看小区的事、提意见。"))
    return redirect(url_for("home.estate", estate_id=estate_id) if on else url_for(".bind_phone"), 303)
