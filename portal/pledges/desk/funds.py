"""The fund board of a street or the district: every estate in scope in one table."""

from flask import render_template
from flask.typing import ResponseReturnValue

from portal.accounts.queries import list_grants
from portal.communities.directory import Scope, list_places
from portal.domain.ledger import Standing
from portal.permissions import Permission, may
from portal.pledges.desk.blueprint import bp
from portal.pledges.queries import funds as queries
from portal.web import clock
from portal.web.guard import account, requires


@bp.get("/funds")
@requires(Permission.PLEDGE_READ)
def funds() -> ResponseReturnValue:
    """By estate: schemes, promised, paid, due, overdue, spent, and what waits for a second person."""
    places = list_places(within=_scope(Permission.PLEDGE_READ))
    ids = [place.id for place in places]
    standings = queries.standings_by_estate(ids)
    return render_template(
        "pledges/desk/funds.html",
        places=[place for place in places if place.id in standings or place.id in queries.states(ids)],
        standings=standings,
        states=queries.states(ids),
        waiting=queries.count_waiting(ids),
        overdue=queries.overdue(ids, clock.now()),
        whole=sum(standings.values(), Standing()),
        zero=Standing(),
    )


def _scope(permission: Permission) -> Scope:
    """Where the roles of whoever is asking give the permission."""
    held = [grant for grant in list_grants(account().id) if may(frozenset({grant.role}), permission)]
    return Scope(
        everywhere=any(grant.estate_id is None and grant.street_id is None for grant in held),
        street_ids=frozenset(grant.street_id for grant in held if grant.street_id is not None),
        estate_ids=frozenset(grant.estate_id for grant in held if grant.estate_id is not None),
    )
