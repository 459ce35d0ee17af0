"""What anybody may read of a vote: the list, what is to be decided, and the result."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.domain.stages import VoteState
from portal.voting import presenting, queries
from portal.voting.views import bp
from portal.web.clock import now
from portal.web.guard import current_account, public


@bp.get("/estates/<int:estate_id>/votes")
@public
def votes(estate_id: int) -> ResponseReturnValue:
    """Every vote of the estate, the newest first."""
    moment = now()
    found = [(vote, queries.state_of(vote, moment)) for vote in queries.list_votes(estate_id)]
    return render_template("voting/votes.html", votes=found, estate=presenting.estate(estate_id))


@bp.get("/estates/<int:estate_id>/votes/<int:vote_id>")
@public
def compare(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """What is to be decided, what each option would cost this home, and by which rule it passes."""
    vote = queries.get_public_vote(vote_id, estate_id)
    return render_template(
        "voting/compare.html",
        vote=vote,
        state=queries.state_of(vote, now()),
        mine=presenting.own_voters(vote, current_account()),
        notice=presenting.notice(vote),
    )


@bp.get("/estates/<int:estate_id>/votes/<int:vote_id>/result")
@public
def result(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """The published result: verdict, tests with their lines, per option, building and channel."""
    vote = queries.get_public_vote(vote_id, estate_id)
    state = queries.state_of(vote, now())
    if vote.state not in {VoteState.PRELIMINARY, VoteState.FINAL}:
        return render_template("voting/not_published.html", vote=vote, state=state)
    return render_template("voting/result.html", vote=vote, state=state, **presenting.outcome(vote))
