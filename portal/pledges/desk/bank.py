"""The bank's sheet on the desk: import, what matches, what nobody can place."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.communities.queries import get_estate
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.pledges import words
from portal.pledges.bank_sheet import read_lines
from portal.pledges.desk.blueprint import actor, bp, press
from portal.pledges.forms.money import BankForm, ReasonForm
from portal.pledges.money_errors import NoBankColumns, SheetHasErrors
from portal.pledges.queries import bank as queries
from portal.pledges.services import bank as services
from portal.web import clock
from portal.web.guard import requires

_BANK = "/estates/<int:estate_id>/bank"
_MOST_PROBLEMS = 20


@bp.route(_BANK, methods=["GET", "POST"])
@requires(Permission.MONEY_ENTER)
def bank(estate_id: int) -> ResponseReturnValue:
    """Import a sheet; below, lines that wait for their receipt and lines without a promise."""
    form = BankForm()
    problems: list[str] = []
    if form.submitted():
        try:
            return _imported(estate_id, form)
        except SheetHasErrors as refusal:
            form.refuse(refusal)
            problems = refusal.sentences[:_MOST_PROBLEMS]
        except RuleViolated as refusal:
            form.refuse(refusal, "sheet")
    lines = queries.list_open_lines(estate_id)
    return render_template(
        "pledges/desk/bank.html",
        estate=get_estate(estate_id),
        form=form,
        problems=problems,
        matched=[line for line in lines if line.commitment_id is not None],
        unmatched=[line for line in lines if line.commitment_id is None],
        payable=queries.list_payable(estate_id),
        names=queries.names_of(estate_id),
        reason=ReasonForm(),
        words=words,
    )


def _imported(estate_id: int, form: BankForm) -> ResponseReturnValue:
    file = form.sheet.data
    if not file:
        raise NoBankColumns
    lines = read_lines(file.read(), file.filename or "")
    with transaction():
        done = services.import_lines(estate_id, form.account.data, lines, by=actor(), now=clock.now())
    flash(
        _(
            "导入 %(new)s 行，其中 %(matched)s 行找到了对应的确认单；%(known)s 行以前导过。",
            new=done.new,
            matched=done.matched,
            known=done.known,
        )
    )
    return redirect(url_for(".bank", estate_id=estate_id), 303)


@bp.get(f"{_BANK}/<int:line_id>/place")
@requires(Permission.MONEY_ENTER)
def place_line(estate_id: int, line_id: int) -> ResponseReturnValue:
    """On to the receipt of the promise that somebody picked for a line."""
    line = queries.get_line(estate_id, line_id)
    picked = request.args.get("commitment", 0, type=int)
    return redirect(url_for(".receive", estate_id=estate_id, commitment_id=picked, line=line.id), 303)


@bp.post(f"{_BANK}/<int:line_id>/dismiss")
@requires(Permission.MONEY_ENTER)
def dismiss_line(estate_id: int, line_id: int) -> ResponseReturnValue:
    """It belongs to no promise."""
    form = ReasonForm()
    return press(
        url_for(".bank", estate_id=estate_id),
        lambda: services.dismiss(
            queries.get_line(estate_id, line_id), form.why.data or "", by=actor(), now=clock.now()
        ),
        _("已标为与出资无关。"),
    )
