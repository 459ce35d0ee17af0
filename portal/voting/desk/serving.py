"""The notice to those whom nobody could reach: that it hangs, since when, and for whom."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.voting import queries
from portal.voting.desk.blueprint import VOTE, actor, bp
from portal.voting.forms.serving import PostNoticeForm
from portal.voting.queries.deliveries import Reached, list_out
from portal.voting.queries.serving import list_notices
from portal.voting.services.casting import takes_papers
from portal.voting.services.serving import post_notice
from portal.web import clock
from portal.web.guard import requires
from portal.web.i18n import gettext


@bp.route(f"{VOTE}/deliveries/posted", methods=["GET", "POST"])
@requires(Permission.BALLOT_ENTER)
def posted_notices(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """What hangs, and the form for one more."""
    vote, form = queries.get_vote(vote_id, estate_id=estate_id), PostNoticeForm(data={"at": clock.now()})
    if form.submitted():
        try:
            with transaction():
                again = queries.get_vote(vote_id, estate_id=estate_id)
                post_notice(again, form.posted(), by=actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("登记好了。满期时还联系不上的，截止时按公告送达算。"))
            return redirect(url_for(".posted_notices", estate_id=estate_id, vote_id=vote_id), 303)
    page = {
        "notices": list_notices(vote_id),
        "failed": [each.voter for each in list_out(vote_id) if each.reached is Reached.UNDELIVERABLE],
        "days": queries.setting(vote, "undeliverable_days"),
        "takes": takes_papers(vote),
    }
    return render_template("voting/desk/posted_notices.html", vote=vote, form=form, **page)
