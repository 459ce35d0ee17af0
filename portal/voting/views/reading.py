"""What anybody may read of a vote: the list, what is to be decided, and the result."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.voting import noticing, presenting, queries
from portal.voting.aftermath import standing
from portal.voting.queries.after import announced_ends
from portal.voting.queries.elector_rolls import list_elector_publications
from portal.voting.views import bp
from portal.web.clock import now
from portal.web.guard import current_account, public


@bp.get("/estates/<int:estate_id>/votes")
@public
def votes(estate_id: int) -> ResponseReturnValue:
    """Every vote of the estate, the newest first."""
    moment = now()
    found = [(vote, queries.state_of(vote, moment)) for vote in queries.list_votes(estate_id)]
    return render_template(
        "voting/votes.html",
        votes=found,
        estate=presenting.estate(estate_id),
        first_ends=announced_ends([vote.id for vote, _ in found]),
        electors=bool(
            current_account() and presenting.homes(estate_id) and list_elector_publications(estate_id)
        ),
        waiting_for=presenting.still_to_answer(estate_id, current_account(), moment),
    )


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
        notice=noticing.notice(vote),
        standing=standing(vote, now()),
    )


@bp.get("/estates/<int:estate_id>/votes/<int:vote_id>/result")
@public
def result(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """The published result: verdict, tests with their lines, per option, building and channel."""
    vote = queries.get_public_vote(vote_id, estate_id)
    state = queries.state_of(vote, now())
    if vote.published_at is None:
        return render_template("voting/not_published.html", vote=vote, state=state)
    page = {"state": state, "standing": standing(vote, now()), **presenting.outcome(vote)}
    may_object = bool(presenting.own_voters(vote, current_account()))
    return render_template("voting/result.html", vote=vote, may_object=may_object, **page)
