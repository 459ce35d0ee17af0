"""Staff pages on matters raised."""

from typing import TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.audit.services import Actor
from portal.communities.queries import get_estate
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.domain.masking import mask_name
from portal.domain.stages import CaseState, may_follow
from portal.feedback import queries, services, words
from portal.feedback.errors import AnswerNeeded, AssigneeNeeded
from portal.feedback.forms import StepForm
from portal.feedback.models import Case, CaseCategory
from portal.permissions import Permission, Role
from portal.web import clock
from portal.web.guard import account, allowed, requires

bp = Blueprint("feedback_desk", __name__, url_prefix="/desk")

_UNFINISHED, _ALL = "unfinished", "all"
K = TypeVar("K", CaseState, CaseCategory)


@bp.get("/estates/<int:estate_id>/cases")
@requires(Permission.CASE_READ)
def cases(estate_id: int) -> ResponseReturnValue:
    """The estate's cases: at first what is not finished, else as the filters say."""
    state = request.args.get("state", _UNFINISHED)
    asked = queries.Asked(
        unfinished=state == _UNFINISHED,
        state=_member(CaseState, state),
        category=_member(CaseCategory, request.args.get("category", "")),
        words=request.args.get("words", "").strip()[:40],
    )
    return render_template(
        "feedback/desk/cases.html",
        estate=get_estate(estate_id),
        page=queries.list_cases(estate_id, asked, request.args.get("page", 1, type=int)),
        counts=queries.count_by_state(estate_id),
        asked=asked,
        chosen=state,
        states=tuple(CaseState),
        words=words,
    )


def _member(kind: type[K], value: str) -> K | None:
    return kind(value) if value in tuple(kind) else None


@bp.route("/estates/<int:estate_id>/cases/<int:case_id>", methods=["GET", "POST"])
@requires(Permission.CASE_READ)
def case(estate_id: int, case_id: int) -> ResponseReturnValue:
    """One case with its trail, and, for who may answer, what may be done next."""
    found = queries.get_case(estate_id, case_id)
    answers = allowed(Permission.CASE_ANSWER, estate_id=estate_id)
    form = StepForm.offering(_next(found)) if answers and _next(found) else None
    if form is not None and form.submitted() and _take(estate_id, case_id, form):
        return redirect(url_for(".case", estate_id=estate_id, case_id=case_id), 303)
    return render_template(
        "feedback/desk/case.html",
        case=queries.get_case(estate_id, case_id),
        who=found.account.display_name if answers else mask_name(found.account.display_name),
        form=form,
        words=words,
    )


def _next(case: Case) -> list[CaseState]:
    """What the desk may do; whether it is solved is the resident's to say."""
    return [
        state for state in may_follow(case.state) if state in words.STEPS and isinstance(state, CaseState)
    ]


def _take(estate_id: int, case_id: int, form: StepForm) -> bool:
    """Whether the step is on record now; else the form says why not."""
    link = url_for("feedback.trail", estate_id=estate_id, case_id=case_id)
    step = services.Step(form.step.data, form.words.data, _office(estate_id), link)
    by = Actor(account().id, account().display_name)
    try:
        with transaction():
            fresh = queries.get_case(estate_id, case_id)
            services.take_step(fresh, step, once=form.once.data, by=by, now=clock.now())
    except (AnswerNeeded, AssigneeNeeded) as refusal:
        form.refuse(refusal, "words")
    except RuleViolated as refusal:
        form.refuse(refusal)
    else:
        flash(_("已记录，居民会收到消息。"))
    return not form.errors


def _office(estate_id: int) -> str:
    """For whom this member of staff speaks: the street, the district, or the community."""
    estate = get_estate(estate_id)
    roles = account().roles_at(estate_id=estate_id)
    if Role.STREET in roles:
        return estate.street.name
    return estate.community.name
