"""Paper ballots for the desk's own printer, one page of A4 each."""

from collections.abc import Sequence

import segno
from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.permissions import Permission
from portal.voting import queries
from portal.voting.answers import choices_offered
from portal.voting.desk.blueprint import VOTE, bp
from portal.voting.models import Question, Vote, Voter
from portal.voting.queries.electorate import list_voters
from portal.voting.services.casting import takes_papers
from portal.voting.words import CHOICES
from portal.web import clock
from portal.web.guard import requires
from portal.web.i18n import gettext


@bp.get(f"{VOTE}/papers/print")
@requires(Permission.BALLOT_ENTER)
def print_papers(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """For one building or all. The numbers are the frozen roll's: there are none before the opening."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    if not takes_papers(vote):
        flash(gettext("公告并开始以后、公布结果以前，才能打印选票。"), "refusal")
        return redirect(url_for(".console", estate_id=estate_id, vote_id=vote_id), 303)
    site = current_app.config["PORTAL"].public_url
    address = f"{site}{url_for('voting.compare', estate_id=estate_id, vote_id=vote_id)}"
    return render_template(
        "papers/ballots.html",
        vote=vote,
        voters=_voters(vote, request.args.get("building")),
        answers=[(question, _answers(vote, question)) for question in vote.questions],
        replaceable=queries.setting(vote, "replaceable"),
        code=segno.make(address, error="m").matrix,
        address=address,
        now=clock.now(),
    )


def _voters(vote: Vote, building: str | None) -> Sequence[Voter]:
    """In door order; an owner with homes in two buildings gets one paper, with the first home's."""
    voters = list_voters(vote.id)
    chosen = [voter for voter in voters if building in {None, voter.parts[0].building}]
    return chosen or abort(404)


def _answers(vote: Vote, question: Question) -> list[str]:
    """What stands beside the options; always a way to say no, and to abstain."""
    follow = queries.setting(vote, "follow_majority")
    return [CHOICES[choice] for choice in choices_offered(question, follow_majority=follow)]
