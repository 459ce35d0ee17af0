"""Printing household letters, and the doors that have one."""

import io
from collections.abc import Sequence
from typing import Any

import segno
from flask import Response, flash, redirect, render_template, request, url_for
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
from portal.domain.deadlines import local_day
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.web import clock
from portal.web.guard import requires
from portal.web.papers import typeset

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
    if request.form.get("paper") == "pdf":
        return _as_pdf(estate_id, printed)
    return render_template(
        "papers/slips.html",
        letters=[_on_paper(each) for each in printed],
        estate=get_estate(estate_id),
        site=f"{sessions.settings().public_url}/slip",
        back=url_for(".slips", estate_id=estate_id),
    )


def _as_pdf(estate_id: int, printed: Sequence[letters.PrintedSlip]) -> Response:
    """Handed out once, like the page: nobody keeps the codes, so it cannot be made again."""
    estate = get_estate(estate_id)
    office, phone = estate.community.name, estate.community.phone
    words = {
        "estate": estate.name + ("（演示）" if estate.is_demo else ""),
        "how": f"用微信扫码，或打开 {sessions.settings().public_url}/slip 输入短码，就能看小区的事、提意见。"
        "只能用一次。",
        "no_vote": "这封信不能让任何人替您投票。投票要另外核对业主身份。",
        "notice": f"个人信息由{office}和{estate.street.name}处理，只用于小区改造：房屋、登录时间和设备、"
        "您自己填的手机号。登记期间保存，搬走即停用；可到居委会查看、更正、删除。（个人信息保护法第十七条）"
        + (f"电话：{phone}" if phone else ""),
        "letters": [_in_words(each) for each in printed],
    }
    headers = {"Content-Disposition": 'attachment; filename="letters.pdf"', "Cache-Control": "no-store"}
    return Response(typeset("letters", words), mimetype="application/pdf", headers=headers)


def _in_words(printed: letters.PrintedSlip) -> dict[str, str]:
    until = local_day(printed.slip.expires_at)
    drawn = io.BytesIO()
    segno.make(_address(printed), error="m", mask=2).save(drawn, kind="svg", xmldecl=False, border=4)
    return {
        "home": homes.address(printed.part),
        "code": slip_codes.grouped(printed.code),
        "until": f"{until.year}年{until.month}月{until.day}日前有效",
        "picture": drawn.getvalue().decode(),
    }


def _address(printed: letters.PrintedSlip) -> str:
    return f"{sessions.settings().public_url}{url_for('accounts.slip', code=printed.code)}"


def _on_paper(printed: letters.PrintedSlip) -> dict[str, Any]:
    """What the template prints of one letter."""
    return {
        "home": homes.address(printed.part),
        "code": slip_codes.grouped(printed.code),
        "matrix": segno.make(_address(printed), error="m", mask=2).matrix,
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
