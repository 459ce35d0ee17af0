"""户内装修 on the desk: put an order up, read its list, close it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.communities.queries import get_estate
from portal.permissions import Permission
from portal.pledges.desk.blueprint import actor, bp, done, press
from portal.pledges.forms.money import OrderForm
from portal.pledges.queries import joint_orders as queries
from portal.pledges.services import joint_orders as services
from portal.web import clock
from portal.web.guard import requires

_ORDERS = "/estates/<int:estate_id>/joint-orders"


@bp.get(_ORDERS)
@requires(Permission.PLEDGE_READ)
def joint_orders(estate_id: int) -> ResponseReturnValue:
    """All orders with the homes on their lists."""
    orders = queries.list_orders(estate_id)
    return render_template(
        "pledges/desk/joint_orders.html",
        estate=get_estate(estate_id),
        orders=[(order, queries.list_names(order.id)) for order in orders],
    )


@bp.route(f"{_ORDERS}/new", methods=["GET", "POST"])
@requires(Permission.PLEDGE_MANAGE)
def start_order(estate_id: int) -> ResponseReturnValue:
    """What may be ordered together, in words."""
    form = OrderForm()

    def deed() -> object:
        offer = services.Offer(form.title.data, form.what.data, form.contact.data, form.closes_on.data)
        return services.start(estate_id, offer, by=actor(), now=clock.now())

    if form.submitted() and done(form, deed):
        flash(_("已放出来，居民可以报名。"))
        return redirect(url_for(".joint_orders", estate_id=estate_id), 303)
    return render_template("pledges/desk/start_order.html", estate_id=estate_id, form=form)


@bp.post(f"{_ORDERS}/<int:order_id>/close")
@requires(Permission.PLEDGE_MANAGE)
def close_order(estate_id: int, order_id: int) -> ResponseReturnValue:
    """No more names."""
    return press(
        url_for(".joint_orders", estate_id=estate_id),
        lambda: services.close(queries.get_order(estate_id, order_id), by=actor(), now=clock.now()),
        _("报名已结束。"),
    )
