"""Setting up a vote."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.communities.models import Estate
from portal.communities.queries import list_buildings, list_entrances
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.voting import presenting
from portal.voting.desk.blueprint import VOTES, actor, bp
from portal.voting.forms import VoteForm, proposal
from portal.voting.services import drafting
from portal.web import clock
from portal.web.guard import requires
from portal.web.i18n import gettext


@bp.route(f"{VOTES}/new", methods=["GET", "POST"])
@requires(Permission.VOTE_PREPARE)
def create(estate_id: int) -> ResponseReturnValue:
    """A draft; nothing is announced by it."""
    estate = presenting.estate(estate_id)
    form = _form(estate)
    if form.submitted():
        try:
            with transaction():
                made = drafting.create(form.specification(estate), actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("草稿建好了。请核对下面的清单和选票内容。"))
            return redirect(url_for(".console", estate_id=estate_id, vote_id=made.id), 303)
    return render_template("voting/desk/create.html", form=form, estate=estate)


def _form(estate: Estate) -> VoteForm:
    form = VoteForm(data=proposal(estate, clock.now()))
    form.offer(list_buildings(estate.id), list_entrances(estate.id))
    return form
