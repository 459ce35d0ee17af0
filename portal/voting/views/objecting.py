"""结果公示: an owner on the roll objects, and reads what was objected and answered."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.audit.services import Actor
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.voting import presenting, queries
from portal.voting.aftermath import standing
from portal.voting.forms.after import ObjectionForm
from portal.voting.models import Voter
from portal.voting.queries.after import list_objections
from portal.voting.services.objecting import Objection, raise_objection
from portal.voting.views import bp
from portal.web.clock import now
from portal.web.guard import account, requires
from portal.web.i18n import gettext


@bp.route("/estates/<int:estate_id>/votes/<int:vote_id>/objections", methods=["GET", "POST"])
@requires(Permission.VOTE_CAST)
def objections(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """What owners objected, without who they are; and the form, while the period lasts."""
    vote = queries.get_public_vote(vote_id, estate_id)
    voters = presenting.own_voters(vote, account())
    if vote.published_at is None or not voters:
        abort(404)
    form = ObjectionForm()
    form.voter.choices = [(voter.id, presenting.home_of(voter)) for voter in voters]
    if form.submitted():
        try:
            with transaction():
                by = Actor(account().id, account().display_name)
                said = Objection(form.text.data, form.once.data, form.wants_recount.data)
                made = raise_objection(_picked(voters, form.voter.data), said, by=by, now=now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("收到了，您的异议是第 %(number)s 号。答复后会给您发消息。", number=made.number))
            return redirect(url_for(".objections", estate_id=estate_id, vote_id=vote_id), 303)
    mine = {voter.id for voter in voters}
    page = {"objections": list_objections(vote_id), "mine": mine, "standing": standing(vote, now())}
    return render_template("voting/objections.html", vote=vote, voters=voters, form=form, **page)


def _picked(voters: Sequence[Voter], wanted: int) -> Voter:
    """One of the person's own; the form offered no other."""
    return next(voter for voter in voters if voter.id == wanted)
