"""户内装修: the owner's own money. Information, and lists of homes that would order together."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.communities.queries import get_estate
from portal.db import transaction
from portal.domain.deadlines import local_day
from portal.domain.errors import RuleViolated
from portal.permissions import Permission
from portal.pledges.queries import bank
from portal.pledges.queries import joint_orders as queries
from portal.pledges.services import joint_orders as services
from portal.pledges.views.blueprint import actor, bp
from portal.web import clock
from portal.web.error_pages import refuse
from portal.web.guard import current_account, public, requires

_INDOOR = "/estates/<int:estate_id>/indoor"


@bp.get(_INDOOR)
@public
def indoor(estate_id: int) -> ResponseReturnValue:
    """What is said about it, and how many homes are on each list."""
    who = current_account()
    parts = queries.own_part_ids(who.id, estate_id) if who else ()
    names = bank.names_of(estate_id) if parts else {}
    return render_template(
        "pledges/indoor.html",
        estate=get_estate(estate_id),
        orders=queries.list_orders(estate_id),
        counts=queries.count_names(estate_id),
        homes=[(part_id, names[part_id]) for part_id in parts],
        on=queries.own_names(who.id, estate_id) if who else set(),
        today=local_day(clock.now()),
    )


@bp.post(f"{_INDOOR}/<int:order_id>/homes/<int:part_id>/on")
@requires(Permission.PLEDGE_MAKE)
def put_down(estate_id: int, order_id: int, part_id: int) -> ResponseReturnValue:
    """Put the own home on a list."""
    page = url_for(".indoor", estate_id=estate_id)
    try:
        with transaction():
            order = queries.get_order(estate_id, order_id)
            services.put_down(order, part_id, by=actor(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, page)
    flash(_("已报名。只是登记，不收钱。"))
    return redirect(page, 303)


@bp.post(f"{_INDOOR}/<int:order_id>/homes/<int:part_id>/off")
@requires(Permission.PLEDGE_MAKE)
def take_off(estate_id: int, order_id: int, part_id: int) -> ResponseReturnValue:
    """Take it off again."""
    page = url_for(".indoor", estate_id=estate_id)
    try:
        with transaction():
            order = queries.get_order(estate_id, order_id)
            services.take_off(order, part_id, by=actor(), now=clock.now())
    except RuleViolated as refusal:
        return refuse(refusal, page)
    flash(_("已取消报名。"))
    return redirect(page, 303)
