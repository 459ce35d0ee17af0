"""Where there is no second clerk: naming an owner who reads papers a second time."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.db import transaction
from portal.domain.bulletin import parse_number
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.voting import queries
from portal.voting.desk.blueprint import VOTE, actor, bp
from portal.voting.forms.receiving import EndReaderForm, ReaderForm
from portal.voting.models import Vote
from portal.voting.queries.numbered import list_readers
from portal.voting.queries.papers import find_voter_by_number
from portal.voting.services import receiving
from portal.web import clock
from portal.web.guard import not_here, requires
from portal.web.i18n import gettext


@bp.route(f"{VOTE}/papers/readers", methods=["GET", "POST"])
@requires(Permission.VOTE_CLOSE)
def readers(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Who may read a second time here, and one more."""
    vote, form = queries.get_vote(vote_id, estate_id=estate_id), ReaderForm()
    if form.submitted():
        try:
            with transaction():
                again = queries.get_vote(vote_id, estate_id=estate_id)
                voter = find_voter_by_number(vote_id, parse_number(form.number.data))
                receiving.name_reader(again, voter, by=actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal, "number")
        else:
            flash(gettext("指定好了。这位业主在手机上打开这次投票，就看得到要复核的票。"))
            return redirect(_readers(vote), 303)
    named = list_readers(vote_id)
    return render_template("voting/desk/readers.html", vote=vote, form=form, readers=named)


@bp.post(f"{VOTE}/papers/readers/end")
@requires(Permission.VOTE_CLOSE)
def end_reader(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """From now on this owner reads no papers here; what was read stays."""
    vote, form = queries.get_vote(vote_id, estate_id=estate_id), EndReaderForm()
    with transaction():
        found = [reader for reader, _ in list_readers(vote_id) if reader.id == form.reader_id()]
        for reader in found:
            receiving.end_reader(reader, vote, by=actor(), now=clock.now())
    if not found:
        not_here()
    return redirect(_readers(vote), 303)


def _readers(vote: Vote) -> str:
    return url_for(".readers", estate_id=vote.estate_id, vote_id=vote.id)
