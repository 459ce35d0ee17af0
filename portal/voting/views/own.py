"""“Was a vote cast in my name?”: an owner's own ballots, through whose hands they went, one press against."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.audit.services import Actor
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.voting import presenting, queries
from portal.voting.forms.disputes import DisputeForm
from portal.voting.models import Ballot, BallotState, Channel, Vote, Voter
from portal.voting.queries.disputes import Handled, list_handled
from portal.voting.queries.numbered import photos_of_ballots
from portal.voting.services import disputing
from portal.voting.services.casting import takes_papers
from portal.voting.views import bp
from portal.web.clock import now
from portal.web.guard import account, requires
from portal.web.i18n import gettext

_MINE = "/estates/<int:estate_id>/votes/<int:vote_id>/mine"


@bp.get(_MINE)
@requires(Permission.VOTE_CAST)
def mine(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Every ballot under the own numbers; never what was chosen."""
    vote = queries.get_public_vote(vote_id, estate_id)
    voters = presenting.own_voters(vote, account())
    if not voters:
        return render_template("voting/not_owner.html", vote=vote, homes=presenting.homes(estate_id))
    found = list_handled(voters)
    may = takes_papers(vote)
    return render_template(
        "voting/mine.html",
        vote=vote,
        shown=[(voter, found[voter.id]) for voter in voters],
        disputable={each.ballot.id for of in found.values() for each in of if may and _may(each)},
        photos=photos_of_ballots([each.ballot.id for of in found.values() for each in of]),
        me=account().id,
        state=queries.state_of(vote, now()),
    )


def _may(each: Handled) -> bool:
    ballot = each.ballot
    own = ballot.channel is Channel.ONLINE and ballot.cast_by == account().id
    return ballot.state is BallotState.COUNTED and each.dispute is None and not own


@bp.route(f"{_MINE}/<receipt>/dispute", methods=["GET", "POST"])
@requires(Permission.VOTE_CAST)
def dispute(estate_id: int, vote_id: int, receipt: str) -> ResponseReturnValue:
    """One press, with or without a word; it is set aside at once."""
    vote = queries.get_public_vote(vote_id, estate_id)
    voter, ballot = _own(vote, receipt)
    form = DisputeForm()
    if form.submitted():
        try:
            with transaction():
                by = Actor(account().id, account().display_name)
                disputing.dispute(*_own(vote, receipt), form.said.data, by=by, now=now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("这张票已经搁置，暂不计票。社区会核实，处理好了告诉您。"))
            return redirect(url_for(".mine", estate_id=estate_id, vote_id=vote_id), 303)
    return render_template("voting/dispute.html", vote=vote, voter=voter, ballot=ballot, form=form)


def _own(vote: Vote, receipt: str) -> tuple[Voter, Ballot]:
    """The ballot of one of the person's own voters; for anybody else there is none."""
    voters = {voter.id: voter for voter in presenting.own_voters(vote, account())}
    ballot = queries.find_ballot_by_receipt(vote.id, receipt)
    if ballot is None or ballot.voter_id not in voters:
        abort(404)
    return voters[ballot.voter_id], ballot
