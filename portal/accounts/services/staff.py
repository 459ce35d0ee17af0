"""Accounts of staff: who is added, with which role and where."""

import re
from dataclasses import dataclass
from datetime import datetime

from portal import db
from portal.accounts import queries
from portal.accounts.errors import (
    BadUserName,
    NameTaken,
    NoSuchPlace,
    RoleHasNoPlace,
    RoleNeedsPlace,
    RoleNeedsStreet,
    SeveralPlaces,
)
from portal.accounts.models import Account, RoleGrant
from portal.audit.services import Actor, record
from portal.communities.models import Estate, Street
from portal.communities.queries import list_estates_named
from portal.permissions import STAFF_ROLES, Role

_USER_NAME = re.compile(r"[\w.\-]{2,32}")


@dataclass(frozen=True)
class Scope:
    """Where a role holds: one estate, one street, or, with neither, the whole district."""

    estate: Estate | None = None
    street: Street | None = None

    @property
    def is_demo(self) -> bool:
        return any(place is not None and place.is_demo for place in (self.estate, self.street))


def find_scope(estate: str | None, street: str | None) -> Scope:
    """From names as people type them; an estate may be told apart by its street.

    :raises NoSuchPlace: :raises SeveralPlaces:
    """
    if estate:
        found = list_estates_named(estate, street or None)
        if not found:
            raise NoSuchPlace(name=estate)
        if len(found) > 1:
            raise SeveralPlaces(name=estate)
        return Scope(estate=found[0])
    if street:
        place = queries.find_street(street)
        if place is None:
            raise NoSuchPlace(name=street)
        return Scope(street=place)
    return Scope()


def check_scope(role: Role, scope: Scope) -> None:
    """A role belongs to a kind of place.

    :raises RoleHasNoPlace: :raises RoleNeedsStreet: :raises RoleNeedsPlace:
    """
    if role is Role.DISTRICT and (scope.estate or scope.street):
        raise RoleHasNoPlace
    if role is Role.STREET and not scope.street:
        raise RoleNeedsStreet
    if role is not Role.DISTRICT and not (scope.estate or scope.street):
        raise RoleNeedsPlace


@dataclass(frozen=True)
class NewStaff:
    """What is known of somebody who is to be added; ``password_hash`` is of a one-time password."""

    user_name: str
    display_name: str
    role: Role
    password_hash: str


def add_staff(now: datetime, by: Actor, new: NewStaff, scope: Scope) -> Account:
    """Add somebody who must change the password at the first sign-in.

    :raises NameTaken: :raises BadUserName: and what :func:`check_scope` raises.
    """
    if new.role not in STAFF_ROLES:
        raise ValueError(f"{new.role} is no role of staff")
    if not _USER_NAME.fullmatch(new.user_name):
        raise BadUserName
    check_scope(new.role, scope)
    if queries.is_user_name_taken(new.user_name):
        raise NameTaken(name=new.user_name)
    account = Account(
        user_name=new.user_name,
        display_name=new.display_name or new.user_name,
        is_staff=True,
        password_hash=new.password_hash,
        must_change_password=True,
        created_at=now,
        is_demo=scope.is_demo,
    )
    db.session.add(account)
    db.session.flush()
    _grant(now, by, account, new.role, scope)
    place = scope.estate or scope.street
    record(
        now,
        by,
        "staff.add",
        f"account:{account.id}",
        estate_id=scope.estate.id if scope.estate else None,
        user_name=new.user_name,
        role=new.role.value,
        scope=place.name if place else "",
    )
    return account


def _grant(now: datetime, by: Actor, account: Account, role: Role, scope: Scope) -> None:
    db.session.add(
        RoleGrant(
            account_id=account.id,
            role=role,
            estate_id=scope.estate.id if scope.estate else None,
            street_id=scope.street.id if scope.street else None,
            granted_at=now,
            granted_by=by.account_id,
        )
    )
    db.session.flush()
