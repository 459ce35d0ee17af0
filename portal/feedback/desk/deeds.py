"""The other buttons on the page of a case: hand on, note, merge, hide, mediate, call back."""

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.db import transaction
from portal.domain.deadlines import local_day
from portal.domain.errors import RuleViolated
from portal.feedback import queries, services
from portal.feedback.desk.blueprint import actor, bp, office, work_on
from portal.feedback.desk.cases import body_choices, show
from portal.feedback.forms import HandForm, HideForm, LastWordForm, MediationForm, MergeForm, NoteForm
from portal.feedback.models import Case
from portal.permissions import Permission
from portal.web import clock
from portal.web.forms import Form
from portal.web.guard import requires


def _do(
    estate_id: int, case_id: int, form: Form, name: str, deed: Callable[[Case], None]
) -> ResponseReturnValue:
    """Do it in one transaction; a refusal shows the page again under the form's name."""
    if form.submitted():
        try:
            with transaction():
                deed(work_on(estate_id, case_id))
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("已记录。"))
            return redirect(url_for(".case", estate_id=estate_id, case_id=case_id), 303)
    return show(estate_id, case_id, **{name: form, "refused": form})


@bp.post("/estates/<int:estate_id>/cases/<int:case_id>/hand")
@requires(Permission.CASE_OPEN)
def hand(estate_id: int, case_id: int) -> ResponseReturnValue:
    """Not ours: to whom instead."""
    form = HandForm()
    form.to.choices = body_choices(work_on(estate_id, case_id))

    def deed(case: Case) -> None:
        handing = services.Handing(form.to.data, form.why.data, office(estate_id, case))
        services.hand_over(case, handing, once=form.once.data, by=actor(), now=clock.now())

    return _do(estate_id, case_id, form, "hand", deed)


@bp.post("/estates/<int:estate_id>/cases/<int:case_id>/note")
@requires(Permission.CASE_OPEN)
def note(estate_id: int, case_id: int) -> ResponseReturnValue:
    """A word among staff."""
    form = NoteForm()
    once, by = form.once.data, actor()
    return _do(
        estate_id,
        case_id,
        form,
        "own_note",
        lambda case: services.add_note(case, form.note.data, once=once, by=by, now=clock.now()),
    )


@bp.post("/estates/<int:estate_id>/cases/<int:case_id>/merge")
@requires(Permission.CASE_ANSWER)
def merge(estate_id: int, case_id: int) -> ResponseReturnValue:
    """The same as another one."""
    form = MergeForm()
    form.into.validate_choice = False  # what is listed changes by the minute; the rule says what may be

    def deed(case: Case) -> None:
        into = queries.get_case(estate_id, form.into.data)
        said = office(estate_id, case)
        services.merge(case, into, office=said, once=form.once.data, by=actor(), now=clock.now())

    return _do(estate_id, case_id, form, "merge", deed)


@bp.post("/estates/<int:estate_id>/cases/<int:case_id>/hide")
@requires(Permission.CASE_ANSWER)
def hide(estate_id: int, case_id: int) -> ResponseReturnValue:
    """What neighbours read instead, and why."""
    form = HideForm()

    def deed(case: Case) -> None:
        services.hide(case, form.reason.data, form.public_text.data, by=actor(), now=clock.now())

    return _do(estate_id, case_id, form, "hide", deed)


@bp.post("/estates/<int:estate_id>/cases/<int:case_id>/show")
@requires(Permission.CASE_ANSWER)
def unhide(estate_id: int, case_id: int) -> ResponseReturnValue:
    """Neighbours read the original again."""
    by, now = actor(), clock.now()
    return _do(estate_id, case_id, Form(), "hidden", lambda case: services.show(case, by=by, now=now))


@bp.post("/estates/<int:estate_id>/cases/<int:case_id>/mediation")
@requires(Permission.CASE_OPEN)
def mediate(estate_id: int, case_id: int) -> ResponseReturnValue:
    """A meeting over a dispute."""
    form = MediationForm()

    def deed(case: Case) -> None:
        meeting = services.Meeting(
            form.held_on.data or local_day(clock.now()),
            form.mediator.data,
            form.present.data,
            form.said.data,
            form.outcome.data,
            form.agreement.data,
        )
        services.mediate(case, meeting, once=form.once.data, by=actor(), now=clock.now())

    return _do(estate_id, case_id, form, "mediation", deed)


@bp.post("/estates/<int:estate_id>/cases/<int:case_id>/heard")
@requires(Permission.CASE_ANSWER)
def heard(estate_id: int, case_id: int) -> ResponseReturnValue:
    """What a caller says when called back."""
    form = LastWordForm()
    return _do(
        estate_id,
        case_id,
        form,
        "heard_form",
        lambda case: services.hear(
            case,
            form.words.data,
            solved=form.solved.data,
            once=form.once.data,
            by=actor(),
            now=clock.now(),
        ),
    )
