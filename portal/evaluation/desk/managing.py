"""Who manages, who keeps, and the common money, as the desk writes it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from portal.db import transaction
from portal.domain.errors import RuleViolated
from portal.evaluation import queries, words
from portal.evaluation.desk.blueprint import actor, bp
from portal.evaluation.forms import KeepForm, MoneyForm, TermForm
from portal.evaluation.services import managing as services
from portal.permissions import Permission
from portal.plans import queries as plans
from portal.plans.models import Item, ItemState
from portal.web import clock
from portal.web.guard import requires


def _built(estate_id: int) -> list[Item]:
    project = plans.find_published(estate_id)
    items = plans.list_items(project.id) if project else []
    return [item for item in items if item.state is ItemState.DONE]


@bp.get("/management")
@requires(Permission.DESK_READ)
def management(estate_id: int) -> ResponseReturnValue:
    """What is in force, and where each part of it is changed."""
    return render_template(
        "evaluation/desk/management.html",
        estate_id=estate_id,
        term=queries.find_term(estate_id),
        terms=queries.list_terms(estate_id),
        built=_built(estate_id),
        upkeep=queries.list_upkeep(estate_id),
        money=queries.list_money(estate_id),
        today=clock.now().astimezone(clock.CHINA).date(),
        words=words,
    )


@bp.route("/management/decide", methods=["GET", "POST"])
@requires(Permission.MANAGEMENT_EDIT)
def decide(estate_id: int) -> ResponseReturnValue:
    """A new manager by a decision: a vote of the portal, or one named in words."""
    form = TermForm()
    form.vote.choices = [
        SelectChoice(0, _("不是在这里投的")),
        *(SelectChoice(vote.id, vote.title) for vote in queries.list_decisions(estate_id)),
    ]
    if form.submitted():
        try:
            with transaction():
                services.decide(estate_id, form.terms(), by=actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("已按决定更改。"))
            return redirect(url_for(".management", estate_id=estate_id), 303)
    return render_template("evaluation/desk/decide.html", estate_id=estate_id, form=form)


@bp.route("/management/keep", methods=["GET", "POST"])
@requires(Permission.MANAGEMENT_EDIT)
def keep(estate_id: int) -> ResponseReturnValue:
    """Who keeps an item that was built."""
    form, built = KeepForm(), _built(estate_id)
    form.item.choices = [SelectChoice(item.id, item.name) for item in built]
    if request.method == "GET":
        form.item.data = request.args.get("item", type=int)
    if form.submitted():
        with transaction():
            item = plans.get_item(estate_id, form.item.data)
            services.keep(item, form.keeping(), by=actor(), now=clock.now())
        flash(_("已写明谁管护。"))
        return redirect(url_for(".management", estate_id=estate_id), 303)
    return render_template("evaluation/desk/keep.html", estate_id=estate_id, form=form, built=built)


@bp.route("/management/money", methods=["GET", "POST"])
@requires(Permission.MANAGEMENT_EDIT)
def money(estate_id: int) -> ResponseReturnValue:
    """Post a period of the owners' common money."""
    form = MoneyForm()
    if form.submitted():
        try:
            with transaction():
                services.post_statement(estate_id, form.statement(), by=actor(), now=clock.now())
        except RuleViolated as refusal:
            form.refuse(refusal)
        else:
            flash(_("已公布。写错了不能改，下一期里说明更正。"))
            return redirect(url_for(".management", estate_id=estate_id), 303)
    return render_template(
        "evaluation/desk/money.html",
        estate_id=estate_id,
        form=form,
        posted=queries.list_money(estate_id),
        words=words,
    )
