"""Paper ballots one by one: find, key, and let others key again without seeing the first."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.communities.queries import list_buildings
from portal.communities.roll.places import building_in, entrance_in, room_in
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.voting import queries
from portal.voting.desk.blueprint import VOTE, actor, bp
from portal.voting.errors import NoSuchDoor
from portal.voting.forms import FindForm
from portal.voting.forms.receiving import scanned_number
from portal.voting.models import Vote
from portal.voting.queries.homes import voters_by_home
from portal.voting.queries.numbered import balance, list_differing
from portal.voting.queries.papers import (
    count_papers,
    find_voter_by_number,
    get_voter,
    list_waiting,
)
from portal.voting.reading_papers import check_turn, is_second, read, sheet_form, told
from portal.voting.returned import Home
from portal.voting.services import casting, keying
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import account, allowed, requires
from portal.web.i18n import gettext

_PAPER = f"{VOTE}/papers/<int:voter_id>"


@bp.route(f"{VOTE}/papers", methods=["GET", "POST"])
@requires(Permission.BALLOT_ENTER)
def papers(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Find the next paper by number or door; below, those that wait for another person."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    form = FindForm()
    form.building.choices = [building.name for building in list_buildings(estate_id)]
    if form.submitted():
        try:
            return redirect(_way_on(vote, *_find(vote, form)), 303)
        except RuleViolated as refusal:
            form.refuse(refusal, "number" if form.number.data else "room")
    return render_template(
        "voting/desk/papers.html",
        vote=vote,
        form=form,
        waiting=list_waiting(vote_id),
        differing=list_differing(vote_id),
        totals={at.value: number for at, number in count_papers(vote_id).items()},
        numbered=balance(vote_id),
        takes=casting.takes_papers(vote),
        me=account().id,
    )


def _find(vote: Vote, form: FindForm) -> tuple[int, str]:
    """The voter of a paper and the paper's number. :raises RuleViolated: not one that this vote has."""
    if form.number.data:
        number = scanned_number(form.number.data)
        return find_voter_by_number(vote.id, number).id, number
    building, entrance = building_in(form.building.data).name, entrance_in(form.entrance.data).name
    home = Home(building, entrance, room_in(form.room.data))
    voter_id = voters_by_home(vote).get(home)
    if voter_id is None:
        raise NoSuchDoor(home=str(home))
    return voter_id, ""


def _way_on(vote: Vote, voter_id: int, number: str) -> str:
    """To the first reading, or to another where the first was somebody else's."""
    page = "check" if is_second(voter_id) else "enter"
    found = number if number and page == "enter" else None
    own: dict[str, Any] = {"estate_id": vote.estate_id, "vote_id": vote.id, "voter_id": voter_id}
    return url_for(f".{page}", number=found, **own)


@bp.route(_PAPER, methods=["GET", "POST"])
@requires(Permission.BALLOT_ENTER)
def enter(estate_id: int, vote_id: int, voter_id: int) -> ResponseReturnValue:
    """The first reading of a paper."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    voter, form = get_voter(vote_id, voter_id), sheet_form(vote)
    form.number.data = form.number.data or request.args.get("number")
    if form.submitted():
        try:
            with transaction():
                now = clock.now()
                keying.enter(voter, read(form, vote), once=form.once.data, by=actor(), now=now)
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("录好了，等另一个人再录一遍。"))
            return redirect(_papers(vote), 303)
    ballot, pending = queries.find_counted_ballot(voter_id), queries.find_pending_ballot(voter_id)
    rule = queries.setting(vote, "paper_against_phone")
    page = {"ballot": ballot, "pending": pending, "rule": rule, "takes": casting.takes_papers(vote)}
    return render_template("voting/desk/enter.html", vote=vote, voter=voter, form=form, **page)


@bp.route(f"{_PAPER}/check", methods=["GET", "POST"])
@requires(Permission.BALLOT_CHECK)
def check(estate_id: int, vote_id: int, voter_id: int) -> ResponseReturnValue:
    """Another reading, made from the paper: what was read before is nowhere on this page."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    voter, form = get_voter(vote_id, voter_id), sheet_form(vote)
    try:
        check_turn(voter_id)
    except RuleViolated as refusal:
        return refuse(refusal, _papers(vote))
    if form.submitted():
        try:
            with transaction():
                ballot = keying.check(voter, read(form, vote), by=actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            told(ballot)
            return redirect(_papers(vote), 303)
    return render_template("voting/desk/check.html", vote=vote, voter=voter, form=form, back=_papers(vote))


@bp.get(f"{VOTE}/papers/second")
@requires(Permission.BALLOT_CHECK)
def second(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """For whoever only reads a second time: the papers that wait, and nothing else."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    page = {"waiting": list_waiting(vote_id), "differing": list_differing(vote_id), "me": account().id}
    takes = casting.takes_papers(vote)
    return render_template("voting/desk/second.html", vote=vote, takes=takes, **page)


def _papers(vote: Vote) -> str:
    """Back to where one came from: the clerk's page, or the list of what waits."""
    page = "papers" if allowed(Permission.BALLOT_ENTER, estate_id=vote.estate_id) else "second"
    return url_for(f".{page}", estate_id=vote.estate_id, vote_id=vote.id)
