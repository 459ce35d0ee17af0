"""A draft on its way to the announcement: what is missing, who belongs to a meeting, and the button."""

from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.audit.services import Actor
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.domain.stages import VoteState
from portal.permissions import Permission
from portal.voting import queries
from portal.voting.desk.blueprint import VOTE, actor, bp
from portal.voting.desk.running import press
from portal.voting.electors import read_numbers, written_numbers
from portal.voting.errors import NotADraft
from portal.voting.forms.arranging import ArrangeForm, DiscardForm, ElectorsForm, arrange_form
from portal.voting.models import Vote
from portal.voting.queries.elector_rolls import elector_snapshot, find_elector_publication
from portal.voting.services import arranging, drafting, opening
from portal.voting.settings import Electors
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import requires
from portal.web.i18n import gettext


@bp.route(f"{VOTE}/arrange", methods=["GET", "POST"])
@requires(Permission.VOTE_PREPARE)
def arrange(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Everything of a draft that can be filled in after it was made; the questions cannot."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    if vote.state is not VoteState.DRAFT:
        return refuse(NotADraft(title=vote.title), _console(vote))
    form = arrange_form(vote, queries.list_votes(estate_id))
    if form.submitted():
        try:
            with transaction():
                _take(queries.get_vote(vote_id, estate_id=estate_id), form, actor(), clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("存好了。清单里还缺的，接着办。"))
            return redirect(_console(vote), 303)
    return render_template("voting/desk/arrange.html", vote=vote, form=form)


def _take(vote: Vote, form: ArrangeForm, by: Actor, now: datetime) -> None:
    arranging.arrange(vote, form.words(), by, now=now)
    arranging.supersede(vote, form.supersedes.data or None, by, now=now)
    arranging.agree_on_silence(vote, form.deemed(), by, now=now)
    for key, setting in form.settings().items():
        arranging.decide_setting(vote, key, setting, by, now=now)


@bp.route(f"{VOTE}/electors", methods=["GET", "POST"])
@requires(Permission.VOTE_PREPARE)
def electors(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """How many adults, or delegates, live behind each door."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    if vote.state is not VoteState.DRAFT:
        return refuse(NotADraft(title=vote.title), _console(vote))
    form = ElectorsForm(data={"lines": written_numbers(vote)})
    if form.submitted():
        try:
            with transaction():
                again = queries.get_vote(vote_id, estate_id=estate_id)
                numbers = read_numbers(again, form.lines.data)
                arranging.enter_electors(again, numbers, actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal, "lines")
        else:
            flash(gettext("名单录好了，共 %(count)s 人。", count=sum(numbers.values())))
            return redirect(_console(vote), 303)
    by_home = queries.setting(vote, "electors") in {Electors.ADULTS, Electors.DELEGATES}
    page = {"living": elector_snapshot(vote), "last": find_elector_publication(vote_id), "by_home": by_home}
    return render_template("voting/desk/electors.html", vote=vote, form=form, **page)


@bp.post(f"{VOTE}/announce")
@requires(Permission.VOTE_OPEN)
def announce(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """The roll is frozen; the vote opens by the clock."""

    def deed(vote: Vote, by: Actor, now: datetime) -> None:
        opening.announce(vote, by, now=now)

    return press(estate_id, vote_id, deed, gettext("已公告。到了开始时间，投票自动开始。"))


@bp.route(f"{VOTE}/discard", methods=["GET", "POST"])
@requires(Permission.VOTE_PREPARE)
def discard(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Take a draft away; an announced vote can only become void."""
    vote, form = queries.get_vote(vote_id, estate_id=estate_id), DiscardForm()
    if vote.state is not VoteState.DRAFT:
        return refuse(NotADraft(title=vote.title), _console(vote))
    if form.submitted():
        try:
            with transaction():
                again = queries.get_vote(vote_id, estate_id=estate_id)
                drafting.discard(again, form.reason.data, actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("草稿删掉了，名称和原因留在操作记录里。"))
            return redirect(url_for(".votes", estate_id=estate_id), 303)
    return render_template("voting/desk/discard.html", vote=vote, form=form)


def _console(vote: Vote) -> str:
    return url_for(".console", estate_id=vote.estate_id, vote_id=vote.id)
