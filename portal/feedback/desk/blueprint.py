"""What all staff pages on cases share: who asks, for which office, and whose case it is to work on."""

from collections.abc import Collection

from flask import Blueprint

from portal.accounts import sessions
from portal.audit.services import Actor
from portal.communities.directory import Place, Scope, list_places
from portal.communities.queries import get_estate
from portal.domain.bodies import Body
from portal.domain.handling import Level
from portal.feedback import queries
from portal.feedback.models import Case
from portal.permissions import Permission, Role, may
from portal.web.guard import account, allowed, not_here

bp = Blueprint("feedback_desk", __name__, url_prefix="/desk")


def actor() -> Actor:
    return Actor(account().id, account().display_name)


def office(estate_id: int, case: Case | None = None) -> str:
    """For whom this member of staff speaks: a body, the street, the district, or the community."""
    estate = get_estate(estate_id)
    roles = account().roles_at(estate_id=estate_id)
    if Role.STREET in roles:
        return estate.street.name
    if Role.COMMUNITY_CLERK in roles:
        return estate.community.name
    if Role.HANDLER in roles and case is not None and case.body is not None:
        return queries.contact_of(case.body, estate).name
    return queries.name_of(Body.HOUSING, estate) if Role.DISTRICT in roles else estate.community.name


def own_bodies(estate_id: int) -> Collection[Body] | None:
    """The bodies to whose cases this person is confined; None for who reads all of them."""
    if allowed(Permission.CASE_READ, estate_id=estate_id):
        return None
    return queries.bodies_handled_by(account().id)


def see(estate_id: int, case_id: int) -> Case:
    """A case that this person may read. Anything else is not there."""
    case = queries.get_case(estate_id, case_id)
    bodies = own_bodies(estate_id)
    if bodies is not None and case.body not in bodies:
        not_here()
    return case


def may_work(case: Case) -> bool:
    """The committee and the street always; a body on its own; the district on what came up to it."""
    if allowed(Permission.CASE_ANSWER, estate_id=case.estate_id):
        return True
    if case.level is Level.DISTRICT and allowed(Permission.CASE_DIRECT, estate_id=case.estate_id):
        return True
    handles = Role.HANDLER in account().roles_at(estate_id=case.estate_id)
    return handles and case.body in queries.bodies_handled_by(account().id)


def work_on(estate_id: int, case_id: int) -> Case:
    """A case that this person may work on, read anew: for the inside of a transaction."""
    case = see(estate_id, case_id)
    if not may_work(case):
        not_here()
    return case


def reach(permission: Permission) -> list[Place]:
    """The estates in which this person holds a permission."""
    held = [grant for grant in sessions.current().grants if may(frozenset({grant.role}), permission)]
    scope = Scope(
        everywhere=any(grant.estate_id is None and grant.street_id is None for grant in held),
        street_ids=frozenset(grant.street_id for grant in held if grant.street_id is not None),
        estate_ids=frozenset(grant.estate_id for grant in held if grant.estate_id is not None),
    )
    return list(list_places(within=scope))
