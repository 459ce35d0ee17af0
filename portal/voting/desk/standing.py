"""Who speaks for a voter: record a mandate from its paper, confirm it, end it; deaths; barred proxies."""

from flask import flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.voting import presenting, queries
from portal.voting.desk.blueprint import VOTE, actor, bp
from portal.voting.forms.standing import BarForm, DeathForm, EndForm, MandateForm
from portal.voting.models import Vote
from portal.voting.queries import acting
from portal.voting.queries import mandates as listed
from portal.voting.queries.papers import get_voter
from portal.voting.services import standing as services
from portal.voting.services.standing import Document, Person
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import account, not_here, requires
from portal.web.i18n import gettext
from portal.web.uploads import kept_pictures, picture_path

_VOTER = f"{VOTE}/voters/<int:voter_id>"
_ONE = f"{VOTE}/mandates/<int:mandate_id>"


@bp.get(f"{VOTE}/mandates")
@requires(Permission.BALLOT_ENTER)
def mandates(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Every mandate that bears on this vote; those that wait for a second person first."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    return render_template(
        "voting/desk/mandates.html",
        vote=vote,
        mandates=listed.list_mandates_of(vote),
        barred=listed.list_barred(estate_id),
        me=account().id,
    )


@bp.get(_VOTER)
@requires(Permission.BALLOT_ENTER)
def represent(estate_id: int, vote_id: int, voter_id: int) -> ResponseReturnValue:
    """One voter: whose, who speaks for it, and what can be recorded."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    found = get_voter(vote_id, voter_id)
    owners = presenting.owners_of(found)
    return render_template(
        "voting/desk/represent.html",
        vote=vote,
        voter=found,
        owners=[(owner, acting.has_died([owner.id])) for owner in owners],
        mandates=listed.list_all_of(vote_id, found.party_id) if found.party_id is not None else [],
        needs_body=any(acting.is_body(owner.id_number) for owner in owners),
        me=account().id,
    )


@bp.route(f"{_VOTER}/mandate", methods=["GET", "POST"])
@requires(Permission.BALLOT_ENTER)
def record_mandate(estate_id: int, vote_id: int, voter_id: int) -> ResponseReturnValue:
    """The first person's reading of the paper."""
    vote, found, form = _own(estate_id, vote_id, voter_id), get_voter(vote_id, voter_id), MandateForm()
    form.offer()
    if form.submitted():
        try:
            with kept_pictures([form.paper.data]) as keys, transaction():
                who = (form.person(), Document(keys[0], form.note.data))
                again = get_voter(vote_id, voter_id)
                services.record_mandate(again, form.mandate_kind(), who, by=actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("登记好了，请另一个人看原件确认。"))
            return redirect(_voter_page(vote, voter_id), 303)
    return render_template("voting/desk/record_mandate.html", vote=vote, voter=found, form=form)


@bp.post(f"{_ONE}/confirm")
@requires(Permission.BALLOT_ENTER)
def confirm_mandate(estate_id: int, vote_id: int, mandate_id: int) -> ResponseReturnValue:
    """The second person has seen the paper, too."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    back = url_for(".mandates", estate_id=estate_id, vote_id=vote.id)
    try:
        with transaction():
            mandate = listed.get_mandate(estate_id, mandate_id)
            services.confirm_mandate(mandate, by=actor(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, back)
    flash(gettext("确认好了，从现在起有效。"))
    return redirect(back, 303)


@bp.route(f"{_ONE}/end", methods=["GET", "POST"])
@requires(Permission.BALLOT_ENTER)
def end_mandate(estate_id: int, vote_id: int, mandate_id: int) -> ResponseReturnValue:
    """Taken back, or found wrong."""
    vote, form = queries.get_vote(vote_id, estate_id=estate_id), EndForm()
    mandate = listed.get_mandate(estate_id, mandate_id)
    if form.submitted():
        try:
            with transaction():
                again = listed.get_mandate(estate_id, mandate_id)
                services.end_mandate(again, form.reason.data, by=actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("已结束。之前投的票仍然算数，都有记录。"))
            return redirect(url_for(".mandates", estate_id=estate_id, vote_id=vote_id), 303)
    return render_template("voting/desk/end_mandate.html", vote=vote, mandate=mandate, form=form)


@bp.get(f"{_ONE}/paper")
@requires(Permission.BALLOT_ENTER)
def mandate_paper(estate_id: int, vote_id: int, mandate_id: int) -> ResponseReturnValue:
    """The picture of the paper, for the second person and for whoever checks later."""
    queries.get_vote(vote_id, estate_id=estate_id)
    mandate = listed.get_mandate(estate_id, mandate_id)
    answer = send_file(picture_path(mandate.paper or ""), mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.route(f"{_VOTER}/death", methods=["GET", "POST"])
@requires(Permission.BALLOT_ENTER)
def record_death(estate_id: int, vote_id: int, voter_id: int) -> ResponseReturnValue:
    """An owner has died; the heirs' representative comes next."""
    vote, found, form = _own(estate_id, vote_id, voter_id), get_voter(vote_id, voter_id), DeathForm()
    form.offer(presenting.owners_of(found))
    if form.submitted():
        with transaction():
            services.record_death(estate_id, form.owner.data, form.proof.data, by=actor(), now=clock.now())
        flash(gettext("登记好了。房屋仍计入总数，继承人推选代表以后才能投票。"))
        return redirect(_voter_page(vote, voter_id), 303)
    return render_template("voting/desk/record_death.html", vote=vote, voter=found, form=form)


@bp.route(f"{VOTE}/mandates/bar", methods=["GET", "POST"])
@requires(Permission.BALLOT_ENTER)
def bar_proxy(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Somebody who may not be a proxy in this estate."""
    vote, form = queries.get_vote(vote_id, estate_id=estate_id), BarForm()
    if form.submitted():
        person = Person(form.name.data, form.id_number.data)
        with transaction():
            services.bar_proxy(estate_id, person, form.reason.data, by=actor(), now=clock.now())
        flash(gettext("记下了，这个人在本小区不能当受托人。"))
        return redirect(url_for(".mandates", estate_id=estate_id, vote_id=vote_id), 303)
    return render_template("voting/desk/bar_proxy.html", vote=vote, form=form)


def _own(estate_id: int, vote_id: int, voter_id: int) -> Vote:
    """Nothing is here for a household, for which nobody can speak."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    if get_voter(vote_id, voter_id).party_id is None:
        not_here()
    return vote


def _voter_page(vote: Vote, voter_id: int) -> str:
    return url_for(".represent", estate_id=vote.estate_id, vote_id=vote.id, voter_id=voter_id)
