"""送达 by building: tick the doors, say how and when; and the public notice for those nobody could reach."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.voting import queries
from portal.voting.desk.blueprint import VOTE, actor, bp
from portal.voting.desk.pictures import PICTURES, picture, proof
from portal.voting.forms.deliveries import DeliverForm
from portal.voting.queries.deliveries import Out, Reached, by_building, figures, list_out
from portal.voting.queries.visits import get_delivery
from portal.voting.services.casting import takes_papers
from portal.voting.services.delivering import deliver
from portal.voting.words import WAYS
from portal.web import clock
from portal.web.guard import requires
from portal.web.i18n import gettext


@bp.route(f"{VOTE}/deliveries", methods=["GET", "POST"])
@requires(Permission.BALLOT_ENTER)
def deliveries(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """One building at a time; the figures of the whole vote above."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    out = list_out(vote_id)
    buildings = by_building(out) or abort(404)  # a draft has no voters yet
    building, doors = _picked(buildings)
    form = DeliverForm(data={"at": clock.now()})
    form.voters.choices = [(each.voter.id, str(each.voter.id)) for each in doors]
    if form.submitted():
        try:
            with proof(form.photos.data) as photo, transaction():
                again = queries.get_vote(vote_id, estate_id=estate_id)
                served = form.served(photo)
                number = deliver(again, form.voters.data, served, by=actor(), now=clock.now())
        except PICTURES as refusal:
            form.refuse(refusal, "photos")
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("登记了 %(number)s 户。", number=number))
            return redirect(
                url_for(".deliveries", estate_id=estate_id, vote_id=vote_id, building=building), 303
            )
    return render_template(
        "voting/desk/deliveries.html",
        vote=vote,
        form=form,
        building=building,
        doors=doors,
        buildings={name: figures(of) for name, of in buildings.items()},
        whole=figures(out),
        way_words=WAYS,
        takes=takes_papers(vote),
    )


def _picked(buildings: dict[str, list[Out]]) -> tuple[str, Sequence[Out]]:
    """The building that was asked for, else the first one where papers are still to be served."""
    asked = request.args.get("building", "")
    left = [name for name, of in buildings.items() if any(each.reached is Reached.ISSUED for each in of)]
    name = asked if asked in buildings else (left or list(buildings))[0]
    return name, buildings[name]


@bp.get(f"{VOTE}/deliveries/<int:delivery_id>/photo")
@requires(Permission.VOTE_READ)
def delivery_photo(estate_id: int, vote_id: int, delivery_id: int) -> ResponseReturnValue:
    """The proof of a serving, for staff and observers of the estate."""
    queries.get_vote(vote_id, estate_id=estate_id)
    return picture(get_delivery(vote_id, delivery_id).photo)


@bp.get(f"{VOTE}/deliveries/notice")
@requires(Permission.BALLOT_ENTER)
def print_undeliverable(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """For the notice board: doors without names, for as many days as the vote's setting says."""
    vote = queries.get_vote(vote_id, estate_id=estate_id)
    failed = [each.voter for each in list_out(vote_id) if each.reached is Reached.UNDELIVERABLE]
    days = queries.setting(vote, "undeliverable_days")
    return render_template("papers/undeliverable.html", vote=vote, voters=failed, days=days, now=clock.now())
