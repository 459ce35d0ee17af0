"""The published roll for people who stand on it, and their objections; never for the open web."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.audit.services import Actor
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.voting import presenting
from portal.voting.forms.rolls import ObjectForm
from portal.voting.models import RollPublication
from portal.voting.queries import rolls as queries
from portal.voting.queries.elector_rolls import list_elector_publications
from portal.voting.services import rolls as services
from portal.voting.views import bp
from portal.web.clock import now
from portal.web.guard import account, not_here, requires
from portal.web.i18n import gettext


@bp.get("/estates/<int:estate_id>/roll")
@requires(Permission.VOTE_CAST)
def roll(estate_id: int) -> ResponseReturnValue:
    """Homes, areas and their sources as they were published, and every objection with its answer."""
    estate = presenting.estate(estate_id)
    if not queries.is_on_the_roll(account().id, estate_id):
        return render_template("voting/not_on_roll.html", estate=estate, homes=presenting.homes(estate_id))
    publication = queries.find_last_publication(estate_id)
    if publication is None:
        return render_template("voting/roll.html", estate=estate, publication=None)
    own = set(queries.own_homes(account().id, estate_id))
    lines = queries.lines_of(publication)
    return render_template(
        "voting/roll.html",
        estate=estate,
        publication=publication,
        own=[line for line in lines if line.home in own],
        buildings=queries.by_building(lines),
        objections=queries.list_objections(publication.id),
        running=queries.is_running(publication, now()),
    )


@bp.route("/estates/<int:estate_id>/roll/object", methods=["GET", "POST"])
@requires(Permission.VOTE_CAST)
def object_to_roll(estate_id: int) -> ResponseReturnValue:
    """Something about one's own home is wrong on the published roll."""
    publication = _own_roll(estate_id)
    form = ObjectForm()
    form.offer(queries.own_homes(account().id, estate_id))
    if form.submitted():
        try:
            with transaction():
                _object(_own_roll(estate_id), form)
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("异议记下了。社区会答复，答复写在名册下面。"))
            return redirect(url_for("voting.roll", estate_id=estate_id), 303)
    page = {"estate": presenting.estate(estate_id), "publication": publication}
    return render_template("voting/object_to_roll.html", form=form, **page)


@bp.get("/estates/<int:estate_id>/electors")
@requires(Permission.VOTE_CAST)
def electors(estate_id: int) -> ResponseReturnValue:
    """The last list of a residents' meeting, for people who live here: homes and numbers, no names."""
    estate, homes = presenting.estate(estate_id), _homes(estate_id)
    found = list_elector_publications(estate_id)
    if not homes or not found:
        not_here()
    publication, meeting = found[0]
    lines = queries.lines_of(publication)
    return render_template(
        "voting/electors.html",
        estate=estate,
        publication=publication,
        meeting=meeting,
        own=[line for line in lines if line.home in set(homes)],
        buildings=queries.by_building(lines),
        objections=queries.list_objections(publication.id),
        running=queries.is_running(publication, now()),
    )


@bp.route("/estates/<int:estate_id>/electors/object", methods=["GET", "POST"])
@requires(Permission.VOTE_CAST)
def object_to_electors(estate_id: int) -> ResponseReturnValue:
    """The number of one's own home is wrong on the list."""
    estate, homes, form = presenting.estate(estate_id), _homes(estate_id), ObjectForm()
    form.offer(homes)
    form.text.description = gettext("例如：我家住了三位成年人，名单上写的是两位")
    found = list_elector_publications(estate_id)
    if not homes or not found:
        not_here()
    if form.submitted():
        try:
            with transaction():
                _object(list_elector_publications(estate_id)[0][0], form)
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("异议记下了。社区会答复，答复写在名单下面。"))
            return redirect(url_for("voting.electors", estate_id=estate_id), 303)
    page = {"estate": estate, "publication": found[0][0], "meeting": found[0][1]}
    return render_template("voting/object_to_roll.html", form=form, **page)


def _homes(estate_id: int) -> list[str]:
    """By name, as the list has them."""
    own = [home.part for home in presenting.homes(estate_id)]
    return [f"{part.entrance.building.name}{part.entrance.name}{part.room}" for part in own]


def _own_roll(estate_id: int) -> RollPublication:
    """Nothing is here for somebody who does not stand on the roll, or while none is published."""
    publication = queries.find_last_publication(estate_id)
    if publication is None or not queries.is_on_the_roll(account().id, estate_id):
        not_here()
    return publication


def _object(publication: RollPublication, form: ObjectForm) -> None:
    said = services.Objected(form.home.data, form.text.data)
    by = Actor(account().id, account().display_name)
    services.object_to_roll(publication, said, once=form.once.data, by=by, now=now())
