"""Paper ballots one by one: find, key, and let a second person key again without seeing the first."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.communities.queries import list_buildings
from portal.communities.roll.places import building_in, entrance_in, room_in
from portal.db import transaction
from portal.domain.bulletin import parse_number
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.voting import queries
from portal.voting.desk.blueprint import VOTE, actor, bp
from portal.voting.errors import NoSuchDoor, NothingToCheck, SamePerson
from portal.voting.forms import FindForm, PaperForm, paper_form
from portal.voting.models import Ballot, Vote
from portal.voting.queries.homes import voters_by_home
from portal.voting.queries.papers import count_papers, find_voter_by_number, get_voter, list_waiting
from portal.voting.returned import Home
from portal.voting.services import casting, keying
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import account, requires
from portal.web.i18n import gettext

_PAPER = f"{VOTE}/papers/<int:voter_id>"


@bp.route(f"{VOTE}/papers", methods=["GET", "POST"])
@requires(Permission.BALLOT_ENTER)
def papers(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Find the next paper by number or door; below, those that wait for a second person."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    form = FindForm()
    form.building.choices = [building.name for building in list_buildings(estate_id)]
    if form.submitted():
        try:
            return redirect(_way_on(vote, _find(vote, form)), 303)
        except RuleViolated as refusal:
            form.refuse(refusal, "number" if form.number.data else "room")
    return render_template(
        "voting/desk/papers.html",
        vote=vote,
        form=form,
        waiting=list_waiting(vote_id),
        totals={at.value: number for at, number in count_papers(vote_id).items()},
        takes=casting.takes_papers(vote),
        me=account().id,
    )


def _find(vote: Vote, form: FindForm) -> int:
    """The voter of a paper. :raises RuleViolated: a number or a door that this vote does not have."""
    if form.number.data:
        return find_voter_by_number(vote.id, parse_number(form.number.data)).id
    building, entrance = building_in(form.building.data).name, entrance_in(form.entrance.data).name
    home = Home(building, entrance, room_in(form.room.data))
    voter_id = voters_by_home(vote).get(home)
    if voter_id is None:
        raise NoSuchDoor(home=str(home))
    return voter_id


def _way_on(vote: Vote, voter_id: int) -> str:
    """To the first reading, or to the second where the first was somebody else's."""
    pending = queries.find_pending_ballot(voter_id)
    page = "check" if pending is not None and pending.entered_by != account().id else "enter"
    return url_for(f".{page}", estate_id=vote.estate_id, vote_id=vote.id, voter_id=voter_id)


@bp.route(_PAPER, methods=["GET", "POST"])
@requires(Permission.BALLOT_ENTER)
def enter(estate_id: int, vote_id: int, voter_id: int) -> ResponseReturnValue:
    """The first reading of a paper."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    voter, form = get_voter(vote_id, voter_id), _form(vote)
    if form.submitted():
        try:
            with transaction():
                keying.enter(voter, _read(form, vote), once=form.once.data, by=actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("录好了，等另一个人再录一遍。"))
            return redirect(_papers(vote), 303)
    ballot, pending = queries.find_counted_ballot(voter_id), queries.find_pending_ballot(voter_id)
    page = {"ballot": ballot, "pending": pending, "takes": casting.takes_papers(vote)}
    return render_template("voting/desk/enter.html", vote=vote, voter=voter, form=form, **page)


@bp.route(f"{_PAPER}/check", methods=["GET", "POST"])
@requires(Permission.BALLOT_ENTER)
def check(estate_id: int, vote_id: int, voter_id: int) -> ResponseReturnValue:
    """The second reading, made from the paper: what the first said is nowhere on this page."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    voter, form = get_voter(vote_id, voter_id), _form(vote)
    try:
        _check_turn(voter_id)
    except RuleViolated as refusal:
        return refuse(refusal, _papers(vote))
    if form.submitted():
        try:
            with transaction():
                ballot = keying.check(voter, _read(form, vote), by=actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            return _checked(vote, ballot)
    return render_template("voting/desk/check.html", vote=vote, voter=voter, form=form)


def _checked(vote: Vote, ballot: Ballot) -> ResponseReturnValue:
    """Back to the next paper. That two readings differed is on record before anybody is told."""
    try:
        keying.refuse_if_differing(ballot)
    except RuleViolated as refusal:
        return refuse(refusal, _papers(vote))
    flash(gettext("两次录入一致，复核完成。"))
    return redirect(_papers(vote), 303)


def _check_turn(voter_id: int) -> None:
    """:raises RuleViolated: nothing waits, or the first reading is the asker's own."""
    pending = queries.find_pending_ballot(voter_id)
    if pending is None:
        raise NothingToCheck
    if pending.entered_by == account().id:
        raise SamePerson


def _form(vote: Vote) -> PaperForm:
    follow, by_phone = (queries.setting(vote, key) for key in ("follow_majority", "phone_ballots"))
    return paper_form(vote.questions, follow_majority=follow, by_phone=by_phone)


def _read(form: PaperForm, vote: Vote) -> keying.Paper:
    return form.paper(vote.questions, follow_majority=queries.setting(vote, "follow_majority"))


def _papers(vote: Vote) -> str:
    return url_for(".papers", estate_id=vote.estate_id, vote_id=vote.id)
