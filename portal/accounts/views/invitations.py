"""The first time at the desk: a printed code, and a password of one's own."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import passwords, sessions, slip_codes
from portal.accounts.errors import InvitationOver, TwoDiffer
from portal.accounts.forms.staff import InvitationForm
from portal.accounts.services import invitations
from portal.accounts.views.blueprint import bp
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.web import clock
from portal.web.guard import public


@bp.route("/desk/invitation", methods=["GET", "POST"])
@public
def invitation() -> ResponseReturnValue:
    """Type the code, choose a password, and be signed in; no word tells whether a code ever was one."""
    form = InvitationForm()
    if form.submitted():
        try:
            opened = _accept(form)
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            sessions.begin(opened, "")
            flash(_("密码设好了，下次用它登录。"))
            return redirect(url_for("desk.today"), 303)
    return render_template("accounts/invitation.html", form=form)


def _accept(form: InvitationForm) -> sessions.Opened:
    """:raises RuleViolated: the code opens nothing, or the password will not do."""
    now, code = clock.now(), slip_codes.clean(form.code.data)
    with transaction():
        invitations.count_try(now, code, sessions.caller())
    if form.new.data != form.again.data:
        raise TwoDiffer
    who = invitations.find_invited(now, code)
    if who is None:
        raise InvitationOver
    passwords.check_password(form.new.data, who.user_name or "")
    hashed = passwords.hash_secret(form.new.data)
    with transaction():
        return invitations.accept(now, code, hashed, device=sessions.device())
