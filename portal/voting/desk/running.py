"""The three buttons of a vote: announce and open, close, publish."""

from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.audit.services import Actor
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.voting import queries
from portal.voting.desk.blueprint import VOTE, actor, bp
from portal.voting.forms.after import ReasonForm
from portal.voting.models import Vote
from portal.voting.queries.call_backs import sum_up
from portal.voting.services import closing, opening
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import requires
from portal.web.i18n import gettext


def press(
    estate_id: int, vote_id: int, deed: Callable[[Vote, Actor, datetime], None], done: str
) -> ResponseReturnValue:
    """Do it, or say why not, on the console."""
    back = url_for(".console", estate_id=estate_id, vote_id=vote_id)
    try:
        with transaction():
            deed(queries.get_vote(vote_id, estate_id=estate_id), actor(), clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, back)
    flash(done)
    return redirect(back, 303)


@bp.post(f"{VOTE}/open")
@requires(Permission.VOTE_OPEN)
def open_vote(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """The roll is frozen and ballots can be cast."""

    def deed(vote: Vote, by: Actor, now: datetime) -> None:
        opening.open_now(vote, by, now=now)

    return press(estate_id, vote_id, deed, gettext("已公告，投票开始了。"))


@bp.post(f"{VOTE}/close")
@requires(Permission.VOTE_CLOSE)
def close(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """The time is over; papers signed in time can still be keyed."""

    def deed(vote: Vote, by: Actor, now: datetime) -> None:
        closing.close(vote, by, now=now)

    return press(estate_id, vote_id, deed, gettext("已截止。手上还有按时签名的纸票，请录完再公布。"))


@bp.post(f"{VOTE}/publish")
@requires(Permission.VOTE_CLOSE)
def publish(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Everybody can read the result, and no paper is keyed any more."""

    def deed(vote: Vote, by: Actor, now: datetime) -> None:
        closing.publish_result(vote, by, now=now)

    return press(estate_id, vote_id, deed, _published())


@bp.route(f"{VOTE}/publish-early", methods=["GET", "POST"])
@requires(Permission.VOTE_CLOSE)
def publish_early(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """The same while owners of drawn papers are still to be asked: the reason is published, too."""
    form = ReasonForm()
    if form.submitted():
        try:
            with transaction():
                vote, because = queries.get_vote(vote_id, estate_id=estate_id), form.reason.data
                closing.publish_result(vote, actor(), now=clock.now(), because=because)
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_published())
            return redirect(url_for(".console", estate_id=estate_id, vote_id=vote_id), 303)
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    return render_template("voting/desk/publish.html", vote=vote, form=form, called=sum_up(vote.id))


def _published() -> str:
    return str(gettext("结果已公布，居民现在看得到。"))
