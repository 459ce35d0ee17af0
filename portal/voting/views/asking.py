"""“Has a vote been cast for my home?”, for whoever is on the roll and has no account."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.accounts import sessions
from portal.accounts.services import codes
from portal.communities.queries import list_buildings
from portal.communities.roll.places import building_in, entrance_in, room_in
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.voting import queries
from portal.voting.forms.asking import AskForm
from portal.voting.returned import Home
from portal.voting.services.asking import answer_by_text, count_question
from portal.voting.views import bp
from portal.web.clock import now
from portal.web.guard import public
from portal.web.i18n import gettext


@bp.route("/estates/<int:estate_id>/votes/<int:vote_id>/ask", methods=["GET", "POST"])
@public
def ask(estate_id: int, vote_id: int) -> ResponseReturnValue:
    """Phone and room; the page says the same to everybody, the answer goes to the phone."""
    vote, form = queries.get_public_vote(vote_id, estate_id), AskForm()
    form.building.choices = [building.name for building in list_buildings(estate_id)]
    if form.submitted():
        try:
            phone = codes.clean_mobile(form.phone.data)
            with transaction():
                count_question(phone, sessions.caller(), now=now())
            with transaction():
                again = queries.get_public_vote(vote_id, estate_id)
                answer_by_text(again, _home(form), phone, now=now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(gettext("如果名册上这一户登记的是这个手机号，答复已经用短信发过去了。"))
            return redirect(url_for(".ask", estate_id=estate_id, vote_id=vote_id), 303)
    return render_template("voting/ask.html", vote=vote, form=form)


def _home(form: AskForm) -> Home:
    building, entrance = building_in(form.building.data).name, form.entrance.data
    return Home(building, entrance_in(entrance).name if entrance else "", room_in(form.room.data))
