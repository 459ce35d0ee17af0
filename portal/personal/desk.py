"""The desk's page on what people ask about their own data."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.audit.services import Actor
from portal.communities.queries import get_estate
from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.personal import queries, services, words
from portal.personal.forms import AnswerForm
from portal.web import clock
from portal.web.guard import account, requires

bp = Blueprint("personal_desk", __name__, url_prefix="/desk")


@bp.get("/estates/<int:estate_id>/data-requests")
@requires(Permission.CLAIM_CHECK)
def data_requests(estate_id: int) -> ResponseReturnValue:
    """What waits, and what was answered."""
    get_estate(estate_id)
    asked = queries.list_asked(estate_id)
    return render_template("personal/desk/data_requests.html", asked=asked, estate_id=estate_id, words=words)


@bp.route("/estates/<int:estate_id>/data-requests/<int:data_request_id>", methods=["GET", "POST"])
@requires(Permission.CLAIM_CHECK)
def answer_data_request(estate_id: int, data_request_id: int) -> ResponseReturnValue:
    """One request and the desk's word to it."""
    found, form = queries.get_request(estate_id, data_request_id), AnswerForm()
    back = url_for(".data_requests", estate_id=estate_id)
    if form.submitted():
        by, granted = Actor(account().id, account().display_name), form.granted.data == "yes"
        try:
            with transaction():
                services.answer(
                    clock.now(), by, estate_id, data_request_id, form.answer.data, granted=granted
                )
            flash(_("答复好了，已经告诉本人。"))
            return redirect(back, 303)
        except RuleViolated as refusal:
            form.refuse(refusal)
    return render_template(
        "personal/desk/answer_data_request.html", form=form, found=found, back=back, words=words
    )
