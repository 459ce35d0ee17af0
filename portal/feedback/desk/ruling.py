"""A street's own beginnings of answers, and its table of who answers for what."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import SelectChoice

from portal.communities.queries import get_estate
from portal.db import transaction
from portal.domain.bodies import TOPICS, Body, Spot, Topic, route
from portal.domain.errors import RuleViolated
from portal.feedback import queries, words
from portal.feedback.desk.blueprint import actor, bp
from portal.feedback.forms import ReplyForm
from portal.feedback.replies import replies_of
from portal.feedback.services import ruling
from portal.permissions import Permission
from portal.web import clock
from portal.web.forms import Form
from portal.web.guard import not_here, requires
from portal.web.i18n import _l

_REPLIES = "/estates/<int:estate_id>/replies"


@bp.get(_REPLIES)
@requires(Permission.CASE_SET)
def replies(estate_id: int) -> ResponseReturnValue:
    """Every beginning of an answer, by the step it belongs to."""
    estate = get_estate(estate_id)
    return render_template(
        "feedback/desk/replies.html",
        estate=estate,
        replies=replies_of(estate.street_id).values(),
        words=words,
    )


@bp.route(f"{_REPLIES}/edit", methods=["GET", "POST"])
@requires(Permission.CASE_SET)
def reply(estate_id: int) -> ResponseReturnValue:
    """One of them by its key, or a new one."""
    estate, key = get_estate(estate_id), request.args.get("key", "")
    known = replies_of(estate.street_id).get(key)
    if key and known is None:
        not_here()
    form = ReplyForm(data={"state": known.state, "name": _(known.name), "text": known.text} if known else {})
    form.state.choices = [SelectChoice(state.value, _l(name)) for state, name in words.STEPS.items()]
    if form.submitted():
        try:
            with transaction():
                ruling.write_reply(
                    estate.street_id,
                    key,
                    form.state.data,
                    form.name.data,
                    form.text.data,
                    by=actor(),
                    now=clock.now(),
                )
        except RuleViolated as refusal:
            form.refuse(refusal, "text")
        else:
            flash(_("已保存。发出前还要有人看过、填好。"))
            return redirect(url_for(".replies", estate_id=estate_id), 303)
    return render_template("feedback/desk/reply.html", estate=estate, form=form, known=known)


@bp.post(f"{_REPLIES}/drop")
@requires(Permission.CASE_SET)
def drop_reply(estate_id: int) -> ResponseReturnValue:
    """The street's own goes; the portal's stands again."""
    key = request.form.get("key", "")[:40]
    with transaction():
        ruling.drop_reply(get_estate(estate_id).street_id, key, by=actor(), now=clock.now())
    flash(_("已去掉。"))
    return redirect(url_for(".replies", estate_id=estate_id), 303)


@bp.route("/estates/<int:estate_id>/routing", methods=["GET", "POST"])
@requires(Permission.CASE_SET)
def routing(estate_id: int) -> ResponseReturnValue:
    """Topic by spot: which body a new case goes to first."""
    estate = get_estate(estate_id)
    form = Form()
    if form.submitted():
        wanted = {pair: _picked(*pair) for pair in ((topic, spot) for topic in Topic for spot in Spot)}
        with transaction():
            ruling.rule(estate.street_id, wanted, by=actor(), now=clock.now())
        flash(_("已保存，新登记的事按新的分工转。"))
        return redirect(url_for(".routing", estate_id=estate_id), 303)
    return render_template(
        "feedback/desk/routing.html",
        estate=estate,
        form=form,
        topics=TOPICS,
        spots=words.SPOTS,
        policy={(topic, spot): route(topic, spot) for topic in Topic for spot in Spot},
        own=ruling.rules_of(estate.street_id),
        bodies=queries.bodies_of(estate),
    )


def _picked(topic: Topic, spot: Spot) -> Body:
    """What was picked in the square; what was typed past the form is the policy's."""
    typed = request.form.get(f"{topic.value}-{spot.value}", "")
    return Body(typed) if typed in tuple(Body) else route(topic, spot)
