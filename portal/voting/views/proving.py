"""For whoever doubts: was my ballot counted, which fingerprints were published, and the bundle to recount."""

from io import BytesIO

from flask import flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.audit.services import Actor
from portal.db import transaction
from portal.domain.bulletin import parse_number
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.voting import presenting, proving, queries
from portal.voting.forms.handing import NumberForm, TakeForm
from portal.voting.models.logbook import Recipient
from portal.voting.queries.copies import list_own_copies
from portal.voting.queries.proofs import get_course
from portal.voting.services.handing import HandedTo, Packed, hand_over
from portal.voting.views import bp
from portal.web.clock import now
from portal.web.guard import account, current_account, public, requires
from portal.web.i18n import gettext

_VOTE = "/estates/<int:estate_id>/votes/<int:vote_id>"


@bp.get(f"{_VOTE}/counted")
@public
def counted(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Whether the ballot of a receipt number counts: for anybody who has the number, without the choice."""
    vote = queries.get_public_vote(vote_id, estate_id)
    form, course = NumberForm(request.args), None
    if form.number.data:
        try:
            course = get_course(vote_id, parse_number(form.number.data))
        except RuleViolated as refusal:
            form.refuse(refusal, "number")
    state = queries.state_of(vote, now())
    return render_template("voting/counted.html", vote=vote, state=state, form=form, course=course)


@bp.get(f"{_VOTE}/fingerprints")
@public
def fingerprints(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Every fingerprint that was published, and how to check with it. Totals and fingerprints only."""
    vote = queries.get_public_vote(vote_id, estate_id)
    mine = presenting.own_voters(vote, current_account())
    closed = not queries.is_secret(vote, now())
    return render_template(
        "voting/fingerprints.html", vote=vote, mine=mine, closed=closed, **proving.fingerprints(vote)
    )


@bp.route(f"{_VOTE}/bundle", methods=["GET", "POST"])
@requires(Permission.VOTE_CAST)
def bundle(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """An owner's copy, after the promise; each download is on record."""
    vote = queries.get_public_vote(vote_id, estate_id)
    voters = presenting.own_voters(vote, account())
    if not voters:
        return render_template("voting/not_owner.html", vote=vote, homes=presenting.homes(estate_id))
    if queries.is_secret(vote, now()):
        flash(str(gettext("投票截止后才能领核验包。")), "refusal")
        return redirect(url_for(".fingerprints", estate_id=estate_id, vote_id=vote_id), 303)
    form = TakeForm()
    if form.submitted():
        to = HandedTo(Recipient.OWNER, purpose="本人核对计票", voter_id=voters[0].id)
        try:
            with transaction():
                by = Actor(account().id, account().display_name)
                return _send(hand_over(vote, to, by=by, now=now()))
        except RuleViolated as refusal:
            form.refuse(refusal)
    taken = list_own_copies(vote_id, account().id)
    page = {"rows": [(voter, proving.own_row(voter)) for voter in voters], "taken": taken}
    return render_template("voting/bundle.html", vote=vote, form=form, **page)


def _send(packed: Packed) -> Response:
    file = BytesIO(packed.content)
    sent = send_file(file, mimetype="application/zip", as_attachment=True, download_name=packed.name)
    sent.headers["Cache-Control"] = "no-store"
    return sent
