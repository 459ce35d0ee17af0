"""Every vote of an estate, and one vote with what its state allows to be seen."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.domain.stages import VoteState
from portal.permissions import Permission
from portal.voting import noticing, presenting, queries
from portal.voting.aftermath import standing
from portal.voting.desk.blueprint import VOTE, VOTES, bp
from portal.voting.forms import FindForm
from portal.voting.models import Vote
from portal.voting.progress import grid, progress
from portal.voting.queries.counting import turnout
from portal.voting.queries.deliveries import figures, list_out
from portal.voting.queries.disputes import count_undecided
from portal.voting.queries.doors import Door
from portal.voting.queries.overview import turnouts
from portal.voting.queries.papers import count_papers, count_waiting
from portal.voting.services.checklist import checklist, may_open
from portal.voting.services.points import Page
from portal.web import clock
from portal.web.guard import allowed, requires

#: The closing is on record; that the time is over is not enough.
_COUNTED = frozenset({VoteState.COUNTING, VoteState.PRELIMINARY, VoteState.FINAL})


@bp.get(VOTES)
@requires(Permission.VOTE_READ)
def votes(estate_id: int) -> ResponseReturnValue:
    """Drafts too, the newest first, each with what is to be done next."""
    now = clock.now()
    found = queries.list_votes(estate_id, drafts=True)
    ids = [vote.id for vote in found]
    return render_template(
        "voting/desk/votes.html",
        estate=presenting.estate(estate_id),
        votes=[(vote, queries.state_of(vote, now)) for vote in found],
        turnouts=turnouts(ids),
        waiting=count_waiting(ids),
        now=now,
    )


@bp.get(VOTE)
@requires(Permission.VOTE_READ)
def console(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Checklist of a draft, turnout while it is open, the result once it is closed."""
    now = clock.now()
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    state = queries.state_of(vote, now)
    page: dict[str, Any] = {"notice": noticing.notice(vote), "find": FindForm()}
    if vote.published_at is not None or state is VoteState.VOID:
        page["standing"] = standing(vote, now, drafts=True)
    page["papers"] = {at.value: number for at, number in count_papers(vote_id).items()}
    page["disputed"] = count_undecided(vote_id)
    page["out"] = figures(list_out(vote_id))
    if state is VoteState.DRAFT:
        page |= {"points": checklist(vote, now), "ways": _ways(vote), "opening": may_open(vote, now)}
    elif state in {VoteState.ANNOUNCED, VoteState.OPEN}:
        page |= _turnout(vote)
    elif vote.state in _COUNTED:
        page |= _result(vote)
    else:
        page["turnout"] = turnout(vote_id)
    return render_template("voting/desk/console.html", vote=vote, state=state, now=now, **page)


def _ways(vote: Vote) -> dict[str, str]:
    """Where each kind of point is put in order, as far as this person may go there."""
    here: dict[str, Any] = {"estate_id": vote.estate_id}
    own, found = here | {"vote_id": vote.id}, {}
    if allowed(Permission.ROLL_READ, estate_id=vote.estate_id):
        found[Page.ROLL] = url_for("communities_desk.roll", **here)
        found[Page.PUBLISH] = url_for(".rolls", **here)
    if allowed(Permission.VOTE_PREPARE, estate_id=vote.estate_id):
        found[Page.ARRANGE] = url_for(".arrange", **own)
        found[Page.ELECTORS] = url_for(".electors", **own)
        found[Page.ANEW] = url_for(".create", **here)
    return {page.value: address for page, address in found.items()}


def _turnout(vote: Vote) -> dict[str, Any]:
    """Both lines, the buildings, and the doors of the one that was asked for or is worst."""
    shown = progress(vote, clock.now())
    names = [building.name for building in shown.buildings]
    wanted = request.args.get("building", "")
    chosen = wanted if wanted in names else names[0]
    return {
        "progress": shown,
        "building": next(b for b in shown.buildings if b.name == chosen),
        "grid": _grid(vote, chosen),
    }


def _grid(vote: Vote, building: str) -> list[tuple[str, list[tuple[str, list[dict[str, str]]]]]]:
    """The doors as the macro draws them; a door leads to its paper for those who may key one."""
    leads = allowed(Permission.BALLOT_ENTER, estate_id=vote.estate_id)

    def drawn(door: Door) -> dict[str, str]:
        page = url_for(".enter", estate_id=vote.estate_id, vote_id=vote.id, voter_id=door.voter_id)
        return {"name": door.room, "state": door.state, "url": page if leads else ""}

    return [
        (entrance, [(floor, [drawn(door) for door in doors]) for floor, doors in floors])
        for entrance, floors in grid(vote, building)
    ]


def _result(vote: Vote) -> dict[str, Any]:
    """Nothing but the turnout while papers wait: who knows the result must not key what changes it."""
    back = turnout(vote.id)
    return {"turnout": back} if back.pending else presenting.outcome(vote)
