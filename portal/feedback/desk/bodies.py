"""Who answers for what here: the policy's bodies, whom to call there, and who of the staff answers."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice

from portal.communities.models import Estate
from portal.communities.queries import get_estate
from portal.db import transaction
from portal.domain.bodies import BODIES, Body
from portal.domain.errors import RuleViolated
from portal.feedback import queries, services
from portal.feedback.desk.blueprint import actor, bp
from portal.feedback.forms import ContactForm, HandlerForm
from portal.permissions import Permission, Role
from portal.web import clock
from portal.web.guard import account, allowed, not_here, requires


@bp.route("/estates/<int:estate_id>/bodies", methods=["GET", "POST"])
@requires(Permission.CASE_OPEN)
def bodies(estate_id: int) -> ResponseReturnValue:
    """The bodies with their duties and phones; who may set them also names who answers for one."""
    estate = get_estate(estate_id)
    sets = allowed(Permission.CASE_SET, estate_id=estate_id)
    form = HandlerForm() if sets else None
    if form is not None:
        people = queries.list_possible_handlers(estate)
        form.person.choices = [SelectChoice(person.id, person.display_name) for person in people]
        if form.submitted() and _appoint(estate, form):
            return redirect(url_for(".bodies", estate_id=estate_id), 303)
    return render_template(
        "feedback/desk/bodies.html",
        estate=estate,
        contacts=queries.bodies_of(estate),
        duties=BODIES,
        handlers=queries.list_handlers(estate),
        form=form,
        sets=sets,
    )


def _appoint(estate: Estate, form: HandlerForm) -> bool:
    try:
        with transaction():
            services.appoint(form.person.data, form.body.data, estate, by=actor(), now=clock.now())
    except RuleViolated as refusal:
        form.refuse(refusal)
    else:
        flash(_("已指定。"))
    return not form.errors


@bp.post("/estates/<int:estate_id>/bodies/dismiss")
@requires(Permission.CASE_SET)
def dismiss(estate_id: int) -> ResponseReturnValue:
    """Somebody no longer answers for a body."""
    person, body = request.form.get("person", 0, type=int), request.form.get("body", "")
    if body not in tuple(Body):
        not_here()
    with transaction():
        services.dismiss(person, Body(body), get_estate(estate_id), by=actor(), now=clock.now())
    return redirect(url_for(".bodies", estate_id=estate_id), 303)


@bp.route("/estates/<int:estate_id>/bodies/<body>", methods=["GET", "POST"])
@requires(Permission.CASE_SET)
def contact(estate_id: int, body: str) -> ResponseReturnValue:
    """Whom to call there: the contractor for one estate, anything else for the street or the district."""
    if body not in tuple(Body):
        not_here()
    estate, which = get_estate(estate_id), Body(body)
    known = queries.contact_of(which, estate)
    form = ContactForm(data={"name": known.name, "contact": known.contact, "phone": known.phone})
    if form.submitted():
        said = queries.Contact(which, form.name.data, form.contact.data, form.phone.data)
        where = _where(which, estate)
        with transaction():
            services.set_contact(said, **where, by=actor(), now=clock.now())
        flash(_("已保存。"))
        return redirect(url_for(".bodies", estate_id=estate_id), 303)
    return render_template(
        "feedback/desk/contact.html", estate=estate, known=known, form=form, duty=BODIES[which]
    )


def _where(body: Body, estate: Estate) -> dict[str, int | None]:
    if body in (Body.CONTRACTOR, Body.COMMITTEE):
        return {"street_id": None, "estate_id": estate.id}
    if Role.STREET in account().roles_at(estate_id=estate.id) or body is Body.STREET:
        return {"street_id": estate.street_id, "estate_id": None}
    return {"street_id": None, "estate_id": None}
