"""Tables of floor coefficients on the desk, each with its source; a scheme starts from one."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.communities.queries import get_estate
from portal.permissions import Permission
from portal.pledges import coefficients, queries
from portal.pledges.desk.blueprint import actor, bp, done, press
from portal.pledges.forms.tables import CoefficientForm, coefficient_form
from portal.pledges.services import tables as services
from portal.web import clock
from portal.web.guard import requires

_TABLES = "/estates/<int:estate_id>/coefficients"


@bp.get(_TABLES)
@requires(Permission.PLEDGE_READ)
def coefficient_tables(estate_id: int) -> ResponseReturnValue:
    """What a scheme can start from: tables for everybody, and the estate's own."""
    return render_template(
        "pledges/desk/coefficient_tables.html",
        estate=get_estate(estate_id),
        tables=coefficients.list_tables(estate_id),
    )


@bp.route(f"{_TABLES}/new", methods=["GET", "POST"])
@requires(Permission.PLEDGE_MANAGE)
def new_table(estate_id: int) -> ResponseReturnValue:
    """Written by hand, from one that is there when the address names it."""
    start = coefficients.find_table(estate_id, request.args.get("table", ""))
    form = coefficient_form(estate_id, start if "table" in request.args else None, fresh=True)
    if form.submitted() and done(
        form, lambda: services.write(estate_id, form.written(), by=actor(), now=clock.now())
    ):
        return _saved(estate_id)
    return _page(estate_id, form, 0)


@bp.route(f"{_TABLES}/<int:table_id>", methods=["GET", "POST"])
@requires(Permission.PLEDGE_MANAGE)
def edit_table(estate_id: int, table_id: int) -> ResponseReturnValue:
    """One of the estate's own."""
    queries.get_table(estate_id, table_id)
    form = coefficient_form(estate_id, coefficients.find_table(estate_id, f"own{table_id}"), fresh=False)
    if form.submitted() and done(
        form,
        lambda: services.change(
            queries.get_table(estate_id, table_id), form.written(), by=actor(), now=clock.now()
        ),
    ):
        return _saved(estate_id)
    return _page(estate_id, form, table_id)


def _saved(estate_id: int) -> ResponseReturnValue:
    flash(_("系数表存好了，建方案时可以选它。"))
    return redirect(url_for(".coefficient_tables", estate_id=estate_id), 303)


def _page(estate_id: int, form: CoefficientForm, table_id: int) -> str:
    return render_template(
        "pledges/desk/coefficient_table.html",
        estate=get_estate(estate_id),
        form=form,
        table_id=table_id,
    )


@bp.post(f"{_TABLES}/<int:table_id>/drop")
@requires(Permission.PLEDGE_MANAGE)
def drop_table(estate_id: int, table_id: int) -> ResponseReturnValue:
    """Offer it no more."""
    return press(
        url_for(".coefficient_tables", estate_id=estate_id),
        lambda: services.drop(queries.get_table(estate_id, table_id), by=actor(), now=clock.now()),
        _("系数表删掉了，用过它的方案不变。"),
    )
