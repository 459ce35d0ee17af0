"""Files of the desk: the 台账, and the pictures behind promises and money."""

import io
from pathlib import Path

from flask import Response, send_file
from flask.typing import ResponseReturnValue

from portal.audit.services import record
from portal.communities.queries import get_estate
from portal.db import transaction
from portal.permissions import Permission
from portal.pledges import ledger_sheet
from portal.pledges.desk.blueprint import actor, bp
from portal.pledges.queries import account
from portal.web import clock
from portal.web.guard import not_here, requires
from portal.web.sheets import FileKind, write
from portal.web.uploads import picture_path


@bp.get("/estates/<int:estate_id>/money/ledger.xlsx")
@requires(Permission.PLEDGE_READ)
def ledger_file(estate_id: int) -> ResponseReturnValue:
    """居民出资台账 as xlsx; who took it along is on record."""
    estate, now = get_estate(estate_id), clock.now()
    target = io.BytesIO()
    done = write(target, ledger_sheet.sheets(estate, now, account.names_of_staff(estate_id)), FileKind.XLSX)
    with transaction():
        record(
            now,
            actor(),
            "money.export",
            f"estate:{estate_id}",
            estate_id=estate_id,
            rows=done.rows,
            sha256=done.sha256,
        )
    name = f"{estate.name}-居民出资台账-{now:%Y%m%d}.xlsx"
    return send_file(target, mimetype=FileKind.XLSX.mimetype, as_attachment=True, download_name=name)


def shown(path: Path) -> Response:
    """A picture that nobody's browser keeps."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:  # a database that came back without its pictures
        not_here()
    return Response(content, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})


@bp.get("/estates/<int:estate_id>/money/<any(commitment, payment, refund, spending):kind>/<int:number>/photo")
@requires(Permission.MONEY_ENTER)
def money_photo(estate_id: int, kind: str, number: int) -> ResponseReturnValue:
    """The paper behind a row."""
    key = account.find_picture(estate_id, kind, number)
    if not key:
        not_here()
    return shown(picture_path(key))
