"""After the publication: objections and their answers, recount, 定案, 作废, and a second round."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import transaction
from portal.domain.bulletin import parse_number
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.voting import queries
from portal.voting.aftermath import standing
from portal.voting.desk.blueprint import VOTE, actor, bp
from portal.voting.forms.after import AnswerForm, CallerForm, ReasonForm
from portal.voting.models import Vote
from portal.voting.queries.after import get_objection, list_objections
from portal.voting.queries.papers import find_voter_by_number
from portal.voting.services import concluding, objecting, runoff
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import requires
from portal.web.i18n import gettext

_OBJECTIONS = f"{VOTE}/objections"


@bp.get(_OBJECTIONS)
@requires(Permission.VOTE_READ)
def objections(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Every objection with its answer, and every recount with what it found."""
    return _page(queries.get_vote(vote_id, estate_id=estate_id))


def _page(vote: Vote, **forms: Any) -> ResponseReturnValue:
    shown = {"caller_form": CallerForm(), "recount_form": ReasonForm(), **forms}
    form = next(iter(forms.values()), None)
    return render_template(
        "voting/desk/objections.html",
        vote=vote,
        now=clock.now(),
        standing=standing(vote, clock.now(), drafts=True),
        objections=list_objections(vote.id),
        form=form,
        **shown,
    )


@bp.post(_OBJECTIONS)
@requires(Permission.VOTE_CLOSE)
def take_objection(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """From a caller or a letter, by the number on the ballot paper."""
    form = CallerForm()
    if form.submitted():
        try:
            with transaction():
                voter = find_voter_by_number(_vote(estate_id, vote_id).id, parse_number(form.number.data))
                said = objecting.Objection(form.text.data, form.once.data, form.wants_recount.data, True)
                made = objecting.raise_objection(voter, said, by=actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("登记好了，第 %(number)s 号异议。", number=made.number))
            return redirect(_objections(estate_id, vote_id), 303)
    return _page(_vote(estate_id, vote_id), caller_form=form)


@bp.route(f"{_OBJECTIONS}/<int:number>", methods=["GET", "POST"])
@requires(Permission.VOTE_CLOSE)
def answer_objection(estate_id: int, vote_id: int, number: int) -> ResponseReturnValue:
    """One answer; it cannot be changed afterwards."""
    vote = _vote(estate_id, vote_id)
    objection, form = get_objection(vote_id, number), AnswerForm()
    if form.submitted():
        try:
            with transaction():
                answer = form.answer.data
                objecting.answer_objection(vote, number, answer, by=actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("答复已登记，也告诉了提出的人。"))
            return redirect(_objections(estate_id, vote_id), 303)
    return render_template("voting/desk/answer_objection.html", vote=vote, objection=objection, form=form)


@bp.post(f"{VOTE}/recount")
@requires(Permission.VOTE_CLOSE)
def recount(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """From the ballots and from the record; what differs is shown."""
    form = ReasonForm()
    if form.submitted():
        try:
            with transaction():
                vote = _vote(estate_id, vote_id)
                made = concluding.recount(vote, form.reason.data, by=actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("第 %(number)s 次核票完成。", number=made.number))
            return redirect(_objections(estate_id, vote_id), 303)
    return _page(_vote(estate_id, vote_id), recount_form=form)


@bp.post(f"{VOTE}/finalise")
@requires(Permission.VOTE_CLOSE)
def finalise(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """The period is over and everything is answered."""
    try:
        with transaction():
            concluding.finalise(_vote(estate_id, vote_id), actor(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, _console(estate_id, vote_id))
    flash(gettext("结果已定案。"))
    return redirect(_console(estate_id, vote_id), 303)


@bp.route(f"{VOTE}/void", methods=["GET", "POST"])
@requires(Permission.VOTE_VOID)
def make_void(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """By the street alone, with a reason that everybody reads."""
    form = ReasonForm()
    if form.submitted():
        try:
            with transaction():
                vote = _vote(estate_id, vote_id)
                concluding.make_void(vote, form.reason.data, by=actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("这次投票已作废。"))
            return redirect(_console(estate_id, vote_id), 303)
    return render_template("voting/desk/make_void.html", vote=_vote(estate_id, vote_id), form=form)


@bp.post(f"{VOTE}/run-off")
@requires(Permission.VOTE_PREPARE)
def prepare_run_off(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """A draft of the second round; nothing is announced by it."""
    key = request.form.get("question", "")
    try:
        with transaction():
            vote = _vote(estate_id, vote_id)
            made = runoff.prepare_run_off(vote, key, by=actor(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, _console(estate_id, vote_id))
    flash(gettext("第二轮的草稿建好了。请核对清单，再公告。"))
    return redirect(_console(estate_id, made.id), 303)


def _vote(estate_id: int, vote_id: int) -> Vote:
    return queries.get_vote(vote_id, estate_id=estate_id)


def _console(estate_id: int, vote_id: int) -> str:
    return url_for(".console", estate_id=estate_id, vote_id=vote_id)


def _objections(estate_id: int, vote_id: int) -> str:
    return url_for(".objections", estate_id=estate_id, vote_id=vote_id)
