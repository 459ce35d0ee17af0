"""回访核票: the drawing in public, its sheet, and one owner after the other."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.audit.services import record
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.domain.sampling import sample_size, ticket
from portal.domain.stages import VoteState
from portal.permissions import Permission
from portal.voting import queries
from portal.voting.desk.blueprint import VOTE, actor, bp
from portal.voting.forms.call_backs import CallForm, DrawForm
from portal.voting.models import Vote
from portal.voting.paper_errors import CallerHandledIt
from portal.voting.queries.call_backs import (
    get_drawn,
    list_asked,
    list_papers,
    list_phones,
    names_of,
    overturning,
    sum_up,
)
from portal.voting.queries.counting import turnout
from portal.voting.services import calling_back
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import account, requires
from portal.web.i18n import gettext

_CALLS = f"{VOTE}/call-backs"
_CALL = f"{_CALLS}/<int:drawn_id>"


@bp.get(_CALLS)
@requires(Permission.VOTE_READ)
def call_backs(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Before the drawing how it is done; after it who is asked by whom, and what they said."""
    return _page(queries.get_vote(vote_id, estate_id=estate_id), DrawForm())


def _page(vote: Vote, form: DrawForm) -> str:
    done, asked = sum_up(vote.id), list_asked(vote.id)
    page: dict[str, Any] = {"sum": done, "asked": asked, "me": account().id}
    callers = [call.called_by for each in asked for call in each.tries]
    page["names"] = names_of([*callers, done.draw.drawn_by if done else None])
    page["running"] = vote.state is VoteState.COUNTING
    if done is None and page["running"]:
        page |= _to_draw(vote)
    return render_template("voting/desk/call_backs.html", vote=vote, form=form, **page)


def _to_draw(vote: Vote) -> dict[str, Any]:
    """From how many, and how many; nothing while papers wait, as who keys them must not know the margin."""
    waiting = turnout(vote.id).pending
    papers = list_papers(vote.id)
    wrong = None if waiting else overturning(vote, [area for _, _, area in papers])
    size = sample_size(len(papers), wrong)
    return {"waiting": waiting, "papers": len(papers), "overturning": wrong, "size": size}


@bp.post(_CALLS)
@requires(Permission.VOTE_CLOSE)
def draw_call_backs(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Once for each vote."""
    form = DrawForm()
    if form.submitted():
        try:
            with transaction():
                vote = queries.get_vote(vote_id, estate_id=estate_id)
                calling_back.draw(vote, form.thrown(), by=actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("抽好了。请打印抽取记录，在场的人当场签名。"))
            return redirect(url_for(".call_backs", estate_id=estate_id, vote_id=vote_id), 303)
    return _page(queries.get_vote(vote_id, estate_id=estate_id), form)


@bp.get(f"{_CALLS}/sheet")
@requires(Permission.VOTE_READ)
def print_call_backs(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """The drawing on paper: seed, who was present, each number with its ticket; no names, no homes."""
    vote, done = queries.get_vote(vote_id, estate_id=estate_id), sum_up(vote_id)
    if done is None:
        return redirect(url_for(".call_backs", estate_id=estate_id, vote_id=vote_id), 303)
    rows = [(each, ticket(done.draw.seed, each.drawn.ballot.receipt)) for each in list_asked(vote_id)]
    rows = rows[: done.draw.sampled]  # later ones were not drawn before those who sign
    by = names_of([done.draw.drawn_by]).get(done.draw.drawn_by, "")
    return render_template("papers/call_backs.html", vote=vote, sum=done, rows=rows, by=by, now=clock.now())


@bp.route(_CALL, methods=["GET", "POST"])
@requires(Permission.BALLOT_ENTER)
def call_back(estate_id: int, vote_id: int, drawn_id: int) -> ResponseReturnValue:
    """One owner; a denial sets the paper aside with the same press."""
    vote, form = queries.get_vote(vote_id, estate_id=estate_id), CallForm()
    get_drawn(vote_id, drawn_id)
    if form.submitted():
        try:
            with transaction():
                again = get_drawn(vote_id, drawn_id)
                calling_back.call_back(again, form.said(), by=actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("记下了。"))
            return redirect(url_for(".call_backs", estate_id=estate_id, vote_id=vote_id), 303)
    return _call(vote, drawn_id, form, phones=None)


def _call(vote: Vote, drawn_id: int, form: CallForm, *, phones: list[str] | None) -> str:
    each = next(found for found in list_asked(vote.id) if found.drawn.id == drawn_id)
    page = {
        "each": each,
        "had_a_hand": account().id in each.handled_by,
        "phones": phones,
        "names": names_of([call.called_by for call in each.tries]),
        "running": vote.state is VoteState.COUNTING,
    }
    return render_template("voting/desk/call_back.html", vote=vote, form=form, **page)


@bp.post(f"{_CALL}/phones")
@requires(Permission.MESSAGE_CALL)
def reveal_owner(estate_id: int, vote_id: int, drawn_id: int) -> ResponseReturnValue:
    """The numbers on the roll, for who is to ask; who looked is on record."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    get_drawn(vote_id, drawn_id)
    each = next(found for found in list_asked(vote_id) if found.drawn.id == drawn_id)
    if account().id in each.handled_by:
        return refuse(CallerHandledIt(), url_for(".call_backs", estate_id=estate_id, vote_id=vote_id))
    with transaction():
        record(clock.now(), actor(), "vote.reveal", f"vote:{vote_id}", estate_id=estate_id)
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    found = next(each for each in list_asked(vote_id) if each.drawn.id == drawn_id)
    return _call(vote, drawn_id, CallForm(formdata=None), phones=list(list_phones(found.voter)))
