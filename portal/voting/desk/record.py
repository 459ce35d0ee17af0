"""The record of a vote for whoever watches over it: lines, chain, check, and copies that were handed over."""

from datetime import datetime
from io import BytesIO

from flask import render_template, request, send_file
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.voting import proving, queries
from portal.voting.desk.blueprint import VOTE, actor, bp
from portal.voting.forms.handing import HandForm
from portal.voting.models import Vote
from portal.voting.models.logbook import Recipient
from portal.voting.queries.checking import check_vote
from portal.voting.queries.copies import list_copies
from portal.voting.queries.logbook import count_lines, list_page, root
from portal.voting.services.handing import HandedTo, Packed, hand_over, hand_over_file
from portal.voting.words import RECIPIENTS
from portal.web import clock
from portal.web.guard import allowed, requires

_PAGE = 100
_AT_ONCE = 3000  # a longer record is checked when somebody asks for it, not on every look


@bp.get(f"{VOTE}/record")
@requires(Permission.VOTE_READ)
def record(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Read-only: what happened line by line, what was published, whether all of it still agrees."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    return render_template("voting/desk/record.html", form=_form(vote), **_page(vote, clock.now()))


@bp.post(f"{VOTE}/record/copies")
@requires(Permission.VOTE_VERIFY)
def hand_copy(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Download a copy for oneself, a court or the archive; who got it is on record with it."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    form = _form(vote)
    if form.submitted():
        try:
            return _send(_hand(vote, form))
        except RuleViolated as refusal:
            form.refuse(refusal)
    return render_template("voting/desk/record.html", form=form, **_page(vote, clock.now()))


def _form(vote: Vote) -> HandForm:
    form = HandForm()
    form.offer(hands_over=allowed(Permission.VOTE_HAND_OVER, estate_id=vote.estate_id))
    return form


def _hand(vote: Vote, form: HandForm) -> Packed:
    to = HandedTo(Recipient(form.what.data), form.name.data, form.purpose.data)
    pack = hand_over_file if to.recipient is Recipient.FILE else hand_over
    with transaction():
        return pack(vote, to, by=actor(), now=clock.now())


def _send(packed: Packed) -> Response:
    file = BytesIO(packed.content)
    sent = send_file(file, mimetype="application/zip", as_attachment=True, download_name=packed.name)
    sent.headers["Cache-Control"] = "no-store"
    return sent


def _page(vote: Vote, now: datetime) -> dict[str, object]:
    size = count_lines(vote.id)
    page = max(1, request.args.get("page", 1, type=int))
    asked = size <= _AT_ONCE or "check" in request.args
    return {
        "vote": vote,
        "state": queries.state_of(vote, now),
        "size": size,
        "root": root(vote.id) if size else "",
        "lines": proving.lines_in_words(list_page(vote.id, start=(page - 1) * _PAGE, most=_PAGE)),
        "page": page,
        "pages": max(1, -(-size // _PAGE)),
        "findings": check_vote(vote, now) if asked else None,
        "copies": list_copies(vote.id),
        "recipients": RECIPIENTS,
        "closed": not queries.is_secret(vote, now),
    }
