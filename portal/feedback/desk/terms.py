"""How long things may take in a street, and which days are worked."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.communities.queries import get_estate
from portal.db import transaction
from portal.domain.deadlines import local_day
from portal.domain.errors import RuleViolated
from portal.feedback import queries, services
from portal.feedback.desk.blueprint import actor, bp
from portal.feedback.forms import DaysForm
from portal.feedback.terms import NUMBERS, OWN_SOURCE
from portal.permissions import Permission
from portal.web import clock
from portal.web.forms import Form
from portal.web.guard import requires


@bp.route("/estates/<int:estate_id>/terms", methods=["GET", "POST"])
@requires(Permission.CASE_SET)
def terms(estate_id: int) -> ResponseReturnValue:
    """The street's numbers beside the portal's, each with its source; an empty number is the portal's."""
    estate = get_estate(estate_id)
    form = Form()
    if form.submitted() and _keep(estate.street_id, form):
        return redirect(url_for(".terms", estate_id=estate_id), 303)
    return render_template(
        "feedback/desk/terms.html",
        estate=estate,
        form=form,
        numbers=NUMBERS,
        own=queries.settings_of(estate.street_id),
        own_source=OWN_SOURCE,
        typed=request.form if form.errors else {},
    )


def _keep(street_id: int, form: Form) -> bool:
    wanted = {}
    for key in NUMBERS:
        typed = request.form.get(f"value-{key}", "").strip()
        value = (int(typed) if typed.isdecimal() and len(typed) < 5 else 0) if typed else None
        wanted[key] = value, request.form.get(f"source-{key}", "").strip()[:200]
    try:
        with transaction():
            services.change_numbers(street_id, wanted, by=actor(), now=clock.now())
    except RuleViolated as refusal:
        form.refuse(refusal)
    else:
        flash(_("已保存，新登记的事按新的数字算。"))
    return not form.form_errors


@bp.route("/calendar", methods=["GET", "POST"])
@requires(Permission.CASE_SET)
def calendar() -> ResponseReturnValue:
    """Days off and days moved to work in a year, one a line; terms count working days by it."""
    this = local_day(clock.now()).year
    year = min(max(request.args.get("year", this, type=int), this - 1), this + 2)
    known = "\n".join(
        f"{day.day.isoformat()} {'班' if day.is_working else '休'} {day.name}".strip()
        for day in queries.list_special_days(year)
    )
    form = DaysForm(data={"days": known})
    if form.submitted():
        try:
            days = services.read_days(form.days.data)
            with transaction():
                services.keep_days(year, days, by=actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal, "days")
        else:
            flash(_("已保存，新登记的事按新的日历算。"))
            return redirect(url_for(".calendar", year=year), 303)
    return render_template("feedback/desk/calendar.html", form=form, year=year, this=this)
