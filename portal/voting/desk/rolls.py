"""The roll before a vote: publish it without names, print it, number objections and answer them."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.voting import presenting
from portal.voting import queries as votes
from portal.voting.desk.blueprint import VOTE, actor, bp
from portal.voting.forms.rolls import AnswerForm, PublishRollForm, TakeObjectionForm
from portal.voting.queries import rolls as queries
from portal.voting.queries.elector_rolls import elector_snapshot, find_vote_of
from portal.voting.services import rolls as services
from portal.web import clock
from portal.web.guard import requires
from portal.web.i18n import gettext

_ROLLS = "/estates/<int:estate_id>/roll/publications"
_ONE = f"{_ROLLS}/<int:number>"


@bp.get(_ROLLS)
@requires(Permission.ROLL_READ)
def rolls(estate_id: int) -> ResponseReturnValue:
    """Every publication, the newest first, and the form for the next one."""
    estate, now = presenting.estate(estate_id), clock.now()
    living = queries.snapshot(estate_id)
    found = queries.list_publications(estate_id)
    page: dict[str, Any] = {
        "estate": estate,
        "publications": [(each, queries.count_unanswered(each.id)) for each in found],
        "living": living,
        "current": bool(found) and found[0].fingerprint == living.fingerprint,
        "now": now,
    }
    return render_template("voting/desk/rolls.html", **page)


@bp.route(f"{_ROLLS}/new", methods=["GET", "POST"])
@requires(Permission.VOTE_PREPARE)
def publish_roll(estate_id: int) -> ResponseReturnValue:
    """The living roll goes up as it stands now."""
    estate = presenting.estate(estate_id)
    form = PublishRollForm(data={"posted_at": clock.now()})
    if form.submitted():
        posted = min(form.posted_at.data, clock.now())
        try:
            with transaction():
                made = services.publish_roll(
                    presenting.estate(estate_id),
                    days=form.days.data,
                    by=actor(),
                    now=clock.now(),
                    posted_at=posted,
                )
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("名册已公布，在名册上的业主登录后看得到。请把纸质名册也张贴出来。"))
            return redirect(url_for(".roll_publication", estate_id=estate_id, number=made.number), 303)
    return render_template("voting/desk/publish_roll.html", estate=estate, form=form)


@bp.route(f"{VOTE}/electors/publish", methods=["GET", "POST"])
@requires(Permission.VOTE_PREPARE)
def publish_electors(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Who belongs to a residents' meeting goes up as it stands now, without names."""
    vote = votes.get_vote(vote_id, estate_id=estate_id)
    form = PublishRollForm(data={"posted_at": clock.now(), "days": votes.setting(vote, "roll_days")})
    if form.submitted():
        posting = {"days": form.days.data, "posted_at": min(form.posted_at.data, clock.now())}
        try:
            with transaction():
                again = votes.get_vote(vote_id, estate_id=estate_id)
                made = services.publish_electors(again, by=actor(), now=clock.now(), **posting)
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("居民名单已公布，本小区的住户登录后看得到。请把纸质名单也张贴出来。"))
            return redirect(_publication(estate_id, made.number), 303)
    return render_template(
        "voting/desk/publish_electors.html", vote=vote, form=form, living=elector_snapshot(vote)
    )


@bp.get(_ONE)
@requires(Permission.ROLL_READ)
def roll_publication(estate_id: int, number: int) -> ResponseReturnValue:
    """One publication with its objections."""
    publication = queries.get_publication(estate_id, number)
    return render_template(
        "voting/desk/roll_publication.html",
        estate=presenting.estate(estate_id),
        publication=publication,
        buildings=queries.by_building(queries.lines_of(publication)),
        objections=queries.list_objections(publication.id),
        running=queries.is_running(publication, clock.now()),
        meeting=find_vote_of(publication.id),
    )


@bp.get(f"{_ONE}/print")
@requires(Permission.ROLL_READ)
def print_roll(estate_id: int, number: int) -> ResponseReturnValue:
    """For the notice board: homes, areas and their sources; nobody's name."""
    publication = queries.get_publication(estate_id, number)
    return render_template(
        "papers/roll.html",
        estate=presenting.estate(estate_id),
        publication=publication,
        buildings=queries.by_building(queries.lines_of(publication)),
        meeting=find_vote_of(publication.id),
    )


@bp.route(f"{_ONE}/objections/new", methods=["GET", "POST"])
@requires(Permission.VOTE_PREPARE)
def take_roll_objection(estate_id: int, number: int) -> ResponseReturnValue:
    """An objection that somebody brought on paper or in person."""
    publication, form = queries.get_publication(estate_id, number), TakeObjectionForm()
    if form.submitted():
        said = services.Objected(form.home.data, form.text.data, on_paper=True)
        try:
            with transaction():
                again = queries.get_publication(estate_id, number)
                services.object_to_roll(again, said, once=form.once.data, by=actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("异议记下了，请在异议期里答复。"))
            return redirect(_publication(estate_id, number), 303)
    page = {"estate": presenting.estate(estate_id), "publication": publication}
    return render_template("voting/desk/take_roll_objection.html", form=form, **page)


@bp.route(f"{_ONE}/objections/<int:objection>/answer", methods=["GET", "POST"])
@requires(Permission.VOTE_PREPARE)
def answer_roll_objection(estate_id: int, number: int, objection: int) -> ResponseReturnValue:
    """The answer that everybody on the roll reads."""
    publication, form = queries.get_publication(estate_id, number), AnswerForm()
    if form.submitted():
        try:
            with transaction():
                again = queries.get_objection(publication.id, objection)
                accepted = form.accepted.data == "yes"
                services.answer_objection(
                    again, form.answer.data, accepted=accepted, by=actor(), now=clock.now()
                )
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("答复好了。异议成立的，请改名册、重新公布。"))
            return redirect(_publication(estate_id, number), 303)
    page = {"estate": presenting.estate(estate_id), "publication": publication}
    raised = queries.get_objection(publication.id, objection)
    return render_template("voting/desk/answer_roll_objection.html", form=form, objection=raised, **page)


def _publication(estate_id: int, number: int) -> str:
    return url_for(".roll_publication", estate_id=estate_id, number=number)
