"""Numbered papers, lists for the doors and posters, for the desk's own printer."""

from collections.abc import Sequence

from flask import Response, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.voting import printing_work, queries
from portal.voting.desk.blueprint import VOTE, actor, bp
from portal.voting.forms.printing import PrintForm, voters_in_list
from portal.voting.list_words import LIST_NAMES, ListKind, list_words, poster_words
from portal.voting.models import PrintRun, Vote, Voter
from portal.voting.paper_words import missing_characters
from portal.voting.queries.deliveries import list_out
from portal.voting.queries.electorate import list_voters
from portal.voting.queries.homes import voters_by_home
from portal.voting.queries.numbered import balance, get_run, list_papers_in, list_runs
from portal.voting.services.casting import takes_papers
from portal.voting.services.printing import Order
from portal.voting.services.printing import print_papers as print_now
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import requires
from portal.web.i18n import gettext
from portal.web.papers import typeset

_RUN = f"{VOTE}/papers/runs/<int:run_id>"


@bp.route(f"{VOTE}/papers/print", methods=["GET", "POST"])
@requires(Permission.BALLOT_ENTER)
def print_papers(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Choose and number; the numbers are on record before there is a page. Below, what was printed."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    if not takes_papers(vote):
        flash(gettext("公告并开始以后、公布结果以前，才能打印选票。"), "refusal")
        return redirect(url_for(".console", estate_id=estate_id, vote_id=vote_id), 303)
    voters = list_voters(vote_id)
    buildings = list(dict.fromkeys(voter.parts[0].building for voter in voters))
    wanted = request.args.get("building")
    given = {"scope": "building", "building": wanted} if wanted in buildings else {}
    form = PrintForm(data=given)
    form.building.choices = buildings
    if form.submitted():
        try:
            return redirect(_run_of(vote, _print(vote, form)), 303)
        except RuleViolated as refusal:
            form.refuse(refusal)
    page = {"runs": list_runs(vote_id), "totals": balance(vote_id), "lists": LIST_NAMES}
    return render_template("voting/desk/print_papers.html", vote=vote, form=form, buildings=buildings, **page)


def _print(vote: Vote, form: PrintForm) -> int:
    why = form.why.data if form.which.data == "anew" else None
    with transaction():
        again = queries.get_vote(vote.id, estate_id=vote.estate_id)
        voters, scope = _chosen(again, form)
        return print_now(again, Order(voters, scope, why), by=actor(), now=clock.now()).id


def _chosen(vote: Vote, form: PrintForm) -> tuple[Sequence[Voter], str]:
    """In door order, and what was asked for in words."""
    voters = list_voters(vote.id)
    if form.scope.data == "building":
        name = form.building.data
        return [voter for voter in voters if voter.parts[0].building == name], name
    if form.scope.data == "list":
        homes = {str(home): voter_id for home, voter_id in voters_by_home(vote).items()}
        numbers = {voter.number: voter.id for voter in voters}
        ids = set(voters_in_list(form.listed.data or "", homes, numbers))
        return [voter for voter in voters if voter.id in ids], f"名单 {len(ids)} 户"
    return voters, "全部"


@bp.get(_RUN)
@requires(Permission.BALLOT_ENTER)
def print_run(estate_id: int, vote_id: int, run_id: int) -> ResponseReturnValue:
    """One printing: its file or that it is being made, and what must be written by hand."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    run = get_run(vote_id, run_id)
    papers = list_papers_in(run.id)
    page = {"missing": missing_characters(vote, papers), "waiting": printing_work.is_waiting(run)}
    ready = run.file_name is not None or not printing_work.is_large(run)
    ends = (papers[0], papers[-1])
    return render_template("voting/desk/print_run.html", vote=vote, run=run, ready=ready, ends=ends, **page)


@bp.get(f"{_RUN}/ballots.pdf")
@requires(Permission.BALLOT_ENTER)
def print_file(estate_id: int, vote_id: int, run_id: int) -> ResponseReturnValue:
    """The papers themselves. The same file as often as the printer jams: the numbers stay."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    run = get_run(vote_id, run_id)
    if not printing_work.is_large(run):
        return _pdf(printing_work.set_papers(vote, run, _site()), f"ballots-{run.number}")
    if run.file_name is None:
        return redirect(_run_of(vote, run.id), 303)
    try:
        content = printing_work.printed_path(run.file_name).read_bytes()
    except FileNotFoundError:
        abort(404)
    return _pdf(content, f"ballots-{run.number}")


@bp.post(f"{_RUN}/again")
@requires(Permission.BALLOT_ENTER)
def print_again(estate_id: int, vote_id: int, run_id: int) -> ResponseReturnValue:
    """Make the file anew after it was cleared away."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    try:
        with transaction():
            printing_work.make_again(_large(vote_id, run_id), clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, _run_of(vote, run_id))
    return redirect(_run_of(vote, run_id), 303)


def _large(vote_id: int, run_id: int) -> PrintRun:
    """Small ones have no file to be made."""
    run = get_run(vote_id, run_id)
    return run if printing_work.is_large(run) else abort(404)


@bp.get(f"{VOTE}/papers/lists/<kind>.pdf")
@requires(Permission.BALLOT_ENTER)
def print_list(estate_id: int, vote_id: int, kind: str) -> ResponseReturnValue:
    """上门清单, 送达签收表 or 单元门海报, of one building or all."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    if kind not in set(ListKind) or not takes_papers(vote):
        abort(404)
    wanted = request.args.get("building")
    out = [each for each in list_out(vote_id) if wanted in {None, "", each.voter.parts[0].building}]
    if not out:
        abort(404)
    if kind == ListKind.POSTERS:
        return _pdf(typeset("vote_posters", poster_words(vote, out, _site(), clock.now())), kind)
    return _pdf(typeset("vote_lists", list_words(ListKind(kind), vote, out, clock.now())), kind)


def _pdf(content: bytes, name: str) -> Response:
    """Opens in the browser's own viewer, from which it is printed; nobody on the way keeps a copy."""
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return Response(content, mimetype="application/pdf", headers=headers)


def _site() -> str:
    site: str = current_app.config["PORTAL"].public_url
    return site


def _run_of(vote: Vote, run_id: int) -> str:
    return url_for(".print_run", estate_id=vote.estate_id, vote_id=vote.id, run_id=run_id)
