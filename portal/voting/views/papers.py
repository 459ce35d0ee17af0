"""A paper's code, scanned; an owner's own picture; and the named owner who reads papers a second time."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.audit.services import Actor
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.voting import presenting, queries
from portal.voting.models import Vote
from portal.voting.queries.numbered import get_photo, is_reader, list_differing
from portal.voting.queries.papers import get_voter, list_waiting
from portal.voting.reading_papers import check_turn, read, sheet_form, told
from portal.voting.services import keying
from portal.voting.services.casting import takes_papers
from portal.voting.views import bp
from portal.web.clock import now
from portal.web.error_pages import refuse
from portal.web.guard import account, allowed, not_here, public, requires
from portal.web.uploads import picture_path

_VOTE = "/estates/<int:estate_id>/votes/<int:vote_id>"


@bp.get(f"{_VOTE}/papers/<number>")
@public
def scan_paper(estate_id: int, vote_id: int, number: str) -> ResponseReturnValue:
    """What a paper's code leads to: for a clerk to receiving it, for anybody else to the vote.

    The number opens nothing: whose paper it is and whether it came back, only the desk is told.
    """
    queries.get_public_vote(vote_id, estate_id)
    here: dict[str, Any] = {"estate_id": estate_id, "vote_id": vote_id}
    if allowed(Permission.BALLOT_ENTER, estate_id=estate_id):
        return redirect(url_for("voting_desk.receive", number=number[:20], **here), 303)
    return redirect(url_for(".compare", **here), 303)


@bp.get(f"{_VOTE}/mine/photos/<int:photo_id>")
@requires(Permission.VOTE_CAST)
def own_photo(estate_id: int, vote_id: int, photo_id: int) -> ResponseReturnValue:
    """The picture of a paper under the own number; for anybody else there is none."""
    vote = queries.get_public_vote(vote_id, estate_id)
    photo = get_photo(vote_id, photo_id)
    if photo.paper.voter_id not in {voter.id for voter in presenting.own_voters(vote, account())}:
        not_here()
    try:
        content = picture_path(photo.key).read_bytes()
    except FileNotFoundError:
        not_here()
    headers = {"Content-Type": "image/jpeg", "Cache-Control": "no-store"}
    return content, headers


@bp.get(f"{_VOTE}/second")
@requires(Permission.VOTE_CAST)
def second_readings(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """For the named owner: the papers that wait for another person."""
    vote = _read_by_me(estate_id, vote_id)
    page = {"waiting": list_waiting(vote_id), "differing": list_differing(vote_id), "me": account().id}
    return render_template("voting/second_readings.html", vote=vote, takes=takes_papers(vote), **page)


@bp.route(f"{_VOTE}/second/<int:voter_id>", methods=["GET", "POST"])
@requires(Permission.VOTE_CAST)
def second_reading(estate_id: int, vote_id: int, voter_id: int) -> ResponseReturnValue:
    """Another reading from the paper itself; what was read before is nowhere on this page."""
    vote = _read_by_me(estate_id, vote_id)
    voter, form = get_voter(vote_id, voter_id), sheet_form(vote)
    back = url_for(".second_readings", estate_id=estate_id, vote_id=vote_id)
    try:
        check_turn(voter_id)
    except RuleViolated as refusal:
        return refuse(refusal, back)
    if form.submitted():
        try:
            with transaction():
                by = Actor(account().id, account().display_name)
                ballot = keying.check(voter, read(form, vote), by=by, now=now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            told(ballot)
            return redirect(back, 303)
    return render_template("voting/second_reading.html", vote=vote, voter=voter, form=form, back=back)


def _read_by_me(estate_id: int, vote_id: int) -> Vote:
    """404 for everybody who was not named."""
    vote = queries.get_public_vote(vote_id, estate_id)
    if not is_reader(vote_id, account().id):
        not_here()
    return vote
