"""The list of an estate's cases, and one case with all that may be done about it."""

from typing import TypeVar

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice

from portal import crypto
from portal.audit.services import record
from portal.communities.queries import get_estate
from portal.db import transaction
from portal.domain.bodies import BODIES, Body
from portal.domain.errors import RuleViolated
from portal.domain.handling import LEVELS, Level, last_day
from portal.domain.masking import mask_name
from portal.domain.stages import CaseState, may_follow
from portal.feedback import dispatch, queries, services, words
from portal.feedback.desk.blueprint import actor, bp, may_work, office, own_bodies, see, work_on
from portal.feedback.errors import AnswerNeeded, AssigneeNeeded, BlanksLeft, PromiseTooEarly
from portal.feedback.forms import HandForm, HideForm, MediationForm, MergeForm, NoteForm, StepForm
from portal.feedback.models import Case, CaseCategory
from portal.feedback.replies import fill, replies_of
from portal.permissions import Permission
from portal.web import clock
from portal.web.guard import allowed, requires

_UNFINISHED, _OVERDUE = "unfinished", "overdue"
K = TypeVar("K", CaseState, CaseCategory, Body, Level)


@bp.get("/estates/<int:estate_id>/cases")
@requires(Permission.CASE_OPEN)
def cases(estate_id: int) -> ResponseReturnValue:
    """The estate's cases: at first what is not finished, else as the filters say."""
    state = request.args.get("state", _UNFINISHED)
    bodies = own_bodies(estate_id)
    asked = queries.Asked(
        unfinished=state == _UNFINISHED,
        overdue_at=clock.now() if state == _OVERDUE else None,
        state=_member(CaseState, state),
        category=_member(CaseCategory, request.args.get("category", "")),
        body=_member(Body, request.args.get("body", "")),
        level=_member(Level, request.args.get("level", "")),
        words=request.args.get("words", "").strip()[:40],
        bodies=bodies,
    )
    return render_template(
        "feedback/desk/cases.html",
        estate=get_estate(estate_id),
        page=queries.list_cases(estate_id, asked, request.args.get("page", 1, type=int)),
        counts=queries.count_by_state(estate_id, bodies),
        overdue=queries.count_overdue([estate_id], clock.now()).get(estate_id, 0) if bodies is None else None,
        asked=asked,
        chosen=state,
        states=tuple(CaseState),
        levels=LEVELS,
        bodies=BODIES,
        words=words,
        now=clock.now(),
        last_day=last_day,
    )


def _member(kind: type[K], value: str) -> K | None:
    return kind(value) if value in tuple(kind) else None


@bp.route("/estates/<int:estate_id>/cases/<int:case_id>", methods=["GET", "POST"])
@requires(Permission.CASE_OPEN)
def case(estate_id: int, case_id: int) -> ResponseReturnValue:
    """One case with its trail, and, for who may work on it, what may be done next."""
    found = see(estate_id, case_id)
    if request.method == "GET" and found.caller_phone and may_work(found):
        with transaction():  # the page shows the caller's phone: who looked is on record
            record(clock.now(), actor(), "case.read", f"case:{case_id}", estate_id=estate_id)
        found = see(estate_id, case_id)
    form = _form(found) if may_work(found) and _next(found) else None
    if form is not None and form.submitted() and _take(estate_id, case_id, form):
        return redirect(url_for(".case", estate_id=estate_id, case_id=case_id), 303)
    return show(estate_id, case_id, form=form)


def show(estate_id: int, case_id: int, **forms: object) -> str:
    """The page of a case; ``forms`` are those that were refused."""
    found = see(estate_id, case_id)
    estate = get_estate(estate_id)
    works = may_work(found)
    clerk = allowed(Permission.CASE_ANSWER, estate_id=estate_id)
    if works and "form" not in forms:
        forms["form"] = _form(found) if _next(found) else None
    offered: dict[str, object] = {
        "hand": _hand(found) if works and CaseState.ASSIGNED in may_follow(found.state) else None,
        "own_note": NoteForm() if works else None,
        "merge": _merge(found) if clerk and CaseState.MERGED in may_follow(found.state) else None,
        "hide": HideForm(data={"public_text": found.public_text or found.text}) if clerk else None,
        "mediation": MediationForm() if works and found.category is CaseCategory.DISPUTE else None,
    }
    return render_template(
        "feedback/desk/case.html",
        case=found,
        estate=estate,
        who=_who(found, open_name=works),
        phone=crypto.unseal(found.caller_phone) if found.caller_phone and works else "",
        contact=queries.contact_of(found.body, estate) if found.body else None,
        works=works,
        clerk=clerk,
        levels=LEVELS,
        bodies=BODIES,
        replies=replies_of(estate.street_id),
        words=words,
        now=clock.now(),
        last_day=last_day,
        is_overdue=dispatch.is_overdue,
        **{**offered, **forms},
    )


def _who(case: Case, *, open_name: bool) -> str:
    name = case.account.display_name if case.account else case.caller_name
    return name if open_name else mask_name(name)


def body_choices(case: Case) -> list[SelectChoice]:
    """Every body, by the name that it has in the case's estate."""
    known = queries.bodies_of(get_estate(case.estate_id))
    return [SelectChoice(body.value, contact.name) for body, contact in known.items()]


def _form(case: Case) -> StepForm:
    """With the beginning of an answer, if one was asked for; it goes out only when somebody sends it."""
    key = request.args.get("reply", "")
    replies = replies_of(get_estate(case.estate_id).street_id)
    data: dict[str, str] = {"body": case.body.value if case.body else ""}
    if key in replies and request.method == "GET":
        data |= {"step": replies[key].state, "words": _filled(case, replies[key].text)}
    return StepForm.offering(_next(case), body_choices(case), **data)


def _filled(case: Case, text: str) -> str:
    estate = get_estate(case.estate_id)
    contact = queries.contact_of(case.body or Body.COMMITTEE, estate)
    ends = case.term_ends_at
    due = f"{last_day(ends):%-m月%-d日}" if ends else "【哪一天】"
    phone = contact.phone or "【电话】"
    return fill(text, {"title": words.title_of(case.text), "due": due, "body": contact.name, "phone": phone})


def _hand(case: Case) -> HandForm:
    form = HandForm()
    form.to.choices = [choice for choice in body_choices(case) if choice.value != case.body]
    return form


def _merge(case: Case) -> MergeForm | None:
    others = queries.list_mergeable(case)
    if not others or case.category is CaseCategory.DISPUTE:
        return None
    form = MergeForm()
    form.into.choices = [
        SelectChoice(other.id, f"{other.number} {words.title_of(other.text)}") for other in others
    ]
    return form


def _next(case: Case) -> list[CaseState]:
    """What the desk may do; whether it is solved is the resident's to say."""
    return [
        state for state in may_follow(case.state) if state in words.STEPS and isinstance(state, CaseState)
    ]


def _take(estate_id: int, case_id: int, form: StepForm) -> bool:
    """Whether the step is on record now; else the form says why not."""
    try:
        with transaction():
            fresh = work_on(estate_id, case_id)
            passed_on = form.step.data is CaseState.ASSIGNED and form.body.data
            body = Body(form.body.data) if passed_on else None
            said = office(estate_id, fresh)
            step = services.Step(
                form.step.data, form.words.data, said, body=body, promised_on=form.promised_on.data
            )
            services.take_step(fresh, step, once=form.once.data, by=actor(), now=clock.now())
    except PromiseTooEarly as refusal:
        form.refuse(refusal, "promised_on")
    except (AnswerNeeded, AssigneeNeeded, BlanksLeft) as refusal:
        form.refuse(refusal, "words")
    except RuleViolated as refusal:
        form.refuse(refusal)
    else:
        flash(_("已记录，居民会收到消息。"))
    return not form.errors
