"""Accounts of staff: who is added, with which role and where."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import NoResultFound

from portal import db
from portal.accounts import queries
from portal.accounts.errors import (
    BadUserName,
    LastRole,
    NameTaken,
    NoSuchPlace,
    NotYourself,
    OutsideYourScope,
    RoleHasNoPlace,
    RoleHeld,
    RoleNeedsPlace,
    RoleNeedsStreet,
    SeveralPlaces,
)
from portal.accounts.models import Account, RoleGrant
from portal.accounts.queries import Grant
from portal.accounts.services import limits, passwords, signing_in
from portal.audit.services import Actor, record
from portal.communities.models import Estate, Street
from portal.communities.queries import get_estate, list_estates_named
from portal.permissions import GRANTS, STAFF_ROLES, Permission, Role

_USER_NAME = re.compile(r"[\w.\-]{2,32}")


@dataclass(frozen=True)
class Scope:
    """Where a role holds: one estate, one street, or, with neither, the whole district."""

    estate: Estate | None = None
    street: Street | None = None

    @property
    def street_id(self) -> int | None:
        """The street that the scope is, or lies in."""
        return self.street.id if self.street else self.estate.street_id if self.estate else None

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


_RANK = {
    Role.OBSERVER: 0,
    Role.HANDLER: 0,
    Role.SUPERVISOR: 0,
    Role.COMMUNITY_CLERK: 1,
    Role.STREET: 2,
    Role.DISTRICT: 3,
}


def may_give(held: Sequence[Grant], role: Role, *, estate: Estate | None, street_id: int | None) -> bool:
    """Whether somebody with these roles may give (or take) a role there: in the own scope, and none above.

    :param street_id: of the role's street, or of its estate's street; None for the whole district.
    """
    return any(
        Permission.STAFF_MANAGE in GRANTS[grant.role]
        and _RANK[grant.role] >= _RANK[role]
        and grant.reaches(estate.id if estate else None, street_id)
        for grant in held
    )


def add_staff(
    now: datetime, by: Actor, new: NewStaff, scope: Scope, *, held: Sequence[Grant] | None = None
) -> Account:
    """Add somebody who must change the password at the first sign-in.

    :param held: the roles of who adds; None is the operator at the command line.
    :raises NameTaken: :raises BadUserName: :raises OutsideYourScope: and what :func:`check_scope` raises.
    """
    if new.role not in STAFF_ROLES:
        raise ValueError(f"{new.role} is no role of staff")
    if not _USER_NAME.fullmatch(new.user_name):
        raise BadUserName
    check_scope(new.role, scope)
    if held is not None and not may_give(held, new.role, estate=scope.estate, street_id=scope.street_id):
        raise OutsideYourScope
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


def close_account(now: datetime, by: Actor, account_id: int, *, held: Sequence[Grant]) -> None:
    """Close an account for good; every device of it is signed out at once.

    :raises NotYourself: :raises OutsideYourScope:
    """
    account = managed(by, account_id, held)
    account.deactivated_at = now
    signing_in.end_all(now, account.id)
    record(now, by, "staff.close", f"account:{account.id}", user_name=account.user_name)


def give_role(
    now: datetime, by: Actor, account_id: int, given: tuple[Role, Scope], *, held: Sequence[Grant]
) -> None:
    """One role more for somebody who has one already.

    :raises RoleHeld: :raises NotYourself: :raises OutsideYourScope: and what :func:`check_scope` raises.
    """
    role, scope = given
    check_scope(role, scope)
    account = managed(by, account_id, held)
    if not may_give(held, role, estate=scope.estate, street_id=scope.street_id):
        raise OutsideYourScope
    estate_id = scope.estate.id if scope.estate else None
    wanted = Grant(role, estate_id, scope.street.id if scope.street else None)
    if wanted in queries.list_grants(account.id):
        raise RoleHeld
    _grant(now, by, account, role, scope)
    place = scope.estate or scope.street
    said = {"user_name": account.user_name, "role": role.value, "scope": place.name if place else ""}
    record(now, by, "staff.give_role", f"account:{account.id}", estate_id=estate_id, **said)


def end_role(now: datetime, by: Actor, account_id: int, grant_id: int, *, held: Sequence[Grant]) -> None:
    """A role less; every device of the person is signed out, so that nothing half done goes on.

    :raises LastRole: :raises NotYourself: :raises OutsideYourScope: :raises NoResultFound:
    """
    account = managed(by, account_id, held)
    grants = queries.list_role_grants(account.id)
    ending = next((grant for grant in grants if grant.id == grant_id), None)
    if ending is None:
        raise NoResultFound
    if len(grants) == 1:
        raise LastRole
    ending.ended_at = now
    signing_in.end_all(now, account.id)
    said = {"user_name": account.user_name, "role": ending.role.value}
    record(now, by, "staff.end_role", f"account:{account.id}", estate_id=ending.estate_id, **said)


def reset_password(
    now: datetime, by: Actor, account_id: int, *, password_hash: str, held: Sequence[Grant]
) -> Account:
    """Give a one-time password, to be changed at the next sign-in; the second step is off until set again.

    :raises NotYourself: :raises OutsideYourScope:
    """
    account = managed(by, account_id, held)
    account.password_hash = password_hash
    account.must_change_password = True
    account.totp_secret = account.totp_last_step = None
    signing_in.end_all(now, account.id)
    limits.give_back(limits.PASSWORD_ON_NAME, passwords.name_key(account.user_name or ""))
    record(now, by, "staff.reset_password", f"account:{account.id}", user_name=account.user_name)
    return account


def managed(by: Actor, account_id: int, held: Sequence[Grant]) -> Account:
    """A member of staff all of whose roles lie within the scope of who asks.

    :raises NoResultFound: nobody there of whom the asker knows.
    """
    account = queries.get_staff_account(account_id)
    grants = queries.list_grants(account_id)
    within = [_within(held, grant) for grant in grants]
    if not any(within):
        raise NoResultFound
    if account.id == by.account_id:
        raise NotYourself
    if not all(within):
        raise OutsideYourScope
    return account


def _within(held: Sequence[Grant], grant: Grant) -> bool:
    if grant.role not in STAFF_ROLES:
        return True
    estate = get_estate(grant.estate_id) if grant.estate_id else None
    return may_give(
        held, grant.role, estate=estate, street_id=estate.street_id if estate else grant.street_id
    )
