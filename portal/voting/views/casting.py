"""Choose, check, receipt: an owner casts the ballot of a home."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.accounts.queries import list_owned_parties
from portal.audit.services import Actor
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.voting import presenting, queries
from portal.voting.answers import Given, from_values
from portal.voting.forms import CastForm, QuestionForm
from portal.voting.models import Question, Vote, Voter
from portal.voting.queries.proofs import find_course
from portal.voting.services.casting import cast, check_open
from portal.voting.views import bp
from portal.web.clock import now
from portal.web.guard import account, requires
from portal.web.i18n import say

_DRAFT = "ballot"


@bp.route("/estates/<int:estate_id>/votes/<int:vote_id>/ballot", methods=["GET", "POST"])
@requires(Permission.VOTE_CAST)
def choose(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """One question a page; what was chosen waits in the session until it is checked."""
    vote, voters = _open_vote(estate_id, vote_id), _own(estate_id, vote_id)
    if not voters:
        return render_template("voting/not_owner.html", vote=vote, homes=presenting.homes(estate_id))
    voter = _picked(voters)
    number = min(max(request.args.get("question", 1, type=int), 1), len(vote.questions))
    question = vote.questions[number - 1]
    form = QuestionForm(answer=_draft(vote, voter).get(question.key))
    form.ask(question, follow_majority=queries.setting(vote, "follow_majority"))
    if form.submitted():
        try:
            _keep(vote, voter, question, form.answer.data)
        except RuleViolated as refusal:
            form.refuse(refusal, "answer")
        else:
            return redirect(_next(vote, voter, number), 303)
    page = {"number": number, "question": question, "voters": voters}
    return render_template("voting/choose.html", vote=vote, voter=voter, form=form, **page)


@bp.route("/estates/<int:estate_id>/votes/<int:vote_id>/ballot/check", methods=["GET", "POST"])
@requires(Permission.VOTE_CAST)
def check(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Everything once more before it counts; the button here casts."""
    vote, voters = _open_vote(estate_id, vote_id), _own(estate_id, vote_id)
    voter = _picked(voters) if voters else abort(404)
    chosen = _chosen(vote, voter)
    if chosen is None:
        return redirect(_choose(vote, voter, 1), 303)
    form = CastForm()
    if form.submitted():
        try:
            with transaction():
                by = Actor(account().id, account().display_name)
                ballot = cast(voter, chosen, once=form.once.data, by=by, now=now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            session.pop(_DRAFT, None)
            return redirect(_receipt(vote, ballot.receipt), 303)
    return render_template("voting/check.html", vote=vote, voter=voter, chosen=chosen, form=form)


@bp.get("/estates/<int:estate_id>/votes/<int:vote_id>/receipt/<receipt>")
@requires(Permission.VOTE_CAST)
def receipt(estate_id: int, vote_id: int, receipt: str) -> ResponseReturnValue:
    """The owner's proof of a ballot; what it says is hidden until asked for."""
    vote = queries.get_public_vote(vote_id, estate_id)
    ballot = queries.find_ballot_by_receipt(vote_id, receipt)
    voters = {voter.id: voter for voter in _own(estate_id, vote_id)}
    if ballot is None or ballot.voter_id not in voters:
        abort(404)
    page = presenting.receipt(vote, voters[ballot.voter_id], ballot, now())
    page["course"] = find_course(vote_id, receipt)
    page["waiting_for"] = presenting.still_to_answer(estate_id, account(), now())
    return render_template("voting/receipt.html", vote=vote, ballot=ballot, **page)


def _open_vote(estate_id: int, vote_id: int) -> Vote:
    vote = queries.get_public_vote(vote_id, estate_id)
    try:
        check_open(vote, now())
    except RuleViolated as refusal:
        flash(say(refusal), "refusal")
        abort(redirect(url_for("voting.compare", estate_id=estate_id, vote_id=vote_id), 303))
    return vote


def _own(estate_id: int, vote_id: int) -> Sequence[Voter]:
    """The voters that the person may cast for: owner parties proved, nobody else's."""
    return queries.list_voters_of(vote_id, list_owned_parties(account().id, estate_id))


def _picked(voters: Sequence[Voter]) -> Voter:
    wanted = request.args.get("voter", type=int)
    if wanted is None:
        return voters[0]
    return next((voter for voter in voters if voter.id == wanted), None) or abort(404)


def _draft(vote: Vote, voter: Voter) -> dict[str, str]:
    """Answers by question key, chosen on this phone and not yet cast."""
    kept: dict[str, Any] = session.get(_DRAFT, {})
    same = kept.get("vote") == vote.id and kept.get("voter") == voter.id
    return dict(kept["answers"]) if same else {}


def _keep(vote: Vote, voter: Voter, question: Question, value: str) -> None:
    """:raises RuleViolated: an answer that the ballot does not have."""
    from_values(question, [value], follow_majority=queries.setting(vote, "follow_majority"))
    answers = _draft(vote, voter) | {question.key: value}
    session[_DRAFT] = {"vote": vote.id, "voter": voter.id, "answers": answers}


def _chosen(vote: Vote, voter: Voter) -> list[Given] | None:
    """The whole ballot, or None while a question has no answer."""
    answers = _draft(vote, voter)
    if any(question.key not in answers for question in vote.questions):
        return None
    follow = queries.setting(vote, "follow_majority")
    return [from_values(q, [answers[q.key]], follow_majority=follow) for q in vote.questions]


def _next(vote: Vote, voter: Voter, number: int) -> str:
    answers = _draft(vote, voter)
    left = [n for n, q in enumerate(vote.questions, 1) if q.key not in answers]
    if left:
        return _choose(vote, voter, next((n for n in left if n > number), left[0]))
    return url_for("voting.check", estate_id=vote.estate_id, vote_id=vote.id, voter=voter.id)


def _choose(vote: Vote, voter: Voter, number: int) -> str:
    return url_for(
        "voting.choose", estate_id=vote.estate_id, vote_id=vote.id, voter=voter.id, question=number
    )


def _receipt(vote: Vote, number: str) -> str:
    return url_for("voting.receipt", estate_id=vote.estate_id, vote_id=vote.id, receipt=number)
