"""Papers in digits, without the mouse and without a script: Enter goes on to what is still missing."""

from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.db import transaction
from portal.domain.bulletin import format_number
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.voting import presenting, queries
from portal.voting.desk.blueprint import VOTE, actor, bp
from portal.voting.forms.keys import REASONS, WAYS, KeysForm, keys_of, paper_of
from portal.voting.forms.receiving import scanned_number
from portal.voting.models import Vote, Voter
from portal.voting.queries.papers import count_papers, find_voter_by_number, get_voter
from portal.voting.reading_papers import asks_withdrawal, is_second, told
from portal.voting.services import casting, keying
from portal.voting.words import CHANNELS, INVALID_REASONS
from portal.web import clock
from portal.web.guard import requires
from portal.web.i18n import gettext


@dataclass(frozen=True)
class _Step:
    """Where the page stands: whose paper it is, as the how-manieth reading, and what comes next."""

    voter: Voter | None = None
    number: str = ""
    again: bool = False
    focus: str = "number"


@bp.route(f"{VOTE}/papers/keys", methods=["GET", "POST"])
@requires(Permission.BALLOT_ENTER)
def keys(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """One page for both readings: whose turn it is follows from who keyed before."""
    vote, form, step = queries.get_vote(vote_id, estate_id=estate_id), KeysForm(), _Step()
    if form.submitted():
        try:
            step = _step(vote, form)
            if step.focus == "":
                _key(vote, form, step)
                return redirect(url_for(".keys", estate_id=estate_id, vote_id=vote_id), 303)
        except RuleViolated as refusal:
            form.refuse(refusal)
            step = replace(step, focus="number")
    return render_template("voting/desk/keys.html", vote=vote, form=form, step=step, **_legend(vote))


def _step(vote: Vote, form: KeysForm) -> _Step:
    """:raises RuleViolated: a number that this vote does not have."""
    if not form.number.data:
        return _Step()
    number = scanned_number(form.number.data)
    voter = get_voter(vote.id, find_voter_by_number(vote.id, number).id)
    focus = form.next_field(asks_withdrawal=asks_withdrawal(vote)) or ""
    return _Step(voter, number, is_second(voter.id), focus)


def _key(vote: Vote, form: KeysForm, step: _Step) -> None:
    """First reading, or one that is compared. :raises RuleViolated: and nothing is kept."""
    follow, by_phone = (queries.setting(vote, key) for key in ("follow_majority", "phone_ballots"))
    paper = paper_of(form, vote, step.number, follow_majority=follow, by_phone=by_phone)
    if step.voter is None:
        raise ValueError("a paper without its voter")
    voter_id, ballot = step.voter.id, None
    with transaction():
        voter = get_voter(vote.id, voter_id)
        if step.again:
            ballot = keying.check(voter, paper, by=actor(), now=clock.now())
        else:
            keying.enter(voter, paper, once=form.once.data, by=actor(), now=clock.now())
    if ballot is not None:
        told(ballot)
    said = {"number": format_number(step.number), "home": presenting.home_of(get_voter(vote.id, voter_id))}
    flash(gettext("录好：%(number)s，%(home)s", **said))


def _legend(vote: Vote) -> dict[str, object]:
    """What each digit stands for, always in sight."""
    follow = queries.setting(vote, "follow_majority")
    by_phone = queries.setting(vote, "phone_ballots")
    return {
        "questions": [(question, keys_of(question, follow_majority=follow)) for question in vote.questions],
        "reasons": [(digit, INVALID_REASONS[r] if r else "") for digit, r in REASONS.items()],
        "ways": [(digit, CHANNELS[way]) for digit, way in WAYS.items() if digit != "3" or by_phone],
        "withdrawal": asks_withdrawal(vote),
        "totals": {at.value: count for at, count in count_papers(vote.id).items()},
        "takes": casting.takes_papers(vote),
    }
