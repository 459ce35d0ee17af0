"""Staff accounts: who is added, closed, or given a one-time password."""

from collections.abc import Sequence

import segno
from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from portal.accounts import passwords, queries, sessions, slip_codes
from portal.accounts.desk.blueprint import actor, bp
from portal.accounts.forms.staff import ROLE_WORDS, RoleForm, StaffForm
from portal.accounts.services import invitations
from portal.accounts.services import staff as team
from portal.communities.queries import get_estate
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import GRANTS, Permission
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import account, requires


def _streets() -> list[int] | None:
    """The streets in which this person manages staff; None for all of the district."""
    managing = [grant for grant in sessions.current().grants if Permission.STAFF_MANAGE in GRANTS[grant.role]]
    if any(grant.street_id is None and grant.estate_id is None for grant in managing):
        return None
    return [grant.street_id for grant in managing if grant.street_id is not None]


@bp.get("/staff")
@requires(Permission.STAFF_MANAGE)
def staff() -> ResponseReturnValue:
    """Everybody with a role within one's own scope."""
    return render_template(
        "accounts/desk/staff.html",
        people=queries.list_staff(street_ids=_streets()),
        role_words=ROLE_WORDS,
        me=account().id,
    )


@bp.route("/staff/new", methods=["GET", "POST"])
@requires(Permission.STAFF_MANAGE)
def add_staff() -> ResponseReturnValue:
    """Add somebody; the one-time password is on the answer and nowhere else."""
    form = StaffForm()
    form.place.choices = _places()
    if form.submitted():
        try:
            return _added(form)
        except RuleViolated as refusal:
            form.refuse(refusal)
    return render_template("accounts/desk/add_staff.html", form=form)


def _places() -> Sequence[SelectChoice]:
    """Where a role may be given: within one's own scope."""
    streets = _streets()
    choices = [] if streets is not None else [SelectChoice("district", _("全区"))]
    for street, estates in queries.list_places(streets):
        choices.append(SelectChoice(f"street:{street.id}", street.name))
        choices += [SelectChoice(f"estate:{estate.id}", f"{street.name} {estate.name}") for estate in estates]
    return choices


def _scope(place: str) -> team.Scope:
    """:raises NoResultFound: a place that is gone by now."""
    kind, _colon, number = place.partition(":")
    if kind == "street":
        return team.Scope(street=queries.get_street(int(number)))
    return team.Scope(estate=get_estate(int(number))) if kind == "estate" else team.Scope()


def _added(form: StaffForm) -> ResponseReturnValue:
    password = passwords.one_time_password()
    name = form.user_name.data.strip()
    new = team.NewStaff(name, form.display_name.data.strip(), form.role.data, passwords.hash_secret(password))
    with transaction():
        scope = _scope(form.place.data)
        team.add_staff(clock.now(), actor(), new, scope, held=sessions.current().grants)
    return render_template("accounts/desk/added.html", user_name=name, password=password)


@bp.route("/staff/<int:account_id>", methods=["GET", "POST"])
@requires(Permission.STAFF_MANAGE)
def person(account_id: int) -> ResponseReturnValue:
    """One member of staff: the roles, one more, one less, a new invitation."""
    who = team.managed(actor(), account_id, sessions.current().grants)
    form = RoleForm()
    form.place.choices = _places()
    if form.submitted():
        try:
            with transaction():
                given = form.role.data, _scope(form.place.data)
                team.give_role(clock.now(), actor(), account_id, given, held=sessions.current().grants)
            flash(_("角色加好了。"))
            return redirect(url_for(".person", account_id=account_id), 303)
        except RuleViolated as refusal:
            form.refuse(refusal)
    return render_template(
        "accounts/desk/person.html",
        who=who,
        form=form,
        roles=queries.list_roles_of(account_id),
        role_words=ROLE_WORDS,
        devices=len(queries.list_sign_ins(account_id, clock.now())),
    )


@bp.post("/staff/<int:account_id>/roles/<int:grant_id>/end")
@requires(Permission.STAFF_MANAGE)
def end_role(account_id: int, grant_id: int) -> ResponseReturnValue:
    """Take a role away."""
    back = url_for(".person", account_id=account_id)
    try:
        with transaction():
            held = sessions.current().grants
            team.end_role(clock.now(), actor(), account_id, grant_id, held=held)
    except RuleViolated as refusal:
        return refuse(refusal, back)
    flash(_("角色取消了，这个人要重新登录。"))
    return redirect(back, 303)


@bp.post("/staff/<int:account_id>/invite")
@requires(Permission.STAFF_MANAGE)
def invite(account_id: int) -> ResponseReturnValue:
    """A paper with a code for setting the password; the code is printed here and kept nowhere."""
    try:
        with transaction():
            held = sessions.current().grants
            code, made = invitations.invite(clock.now(), actor(), account_id, held=held)
            until = made.expires_at
    except RuleViolated as refusal:
        return refuse(refusal, url_for(".staff"))
    address = f"{sessions.settings().public_url}{url_for('accounts.invitation')}"
    return render_template(
        "papers/invitation.html",
        who=queries.get_account(account_id),
        code=slip_codes.grouped(code),
        until=until,
        address=address,
        matrix=segno.make(address, error="m", mask=2).matrix,
        now=clock.now(),
        back=url_for(".person", account_id=account_id),
    )


@bp.post("/staff/<int:account_id>/reset")
@requires(Permission.STAFF_MANAGE)
def reset_password(account_id: int) -> ResponseReturnValue:
    """A one-time password for somebody who lost theirs; shown once."""
    password = passwords.one_time_password()
    hashed = passwords.hash_secret(password)
    try:
        with transaction():
            held = sessions.current().grants
            who = team.reset_password(clock.now(), actor(), account_id, password_hash=hashed, held=held)
    except RuleViolated as refusal:
        return refuse(refusal, url_for(".staff"))
    return render_template("accounts/desk/added.html", user_name=who.user_name, password=password)


@bp.post("/staff/<int:account_id>/close")
@requires(Permission.STAFF_MANAGE)
def close_account(account_id: int) -> ResponseReturnValue:
    """Close an account; the name stays on the record."""
    try:
        with transaction():
            team.close_account(clock.now(), actor(), account_id, held=sessions.current().grants)
    except RuleViolated as refusal:
        return refuse(refusal, url_for(".staff"))
    flash(_("账号已经停用。"))
    return redirect(url_for(".staff"), 303)
