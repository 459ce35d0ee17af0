"""Signing in again by phone, and binding the phone that makes it possible."""

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal import crypto
from portal.accounts import passwords, queries, sessions
from portal.accounts.errors import TwoDiffer, WrongPasscode
from portal.accounts.forms.people import CodeForm, PasscodeForm, PasscodeSignInForm, PhoneForm
from portal.accounts.services import codes, phones
from portal.accounts.views.blueprint import bp
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.domain.masking import mask_phone
from portal.web import clock
from portal.web.guard import account, public, signed_in

_ASKED = "phone_asked"


@bp.route("/sign-in/phone", methods=["GET", "POST"])
@public
def phone_sign_in() -> ResponseReturnValue:
    """Ask for a code; the page after it looks the same for every phone."""
    codes.check_offered()
    form = PhoneForm()
    if form.submitted():
        try:
            phone = codes.clean_mobile(form.phone.data)
            with transaction():
                phones.ask_to_sign_in(clock.now(), phone, sessions.caller())
            _remember(phone)
            return redirect(url_for(".phone_code"), 303)
        except RuleViolated as refusal:
            form.refuse(refusal, "phone")
    return render_template("accounts/phone_sign_in.html", form=form)


@bp.route("/sign-in/code", methods=["GET", "POST"])
@public
def phone_code() -> ResponseReturnValue:
    """Type the code that came."""
    phone = _remembered()
    if phone is None:
        return redirect(url_for(".phone_sign_in"), 303)
    form = CodeForm()
    if form.submitted():
        try:
            opened = _by_code(phone, form.code.data.strip())
            return redirect(sessions.begin(opened, url_for("home.start")), 303)
        except RuleViolated as refusal:
            form.refuse(refusal, "code")
    return render_template("accounts/phone_code.html", form=form, phone=mask_phone(phone))


def _by_code(phone: str, code: str) -> sessions.Opened:
    """:raises WrongCode: also for a phone that nobody bound."""
    now, device, days = clock.now(), sessions.device(), sessions.settings().session_days
    with transaction():
        phones.count_code_try(now, phone)
    with transaction():
        return phones.sign_in_by_code(now, phone, code, device=device, days=days)


@bp.route("/sign-in/passcode", methods=["GET", "POST"])
@public
def passcode_sign_in() -> ResponseReturnValue:
    """Phone and passcode, without a text message."""
    form = PasscodeSignInForm()
    if form.submitted():
        try:
            opened = _by_passcode(codes.clean_mobile(form.phone.data), form.passcode.data)
            return redirect(sessions.begin(opened, url_for("home.start")), 303)
        except RuleViolated as refusal:
            form.refuse(refusal)
    return render_template("accounts/passcode_sign_in.html", form=form)


def _by_passcode(phone: str, passcode: str) -> sessions.Opened:
    """:raises WrongPasscode: also for a phone that nobody bound, after the same work."""
    now = clock.now()
    with transaction():
        phones.count_passcode_try(now, phone, sessions.caller())
    found = queries.find_by_phone(codes.phone_key(phone))
    stored = found.password_hash if found else None
    if not passwords.verify(stored, passcode) or stored is None:
        raise WrongPasscode
    with transaction():
        return phones.sign_in_by_passcode(
            now, phone, stored, device=sessions.device(), days=sessions.settings().session_days
        )


@bp.route("/me/phone", methods=["GET", "POST"])
@signed_in
def bind_phone() -> ResponseReturnValue:
    """Which phone is to sign this person in later; the code proves that it is theirs."""
    codes.check_offered()
    form = PhoneForm()
    if form.submitted():
        try:
            phone = codes.clean_mobile(form.phone.data)
            with transaction():
                phones.ask_to_bind(clock.now(), account().id, phone)
            _remember(phone)
            return redirect(url_for(".confirm_phone"), 303)
        except RuleViolated as refusal:
            form.refuse(refusal, "phone")
    return render_template("accounts/bind_phone.html", form=form, bound=_bound())


@bp.route("/me/phone/code", methods=["GET", "POST"])
@signed_in
def confirm_phone() -> ResponseReturnValue:
    """Type the code that came to the phone which is to be bound."""
    phone = _remembered()
    if phone is None:
        return redirect(url_for(".bind_phone"), 303)
    form, now, who = CodeForm(), clock.now(), account().id
    if form.submitted():
        try:
            with transaction():
                phones.count_bind_try(now, who, phone)
            with transaction():
                phones.bind(now, who, phone, form.code.data.strip())
            session.pop(_ASKED, None)
            flash(_("手机号绑好了。下次用它就能登录。"))
            return redirect(url_for("home.me"), 303)
        except RuleViolated as refusal:
            form.refuse(refusal, "code")
    return render_template("accounts/confirm_phone.html", form=form, phone=mask_phone(phone))


@bp.route("/me/passcode", methods=["GET", "POST"])
@signed_in
def set_passcode() -> ResponseReturnValue:
    """A passcode for the next time, for whoever does not want to wait for messages."""
    form = PasscodeForm()
    bound = queries.get_account(account().id).phone
    if bound is None:
        return redirect(url_for(".bind_phone"), 303)
    if form.submitted():
        try:
            _save_passcode(form, crypto.unseal(bound))
            flash(_("口令设好了。下次用手机号和口令就能登录。"))
            return redirect(url_for("home.me"), 303)
        except RuleViolated as refusal:
            form.refuse(refusal, "passcode")
    return render_template("accounts/set_passcode.html", form=form)


def _save_passcode(form: PasscodeForm, phone: str) -> None:
    if form.passcode.data != form.again.data:
        raise TwoDiffer
    passwords.check_passcode(form.passcode.data, phone)
    hashed = passwords.hash_secret(form.passcode.data)
    with transaction():
        phones.set_passcode(clock.now(), account().id, hashed, sessions.current().sign_in_id)


def _bound() -> str:
    """The phone that signs this person in now, masked; "" for none."""
    phone = queries.get_account(account().id).phone
    return mask_phone(crypto.unseal(phone)) if phone else ""


def _remember(phone: str) -> None:
    """In the cookie until the code is typed; sealed, for the cookie is only signed."""
    session[_ASKED] = crypto.seal(phone).hex()


def _remembered() -> str | None:
    sealed = session.get(_ASKED)
    return crypto.unseal(bytes.fromhex(sealed)) if isinstance(sealed, str) else None
