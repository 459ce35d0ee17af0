"""The staff's page on the record: who did what, and when."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.audit import queries
from portal.audit.presenting import line, sentence
from portal.permissions import Permission
from portal.web.guard import not_here, requires

bp = Blueprint("audit_desk", __name__, url_prefix="/desk")


@bp.get("/estates/<int:estate_id>/record")
@requires(Permission.AUDIT_READ)
def record(estate_id: int) -> ResponseReturnValue:
    """What was done in an estate, the newest first, by kind of deed and by person."""
    if not queries.is_estate(estate_id):
        not_here()
    wanted = queries.Wanted(request.args.get("action", ""), request.args.get("person", ""))
    last = max(1, -(-queries.count_entries(estate_id, wanted) // queries.PAGE))
    number = min(max(request.args.get("page", 1, type=int), 1), last)
    return render_template(
        "audit/desk/record.html",
        entries=[line(entry) for entry in queries.list_entries(estate_id, wanted, number)],
        actions=[(action, sentence(action)) for action in queries.list_actions(estate_id)],
        people=queries.list_people(estate_id),
        wanted=wanted,
        page=number,
        last=last,
    )
