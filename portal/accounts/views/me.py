"""Devices, signing out, and what still waits at the desk."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import queries, sessions
from portal.accounts.services import signing_in
from portal.accounts.views.blueprint import bp
from portal.db import transaction
from portal.web import clock
from portal.web.guard import account, current_account, public, signed_in


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End this device; somebody who is signed out already loses nothing."""
    who = current_account()
    if who is not None:
        with transaction():
            signing_in.end_sign_in(clock.now(), who.id, sessions.current().sign_in_id)
    sessions.end()
    flash(_("已经退出。"))
    return redirect(url_for(".staff_sign_in" if who and who.is_staff else "home.start"), 303)


@bp.get("/me/devices")
@signed_in
def devices() -> ResponseReturnValue:
    """Where this person is signed in now."""
    here = sessions.current().sign_in_id
    return render_template(
        "accounts/devices.html", devices=queries.list_sign_ins(account().id, clock.now()), this=here
    )


@bp.post("/me/devices/<int:sign_in_id>/end")
@signed_in
def end_device(sign_in_id: int) -> ResponseReturnValue:
    """Sign another device out, from its next request on."""
    with transaction():
        signing_in.end_sign_in(clock.now(), account().id, sign_in_id)
    flash(_("那台设备已经退出。"))
    return redirect(url_for(".devices"), 303)


@bp.get("/me/waiting")
@signed_in
def waiting() -> ResponseReturnValue:
    """What the desk has not decided yet, and what to bring."""
    homes, links = queries.list_own_claims(account().id)
    return render_template("accounts/waiting.html", homes=homes, links=links)
