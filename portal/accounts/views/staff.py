"""Staff at the door: password, second step, a new password."""

from datetime import timedelta

import segno
from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import crypto
from portal.accounts import passwords, queries, sessions, totp
from portal.accounts.errors import SamePassword, SecondStepStays, TwoDiffer, WrongOldPassword, WrongPassword
from portal.accounts.forms.people import CodeForm
from portal.accounts.forms.staff import NewPasswordForm, StaffSignInForm
from portal.accounts.models import Account
from portal.accounts.services import limits
from portal.accounts.services import passwords as doors
from portal.accounts.views.blueprint import bp
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import account, not_here, public, signed_in
from portal.web.look import safe_next

_HALF = "half"
_SECRET = "second_step"  # noqa: S105  # the name of a cookie's entry
_HALF_LIVES = timedelta(minutes=5)


@bp.route("/desk/sign-in", methods=["GET", "POST"])
@public
def staff_sign_in() -> ResponseReturnValue:
    """User name and password; the same words and the same work whether the name exists or not."""
    form = StaffSignInForm()
    if form.submitted():
        try:
            return _past_password(_prove(form.user_name.data.strip(), form.password.data))
        except RuleViolated as refusal:
            form.refuse(refusal)
    return render_template("accounts/staff_sign_in.html", form=form)


def _prove(user_name: str, password: str) -> tuple[int, str, bool]:
    """Id, password hash and whether a second step follows. :raises WrongPassword: :raises TooManyTries:"""
    with transaction():
        doors.count_try(clock.now(), user_name, sessions.caller())
    found = queries.find_staff(user_name)
    stored = found.password_hash if found else None
    if not passwords.verify(stored, password) or found is None or stored is None:
        raise WrongPassword
    return found.id, stored, found.totp_secret is not None


def _past_password(proven: tuple[int, str, bool]) -> ResponseReturnValue:
    account_id, stored, second = proven
    target = safe_next(request.args.get("next"), url_for("desk.today"))
    if second:
        session[_HALF] = {
            "id": account_id,
            "hash": crypto.fingerprint(stored, "session"),
            "at": int(clock.now().timestamp()),
        }
        return redirect(url_for(".second_step", next=target), 303)
    return _let_in(account_id, stored, target)


def _let_in(account_id: int, stored: str, target: str) -> ResponseReturnValue:
    with transaction():
        opened = doors.enter(clock.now(), account_id, stored, sessions.device())
    sessions.begin(opened, target)
    return redirect(target, 303)


@bp.route("/desk/sign-in/code", methods=["GET", "POST"])
@public
def second_step() -> ResponseReturnValue:
    """The code of the authenticator, within five minutes of the password."""
    who = _half_in()
    if who is None or who.password_hash is None:
        session.pop(_HALF, None)
        return redirect(url_for(".staff_sign_in"), 303)
    form, now = CodeForm(), clock.now()
    account_id, stored = who.id, who.password_hash
    if form.submitted():
        try:
            with transaction():
                limits.take(now, limits.SECOND_STEP, account_id)
            with transaction():
                doors.spend_code(now, account_id, form.code.data.strip())
            return _let_in(account_id, stored, safe_next(request.args.get("next"), url_for("desk.today")))
        except RuleViolated as refusal:
            form.refuse(refusal, "code")
    return render_template("accounts/second_step.html", form=form)


def _half_in() -> Account | None:
    """Who gave the password a moment ago, unless it was changed since."""
    half = session.get(_HALF)
    if not half or clock.now().timestamp() - half["at"] > _HALF_LIVES.total_seconds():
        return None
    who = queries.find_account(half["id"])
    if who is None or who.deactivated_at or not who.password_hash:
        return None
    return who if crypto.fingerprint(who.password_hash, "session") == half["hash"] else None


@bp.route("/account/password", methods=["GET", "POST"])
@signed_in
def change_password() -> ResponseReturnValue:
    """A new password; after a one-time password nothing else opens before."""
    if not account().is_staff:
        not_here()
    form = NewPasswordForm()
    if form.submitted():
        try:
            _save_password(form)
            flash(_("密码改好了，别的设备已经退出。"))
            return redirect(url_for("desk.today"), 303)
        except WrongOldPassword as refusal:
            form.refuse(refusal, "old")
        except RuleViolated as refusal:
            form.refuse(refusal, "new")
    return render_template("accounts/change_password.html", form=form, first=account().must_change_password)


def _save_password(form: NewPasswordForm) -> None:
    """:raises RuleViolated: the old one is wrong, or the new one will not do."""
    who = queries.get_account(account().id)
    user_name, stored = who.user_name or "", who.password_hash
    with transaction():
        doors.count_try(clock.now(), user_name, sessions.caller())
    if not passwords.verify(stored, form.old.data):
        raise WrongOldPassword
    if form.new.data != form.again.data:
        raise TwoDiffer
    if form.new.data == form.old.data:
        raise SamePassword
    passwords.check_password(form.new.data, user_name)
    hashed = passwords.hash_secret(form.new.data)
    with transaction():
        doors.change_password(clock.now(), account().id, hashed, sessions.current().sign_in_id)


@bp.route("/account/second-step", methods=["GET", "POST"])
@signed_in
def set_second_step() -> ResponseReturnValue:
    """Scan the code with an authenticator and type what it shows."""
    who = queries.get_account(account().id)
    if not who.is_staff:
        not_here()
    form, now, user_name = CodeForm(), clock.now(), who.user_name or ""
    secret = _secret_on_trial()
    if form.submitted() and who.totp_secret is None:
        try:
            with transaction():
                doors.enrol(now, account().id, secret, form.code.data.strip())
            session.pop(_SECRET, None)
            flash(_("两步登录开好了。下次登录时要看手机上的验证码。"))
            return redirect(url_for(".set_second_step"), 303)
        except RuleViolated as refusal:
            form.refuse(refusal, "code")
    on = who.totp_secret is not None
    matrix = segno.make(totp.address(secret, user_name), error="m", mask=2).matrix
    page = {
        "matrix": matrix,
        "secret": secret,
        "stays": sessions.needs_second_step(sessions.current().grants),
    }
    return render_template("accounts/set_second_step.html", form=form, on=on, **page)


@bp.post("/account/second-step/off")
@signed_in
def leave_second_step() -> ResponseReturnValue:
    """Ask for the password alone again; it takes a code, so that an open screen is not enough."""
    form, now = CodeForm(), clock.now()
    try:
        if sessions.needs_second_step(sessions.current().grants):
            raise SecondStepStays
        with transaction():
            limits.take(now, limits.SECOND_STEP, account().id)
        with transaction():
            doors.spend_code(now, account().id, (form.code.data or "").strip())
            doors.leave_second_step(now, account().id)
        flash(_("两步登录已经关掉。"))
    except RuleViolated as refusal:
        return refuse(refusal, url_for(".set_second_step"))
    return redirect(url_for(".set_second_step"), 303)


def _secret_on_trial() -> str:
    """The secret that the page shows until a code of it was typed; sealed in the cookie."""
    sealed = session.get(_SECRET)
    if isinstance(sealed, str):
        return crypto.unseal(bytes.fromhex(sealed))
    secret = totp.new_secret()
    session[_SECRET] = crypto.seal(secret).hex()
    return secret
