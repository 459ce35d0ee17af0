"""The staff's pages that join features."""

from flask import Blueprint

from portal.accounts.queries import list_grants
from portal.audit.services import Actor
from portal.communities.directory import Scope
from portal.desk import schedules
from portal.desk import today as work
from portal.permissions import Permission
from portal.web.guard import account

bp = Blueprint("desk", __name__, url_prefix="/desk")
bp.record(lambda _state: schedules.start())


def actor() -> Actor:
    """Who sits at the desk, for the record."""
    return Actor(account().id, account().display_name)


def reach(permission: Permission) -> Scope:
    """Where the roles of whoever is asking give a permission."""
    return work.scope(list_grants(account().id), permission)
