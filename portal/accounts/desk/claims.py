"""Claims that wait, and the people of one home."""

from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts import queries
from portal.accounts.desk.blueprint import actor, bp
from portal.accounts.forms.staff import ReasonForm, RelationForm
from portal.accounts.models import Relation
from portal.accounts.services import claims as deciding
from portal.accounts.services import homes
from portal.audit.services import Actor, record
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import account, not_here, requires

_ESTATE = "/estates/<int:estate_id>"
_RESIDENCY = f"{_ESTATE}/claims/homes/<int:claim_id>"
_LINK = f"{_ESTATE}/claims/owners/<int:claim_id>"


@bp.get(f"{_ESTATE}/claims")
@requires(Permission.CLAIM_CHECK)
def claims(estate_id: int) -> ResponseReturnValue:
    """What waits for papers or for a decision."""
    return render_template(
        "accounts/desk/claims.html",
        residencies=queries.list_waiting_residencies(estate_id),
        links=queries.list_waiting_links(estate_id),
        phones=queries.list_waiting_phones(estate_id),
        address=homes.address,
        me=account().id,
    )


def _decide(
    estate_id: int, claim_id: int, how: Callable[[datetime, Actor, int, int], None], done: str
) -> ResponseReturnValue:
    """Press a button on a claim and come back to the list."""
    back = url_for(".claims", estate_id=estate_id)
    try:
        with transaction():
            how(clock.now(), actor(), estate_id, claim_id)
    except RuleViolated as refusal:
        return refuse(refusal, back)
    flash(done)
    return redirect(back, 303)


@bp.post(f"{_RESIDENCY}/let-in")
@requires(Permission.CLAIM_CHECK)
def let_in(estate_id: int, claim_id: int) -> ResponseReturnValue:
    """The person belongs to the home; it makes no voter."""
    return _decide(estate_id, claim_id, deciding.let_in, _("登记好了，已经告诉本人。"))


@bp.post(f"{_LINK}/check")
@requires(Permission.CLAIM_CHECK)
def check_papers(estate_id: int, claim_id: int) -> ResponseReturnValue:
    """The first of two people saw the papers."""
    return _decide(estate_id, claim_id, deciding.check_papers, _("记下了，请另一位同事复核。"))


@bp.post(f"{_LINK}/confirm")
@requires(Permission.CLAIM_CHECK)
def confirm_papers(estate_id: int, claim_id: int) -> ResponseReturnValue:
    """The second person saw them; from now on the account votes for the owner."""
    return _decide(estate_id, claim_id, deciding.confirm_papers, _("复核通过，已经告诉本人。"))


def with_reason(title: str, back: str, decide: Callable[[str], None], done: str) -> ResponseReturnValue:
    """One page for every no: it needs a reason, and the person reads it."""
    form = ReasonForm()
    if form.submitted():
        try:
            with transaction():
                decide(form.reason.data)
            flash(done)
            return redirect(back, 303)
        except RuleViolated as refusal:
            form.refuse(refusal)
    return render_template("accounts/desk/with_reason.html", form=form, title=title, back=back)


@bp.route(f"{_RESIDENCY}/refuse", methods=["GET", "POST"])
@requires(Permission.CLAIM_CHECK)
def refuse_residency(estate_id: int, claim_id: int) -> ResponseReturnValue:
    """The person does not belong to the home."""
    queries.get_residency(estate_id, claim_id)
    return with_reason(
        _("不同意登记"),
        url_for(".claims", estate_id=estate_id),
        lambda why: deciding.turn_away(clock.now(), actor(), estate_id, claim_id, reason=why),
        _("已经退回，并告诉本人原因。"),
    )


@bp.route(f"{_LINK}/refuse", methods=["GET", "POST"])
@requires(Permission.CLAIM_CHECK)
def refuse_owner(estate_id: int, claim_id: int) -> ResponseReturnValue:
    """The papers do not show the owner."""
    queries.get_link(estate_id, claim_id)
    return with_reason(
        _("不认定为业主"),
        url_for(".claims", estate_id=estate_id),
        lambda why: deciding.refuse_link(clock.now(), actor(), estate_id, claim_id, reason=why),
        _("已经退回，并告诉本人原因。"),
    )


@bp.get(f"{_ESTATE}/homes/<int:part_id>")
@requires(Permission.CLAIM_CHECK)
def home(estate_id: int, part_id: int) -> ResponseReturnValue:
    """One home: who belongs to it, who votes for its owners, and which letter is out."""
    queries.get_part(estate_id, part_id)
    with transaction():  # full names: who looked is on record
        record(clock.now(), actor(), "home.read", f"part:{part_id}", estate_id=estate_id)
    part = queries.get_part(estate_id, part_id)
    owners = queries.list_owners_of(part_id)
    return render_template(
        "accounts/desk/home.html",
        part=part,
        where=homes.address(part),
        door=queries.list_door_states([part])[0],
        owners=owners,
        residents=queries.list_residents_of(part_id),
        links=queries.list_links_at([owner.id for owner in owners]),
        relation_form=RelationForm(),
        now=clock.now(),
    )


@bp.post(f"{_ESTATE}/homes/<int:part_id>/residents/<int:residency_id>/relation")
@requires(Permission.CLAIM_CHECK)
def set_relation(estate_id: int, part_id: int, residency_id: int) -> ResponseReturnValue:
    """Record a tenant as a tenant."""
    check_home(estate_id, part_id, queries.get_residency(estate_id, residency_id).part_id)
    form = RelationForm()
    if form.submitted():
        with transaction():
            relation = Relation(form.relation.data)
            deciding.set_relation(clock.now(), actor(), estate_id, residency_id, relation=relation)
        flash(_("关系记好了。"))
    return redirect(url_for(".home", estate_id=estate_id, part_id=part_id), 303)


@bp.route(f"{_ESTATE}/homes/<int:part_id>/residents/<int:residency_id>/end", methods=["GET", "POST"])
@requires(Permission.CLAIM_CHECK)
def move_out(estate_id: int, part_id: int, residency_id: int) -> ResponseReturnValue:
    """Somebody moved, sold, or never belonged there."""
    check_home(estate_id, part_id, queries.get_residency(estate_id, residency_id).part_id)
    return with_reason(
        _("取消住户登记"),
        url_for(".home", estate_id=estate_id, part_id=part_id),
        lambda why: deciding.move_out(clock.now(), actor(), estate_id, residency_id, reason=why),
        _("登记已经取消。"),
    )


@bp.route(f"{_ESTATE}/homes/<int:part_id>/owners/<int:link_id>/end", methods=["GET", "POST"])
@requires(Permission.CLAIM_CHECK)
def end_link(estate_id: int, part_id: int, link_id: int) -> ResponseReturnValue:
    """An account votes for an owner no longer."""
    queries.get_link(estate_id, link_id)
    check_home(estate_id, part_id, part_id)
    return with_reason(
        _("取消业主登记"),
        url_for(".home", estate_id=estate_id, part_id=part_id),
        lambda why: deciding.end_link(clock.now(), actor(), estate_id, link_id, reason=why),
        _("登记已经取消，并告诉本人原因。"),
    )


def check_home(estate_id: int, part_id: int, found: int) -> None:
    """404 for an address that names another home than the one it is about, or one of another estate."""
    if queries.get_part(estate_id, part_id).id != found:
        not_here()
