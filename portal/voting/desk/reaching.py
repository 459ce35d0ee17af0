"""While it is open: putting the end off, and reaching those who have not voted."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.audit.services import record
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.domain.stages import VoteState
from portal.permissions import Permission
from portal.voting import queries
from portal.voting.desk.blueprint import VOTE, actor, bp
from portal.voting.forms.after import ExtendForm
from portal.voting.models import Vote
from portal.voting.queries.after import list_extensions, list_reminded
from portal.voting.queries.people import accounts_of, list_silent, list_to_call
from portal.voting.services import extending, reminding
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import requires
from portal.web.i18n import gettext


@bp.route(f"{VOTE}/extend", methods=["GET", "POST"])
@requires(Permission.VOTE_CLOSE)
def extend(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """A later end with its reason; there is no earlier one."""
    vote, form = queries.get_vote(vote_id, estate_id=estate_id), ExtendForm()
    if form.submitted():
        try:
            with transaction():
                until, reason = form.closes_at.data, form.reason.data
                extending.extend(vote, until, reason, by=actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("已延期并公布，名册上有账号的业主都收到了消息。"))
            return redirect(url_for(".console", estate_id=estate_id, vote_id=vote_id), 303)
    page = {"state": queries.state_of(vote, clock.now()), "extensions": list_extensions(vote_id)}
    return render_template("voting/desk/extend.html", vote=vote, form=form, **page)


@bp.get(f"{VOTE}/reminders")
@requires(Permission.BALLOT_ENTER)
def reminders(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Who has not voted: those with an account, and the doors where somebody has to ring or knock."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    return _page(vote, phones=False)


@bp.post(f"{VOTE}/reminders")
@requires(Permission.BALLOT_ENTER)
def remind(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """A message to those who have not voted and to nobody else, at most one a day."""
    back = url_for(".reminders", estate_id=estate_id, vote_id=vote_id)
    try:
        with transaction():
            vote = queries.get_vote(vote_id, estate_id=estate_id)
            number = reminding.remind_silent(vote, actor(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, back)
    flash(gettext("提醒了 %(number)s 个账号。今天提醒过的不再提醒。", number=number))
    return redirect(back, 303)


@bp.post(f"{VOTE}/reminders/phones")
@requires(Permission.MESSAGE_CALL)
def reveal_phones(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """The same list with the numbers on the roll; who looked is on record."""
    with transaction():
        vote = queries.get_vote(vote_id, estate_id=estate_id)
        record(clock.now(), actor(), "vote.reveal", f"vote:{vote_id}", estate_id=estate_id)
    return _page(vote, phones=True)


def _page(vote: Vote, *, phones: bool) -> ResponseReturnValue:
    running = queries.state_of(vote, clock.now()) is VoteState.OPEN
    page: dict[str, Any] = {"running": running, "reminded": list_reminded(vote.id), "phones": phones}
    if running:
        page["to_call"] = list_to_call(vote.id, phones=phones)
        page["reachable"] = len(accounts_of(vote.id, silent=True))
        page["silent"] = len(list_silent(vote.id))
    return render_template("voting/desk/reminders.html", vote=vote, now=clock.now(), **page)
