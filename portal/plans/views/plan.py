"""What is planned, for everybody to read."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.accounts import queries as people
from portal.communities.models import Entrance
from portal.communities.queries import get_estate
from portal.plans import policy, queries, shares, words
from portal.plans.models import Item
from portal.plans.queries.ledger import list_photos
from portal.plans.queries.places import list_item_places
from portal.plans.queries.publicity import find_running
from portal.plans.queries.scope import find_joined
from portal.plans.queries.wishes import wished_for
from portal.plans.views.blueprint import bp
from portal.web import clock
from portal.web.guard import current_account, public


@bp.get("/estates/<int:estate_id>/plan")
@public
def plan(estate_id: int) -> ResponseReturnValue:
    """The items by nature, each a row."""
    estate = get_estate(estate_id)
    project = queries.find_published(estate_id)
    items = queries.list_items(project.id) if project else []
    groups = {nature: [item for item in items if item.nature is nature] for nature in words.NATURES}
    return render_template(
        "plans/plan.html",
        estate=estate,
        project=project,
        items=items,
        joined=None if project else find_joined(estate_id),
        running=find_running(estate_id),
        doors=_own_doors(estate_id),
        groups={nature: found for nature, found in groups.items() if found},
        today=clock.now().astimezone(clock.CHINA).date(),
        words=words,
    )


def _own_doors(estate_id: int) -> list[Entrance]:
    """Entrances of the homes of whoever asks, each once."""
    who = current_account()
    if who is None or who.is_staff:
        return []
    own = {home.part.entrance_id: home.part.entrance for home in people.list_homes(who.id)}
    return [door for door in own.values() if door.estate_id == estate_id]


@bp.get("/estates/<int:estate_id>/plan/items/<int:item_id>")
@public
def item(estate_id: int, item_id: int) -> ResponseReturnValue:
    """What, where, for how much, who pays, who is responsible, when, and what it means for my home."""
    found = queries.get_published_item(estate_id, item_id)
    return render_template(
        "plans/item.html",
        item=found,
        together=shares.residents_part(found),
        mine=_my_part(found),
        says=policy.SAYS[found.category],
        source=policy.SOURCE,
        places=list_item_places([found.id]).get(found.id, ()),
        wished=wished_for(found.project_id).get(found.name),
        photos=[each for each in list_photos(found.project_id) if each.item_id == found.id],
        words=words,
    )


def _my_part(item: Item) -> int | None:
    """Fen for the homes of whoever asks; None for strangers, and while the split is open."""
    who = current_account()
    if who is None or not shares.residents_part(item):
        return None
    mine = [home.part_id for home in people.list_homes(who.id) if home.estate_id == item.estate_id]
    return shares.homes_part(item, queries.areas(item.estate_id), mine) if mine else None
