"""Showing to be an owner, one question a page: who, how, the proof."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from portal.accounts import queries, sessions
from portal.accounts.forms.people import AskDeskForm, CodeForm, IdTailForm, WhoForm
from portal.accounts.models import ClaimState, OwnerLink, Relation, Residency
from portal.accounts.services import homes, owners
from portal.accounts.views.blueprint import bp
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.domain.masking import mask_name
from portal.messages.outlets import offers_codes
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import account, signed_in

_HOME = "/estates/<int:estate_id>/homes/<int:part_id>/owner"
_OWNER = f"{_HOME}/<int:owner_id>"


def _home(estate_id: int, part_id: int) -> Residency:
    """This person's own home there; anybody else's is a 404."""
    return queries.get_home(account().id, estate_id, part_id)


@bp.route(_HOME, methods=["GET", "POST"])
@signed_in
def prove_owner(estate_id: int, part_id: int) -> ResponseReturnValue:
    """Which of the home's owners this person is; names are masked."""
    home = _home(estate_id, part_id)
    form = WhoForm()
    form.owner.choices = [
        SelectChoice(owner.id, mask_name(owner.name)) for owner in queries.list_owners_of(part_id)
    ]
    if form.submitted():
        to = url_for(".prove_how", estate_id=estate_id, part_id=part_id, owner_id=form.owner.data)
        return redirect(to, 303)
    return render_template("accounts/prove_owner.html", form=form, home=home, where=homes.address(home.part))


@bp.get(_OWNER)
@signed_in
def prove_how(estate_id: int, part_id: int, owner_id: int) -> ResponseReturnValue:
    """The ways that the roll allows for this owner."""
    home = _home(estate_id, part_id)
    owner = queries.get_owner_of(part_id, owner_id)
    phone = owners.phone_on_roll(owner)
    return render_template(
        "accounts/prove_how.html",
        home=home,
        owner=owner,
        name=mask_name(owner.name),
        phone_end=phone[-2:] if phone and offers_codes() else "",
        link=queries.find_live_link(account().id, owner_id),
    )


@bp.route(f"{_OWNER}/id", methods=["GET", "POST"])
@signed_in
def prove_by_id(estate_id: int, part_id: int, owner_id: int) -> ResponseReturnValue:
    """The last six characters of the ID number, which no letter prints."""
    form, now = IdTailForm(), clock.now()
    claim = owners.read_claim(account().id, estate_id, part_id, owner_id)
    if form.submitted():
        try:
            with transaction():
                owners.count_try(now, claim)
            with transaction():
                claim = owners.read_claim(account().id, estate_id, part_id, owner_id)
                limit = sessions.settings().phone_homes_limit
                link = owners.prove_by_id(now, claim, form.tail.data, homes_limit=limit)
            return _proven(link, estate_id)
        except RuleViolated as refusal:
            form.refuse(refusal, "tail")
    return render_template("accounts/prove_by_id.html", form=form, name=mask_name(claim.owner.name))


@bp.post(f"{_OWNER}/sms")
@signed_in
def send_owner_code(estate_id: int, part_id: int, owner_id: int) -> ResponseReturnValue:
    """Send a code to the phone on the roll."""
    place: dict[str, Any] = {"estate_id": estate_id, "part_id": part_id, "owner_id": owner_id}
    try:
        with transaction():
            owners.ask_code(clock.now(), owners.read_claim(account().id, **place))
    except RuleViolated as refusal:
        return refuse(refusal, url_for(".prove_how", **place))
    return redirect(url_for(".prove_by_code", **place), 303)


@bp.route(f"{_OWNER}/code", methods=["GET", "POST"])
@signed_in
def prove_by_code(estate_id: int, part_id: int, owner_id: int) -> ResponseReturnValue:
    """Type the code that came to the phone on the roll."""
    form, now = CodeForm(), clock.now()
    claim = owners.read_claim(account().id, estate_id, part_id, owner_id)
    phone = owners.phone_on_roll(claim.owner) or ""
    if form.submitted():
        try:
            with transaction():
                owners.count_try(now, claim)
                owners.count_code_try(now, claim)
            with transaction():
                claim = owners.read_claim(account().id, estate_id, part_id, owner_id)
                limit = sessions.settings().phone_homes_limit
                link = owners.prove_by_code(now, claim, form.code.data.strip(), homes_limit=limit)
            return _proven(link, estate_id)
        except RuleViolated as refusal:
            form.refuse(refusal, "code")
    return render_template("accounts/prove_by_code.html", form=form, phone_end=phone[-2:])


@bp.route(f"{_OWNER}/desk", methods=["GET", "POST"])
@signed_in
def ask_desk(estate_id: int, part_id: int, owner_id: int) -> ResponseReturnValue:
    """Leave word that papers will be brought, the owner's own or a representative's."""
    form = AskDeskForm()
    home = _home(estate_id, part_id)
    owner = queries.get_owner_of(part_id, owner_id)
    if form.submitted():
        relation = Relation(form.relation.data)
        try:
            with transaction():
                claim = owners.read_claim(account().id, estate_id, part_id, owner_id, relation=relation)
                owners.ask_desk(clock.now(), claim)
            return redirect(url_for(".waiting"), 303)
        except RuleViolated as refusal:
            form.refuse(refusal)
    return render_template("accounts/ask_desk.html", form=form, home=home, name=mask_name(owner.name))


def _proven(link: OwnerLink, estate_id: int) -> ResponseReturnValue:
    if link.state is ClaimState.WAITING:
        return redirect(url_for(".waiting"), 303)
    flash(_("业主身份核对好了，您现在可以投票。"))
    return redirect(url_for("home.estate", estate_id=estate_id), 303)
