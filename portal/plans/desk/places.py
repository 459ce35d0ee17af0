"""Which doors an item touches, put down by staff."""

from flask import flash, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from portal.communities.queries import list_buildings, list_entrances
from portal.db import transaction
from portal.permissions import Permission
from portal.plans import queries
from portal.plans.desk.blueprint import back, bp, deed_by, plan_url
from portal.plans.forms.publicity import PlacesForm
from portal.plans.queries.places import list_item_places
from portal.plans.services.places import set_places
from portal.web import clock
from portal.web.guard import requires


@bp.route("/estates/<int:estate_id>/plan/items/<int:item_id>/places", methods=["GET", "POST"])
@requires(Permission.PLAN_EDIT)
def item_places(estate_id: int, item_id: int) -> ResponseReturnValue:
    """Whole buildings, single entrances, or neither for the whole estate."""
    item = queries.get_item(estate_id, item_id)
    held = list_item_places([item_id]).get(item_id, ())
    form = PlacesForm(
        data={
            "buildings": [str(each.building_id) for each in held if each.entrance_id is None],
            "entrances": [str(each.entrance_id) for each in held if each.entrance_id is not None],
        }
    )
    form.buildings.choices = [SelectChoice(str(each.id), each.name) for each in list_buildings(estate_id)]
    form.entrances.choices = [
        SelectChoice(str(each.id), f"{each.building.name}{each.name}")
        for each in list_entrances(estate_id)
        if each.name
    ]
    if form.submitted():
        with transaction():
            found = queries.get_item(estate_id, item_id)
            chosen = (
                [int(k) for k in form.buildings.data or ()],
                [int(k) for k in form.entrances.data or ()],
            )
            set_places(found, *chosen, by=deed_by(), now=clock.now())
        flash(_("已记下，这些楼的居民打开就看得到。"))
        return back(estate_id)
    return render_template("plans/desk/item_places.html", form=form, item=item, up=plan_url(estate_id))
