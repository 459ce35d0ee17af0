"""Printing household letters, and the doors that have one."""

from collections.abc import Sequence
from typing import Any

import segno
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from portal.accounts import queries, sessions, slip_codes
from portal.accounts.desk.blueprint import actor, bp
from portal.accounts.forms.staff import PrintForm
from portal.accounts.services import homes
from portal.accounts.services import slips as letters
from portal.communities.queries import get_estate, list_entrances
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.web import clock
from portal.web.guard import requires

_DAYS = 60


@bp.route("/estates/<int:estate_id>/slips", methods=["GET", "POST"])
@requires(Permission.SLIP_PRINT)
def slips(estate_id: int) -> ResponseReturnValue:
    """Choose a building or an entrance, and print letters for its doors.

    What is printed answers the pressing of the button itself: the codes are shown once and kept nowhere.
    """
    building_id, entrance_id = (request.args.get(name, type=int) for name in ("building", "entrance"))
    doors = queries.list_door_states(
        queries.list_doors(estate_id, building_id=building_id, entrance_id=entrance_id)
    )
    form = PrintForm()
    form.parts.choices = [SelectChoice(door.part.id, homes.address(door.part)) for door in doors]
    if form.submitted():
        unopened = [door.part.id for door in doors if not door.people]
        try:
            return _print(estate_id, unopened if form.which.data == "unopened" else form.parts.data)
        except RuleViolated as refusal:
            form.refuse(refusal)
    return render_template(
        "accounts/desk/slips.html",
        form=form,
        doors=doors,
        entrances=list_entrances(estate_id),
        building_id=building_id,
        entrance_id=entrance_id,
        now=clock.now(),
    )


def _print(estate_id: int, part_ids: Sequence[int]) -> ResponseReturnValue:
    """:raises NoHomesChosen: :raises HomeOfNobody:"""
    with transaction():
        printed = letters.print_slips(clock.now(), actor(), estate_id, part_ids, days=_DAYS)
    return render_template(
        "papers/slips.html",
        letters=[_on_paper(each) for each in printed],
        estate=get_estate(estate_id),
        site=f"{sessions.settings().public_url}/slip",
        back=url_for(".slips", estate_id=estate_id),
    )


def _on_paper(printed: letters.PrintedSlip) -> dict[str, Any]:
    """What the template prints of one letter."""
    address = f"{sessions.settings().public_url}{url_for('accounts.slip', code=printed.code)}"
    return {
        "home": homes.address(printed.part),
        "code": slip_codes.grouped(printed.code),
        "matrix": segno.make(address, error="m", mask=2).matrix,
        "until": printed.slip.expires_at,
    }


@bp.post("/estates/<int:estate_id>/homes/<int:part_id>/slip/print")
@requires(Permission.SLIP_PRINT)
def print_slip(estate_id: int, part_id: int) -> ResponseReturnValue:
    """A new letter for one home; the earlier one opens nothing any more."""
    return _print(estate_id, [part_id])


@bp.post("/estates/<int:estate_id>/homes/<int:part_id>/slip/revoke")
@requires(Permission.SLIP_PRINT)
def revoke_slip(estate_id: int, part_id: int) -> ResponseReturnValue:
    """End the letter of one home."""
    with transaction():
        letters.revoke_slip(clock.now(), actor(), estate_id, part_id)
    flash(_("这封信已经作废。"))
    return redirect(url_for(".home", estate_id=estate_id, part_id=part_id), 303)
