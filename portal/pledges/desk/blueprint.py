"""The staff's pages of schemes and money, and what all of them need."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from portal.audit.services import Actor
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.pledges.models import IN_KIND, Commitment, ReliefKind, Scheme
from portal.web.error_pages import refuse
from portal.web.forms import Form
from portal.web.guard import account, allowed

bp = Blueprint("pledges_desk", __name__, url_prefix="/desk")

LIFTS = "/estates/<int:estate_id>/lifts"
SCHEME = f"{LIFTS}/<int:scheme_id>"
COMMITMENT = "/estates/<int:estate_id>/commitments/<int:commitment_id>"


def actor() -> Actor:
    """Who sits at the desk, for the record."""
    return Actor(account().id, account().display_name)


def scheme_page(estate_id: int, scheme_id: int) -> str:
    return url_for("pledges_desk.scheme", estate_id=estate_id, scheme_id=scheme_id)


def money_page(estate_id: int, scheme_id: int) -> str:
    return url_for("pledges_desk.money", estate_id=estate_id, scheme_id=scheme_id)


def press(page: str, deed: Callable[[], object], done: str) -> ResponseReturnValue:
    """What a button does, in one transaction; back to the page with a word, or with the refusal."""
    try:
        with transaction():
            deed()
    except RuleViolated as refusal:
        return refuse(refusal, page)
    flash(done)
    return redirect(page, 303)


def done(form: Form, deed: Callable[[], object]) -> bool:
    """Do what a form asks for, in one transaction; whether it was done, else the form says why not."""
    try:
        with transaction():
            deed()
    except RuleViolated as refusal:
        form.refuse(refusal)
        return False
    return True


def offered(commitment: Commitment) -> list[ReliefKind]:
    """How a promise may be made lighter: what the scheme allows, and writing off for who has the right."""
    scheme: Scheme = commitment.scheme
    money = commitment.kind not in IN_KIND
    waives = allowed(Permission.MONEY_WAIVE, estate_id=commitment.estate_id)
    offers = {
        ReliefKind.DEFER: scheme.allows_deferral,
        ReliefKind.PARTS: scheme.allows_parts and money,
        ReliefKind.LABOUR: scheme.allows_labour and money and commitment.part_id is not None,
        ReliefKind.WRITE_OFF: waives,
    }
    return [kind for kind, offered in offers.items() if offered]
