"""Choose, check, receipt: an owner casts the ballot of a home."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.audit.services import Actor
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.voting import choosing, presenting, queries
from portal.voting.answers import Given
from portal.voting.forms import CastForm, question_form
from portal.voting.models import Vote, Voter
from portal.voting.queries.acting import list_voters_for, standing_of
from portal.voting.queries.proofs import find_course
from portal.voting.queries.sheets import get_announced
from portal.voting.services.casting import check_open
from portal.voting.services.online import Ticket
from portal.voting.services.seeing import is_news, saw
from portal.voting.services.standing import Pressed, cast_own
from portal.voting.views import bp
from portal.web.clock import now
from portal.web.guard import account, requires
from portal.web.i18n import say


@bp.route("/estates/<int:estate_id>/votes/<int:vote_id>/ballot", methods=["GET", "POST"])
@requires(Permission.VOTE_CAST)
def choose(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """One question a page; what was chosen waits in the session until it is checked."""
    vote, voters = _open_vote(estate_id, vote_id), _own(vote_id)
    if not voters:
        return render_template("voting/not_owner.html", vote=vote, homes=presenting.homes(estate_id))
    voter = _picked(voters)
    try:
        standing_of(voter, account().id)
    except RuleViolated as refusal:
        return render_template("voting/not_you.html", vote=vote, voter=voter, voters=voters, refusal=refusal)
    _serve(vote, voter)
    number = min(max(request.args.get("question", 1, type=int), 1), len(vote.questions))
    question = vote.questions[number - 1]
    kept = choosing.draft(vote, voter).get(question.key, [])
    form = question_form(question, kept, follow_majority=queries.setting(vote, "follow_majority"))
    if form.submitted():
        try:
            choosing.keep(vote, voter, question, form.values())
        except RuleViolated as refusal:
            form.refuse(refusal, "answer")
        else:
            return redirect(_next(vote, voter, number), 303)
    page = {"number": number, "question": question, "voters": voters}
    page["spent"] = choosing.spent(question, form.values())
    page["is_demo"] = vote.estate.is_demo  # known here already; the skeleton would ask
    return render_template("voting/choose.html", vote=vote, voter=voter, form=form, **page)


@bp.route("/estates/<int:estate_id>/votes/<int:vote_id>/ballot/check", methods=["GET", "POST"])
@requires(Permission.VOTE_CAST)
def check(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Everything once more before it counts; the button here casts."""
    vote, voters = _open_vote(estate_id, vote_id), _own(vote_id)
    voter = _picked(voters) if voters else abort(404)
    chosen, form = choosing.chosen(vote, voter), CastForm()
    if chosen is None:
        return redirect(_choose(vote, voter, 1), 303)
    if form.submitted():
        ticket = Ticket.of(voter, estate_id)
        try:
            with transaction():
                number = _cast(ticket, chosen, form)
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            choosing.forget()
            return redirect(_receipt(vote, number), 303)
    page = {"chosen": chosen, "together": len(presenting.owners_of(voter)) > 1}
    return render_template("voting/check.html", vote=vote, voter=voter, form=form, **page)


def _serve(vote: Vote, voter: Voter) -> None:
    """Reading the ballot is being served, where a setting of the vote says so; once."""
    if is_news(vote, voter, now()):
        with transaction():
            saw(voter, by=Actor(account().id, account().display_name), now=now())


def _cast(ticket: Ticket, chosen: Sequence[Given], form: CastForm) -> str:
    by = Actor(account().id, account().display_name)
    pressed = Pressed(form.once.data, declared=form.agreed.data)
    return cast_own(ticket, chosen, pressed, by=by, now=now())


@bp.get("/estates/<int:estate_id>/votes/<int:vote_id>/receipt/<receipt>")
@requires(Permission.VOTE_CAST)
def receipt(estate_id: int, vote_id: int, receipt: str) -> ResponseReturnValue:
    """The owner's proof of a ballot; what it says is hidden until asked for."""
    vote = queries.get_public_vote(vote_id, estate_id)
    ballot = queries.find_ballot_by_receipt(vote_id, receipt)
    voters = {voter.id: voter for voter in _own(vote_id)}
    if ballot is None or ballot.voter_id not in voters:
        abort(404)
    page = presenting.receipt(vote, voters[ballot.voter_id], ballot, now())
    page["course"] = find_course(vote_id, receipt)
    page["waiting_for"] = presenting.still_to_answer(estate_id, account(), now())
    return render_template("voting/receipt.html", vote=vote, ballot=ballot, **page)


def _open_vote(estate_id: int, vote_id: int) -> Vote:
    vote = get_announced(vote_id, estate_id)
    try:
        check_open(vote, now())
    except RuleViolated as refusal:
        flash(say(refusal), "refusal")
        abort(redirect(url_for("voting.compare", estate_id=estate_id, vote_id=vote_id), 303))
    return vote


def _own(vote_id: int) -> Sequence[Voter]:
    """The voters for whom the person may come forward, by the frozen roll."""
    return list_voters_for(vote_id, account().id)


def _picked(voters: Sequence[Voter]) -> Voter:
    wanted = request.args.get("voter", type=int)
    if wanted is None:
        return voters[0]
    return next((voter for voter in voters if voter.id == wanted), None) or abort(404)


def _next(vote: Vote, voter: Voter, number: int) -> str:
    wanted = choosing.next_question(vote, voter, number)
    if wanted is not None:
        return _choose(vote, voter, wanted)
    return url_for("voting.check", estate_id=vote.estate_id, vote_id=vote.id, voter=voter.id)


def _choose(vote: Vote, voter: Voter, number: int) -> str:
    return url_for(
        "voting.choose", estate_id=vote.estate_id, vote_id=vote.id, voter=voter.id, question=number
    )


def _receipt(vote: Vote, number: str) -> str:
    return url_for("voting.receipt", estate_id=vote.estate_id, vote_id=vote.id, receipt=number)
