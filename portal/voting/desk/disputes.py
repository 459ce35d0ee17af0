"""Ballots that owners say are not theirs: both views, and the decision of somebody without a hand in them."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.voting import queries
from portal.voting.desk.blueprint import VOTE, actor, bp
from portal.voting.forms.disputes import DecideForm
from portal.voting.queries.disputes import get_dispute, list_disputes
from portal.voting.queries.papers import get_voter
from portal.voting.services import disputing
from portal.voting.services.casting import takes_papers
from portal.web import clock
from portal.web.guard import account, requires
from portal.web.i18n import gettext


@bp.get(f"{VOTE}/disputes")
@requires(Permission.VOTE_READ)
def disputes(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """What waits first; observers read it too."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    return render_template("voting/desk/disputes.html", vote=vote, disputes=list_disputes(vote_id))


@bp.route(f"{VOTE}/disputes/<int:dispute_id>", methods=["GET", "POST"])
@requires(Permission.VOTE_CLOSE)
def decide_dispute(estate_id: int, vote_id: int, dispute_id: int) -> ResponseReturnValue:
    """Restore it or leave it aside; the reason goes to whoever disputed it."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    about, form = get_dispute(vote_id, dispute_id), DecideForm()
    if form.submitted():
        try:
            with transaction():
                again = get_dispute(vote_id, dispute_id)
                voter = get_voter(vote_id, again.ballot.voter_id)
                disputing.decide(voter, again, form.decision(), by=actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("处理好了，也告诉了提出的业主。"))
            return redirect(url_for(".disputes", estate_id=estate_id, vote_id=vote_id), 303)
    each = next(found for found in list_disputes(vote_id) if found.ballot.id == about.ballot_id)
    hands = {each.ballot.entered_by, each.ballot.checked_by, each.ballot.cast_by, about.raised_by}
    page = {"each": each, "had_a_hand": account().id in hands, "takes": takes_papers(vote)}
    return render_template("voting/desk/decide_dispute.html", vote=vote, form=form, **page)
