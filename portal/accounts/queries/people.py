"""Who somebody is, where they are signed in, and what they may do where."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import contains_eager

from portal.accounts.errors import NoSuchStaff
from portal.accounts.models import Account, RoleGrant, SignIn, SmsCode
from portal.communities.models import Estate, Street
from portal.db import session
from portal.permissions import Role


def find_sign_in(token_hash: str, now: datetime) -> SignIn | None:
    """The sign-in and its account, unless it was ended, has run out, or the account was closed."""
    return session.scalars(
        select(SignIn)
        .join(SignIn.account)
        .options(contains_eager(SignIn.account))
        .where(
            SignIn.token_hash == token_hash,
            SignIn.ended_at.is_(None),
            SignIn.expires_at > now,
            Account.deactivated_at.is_(None),
        )
    ).one_or_none()


def list_sign_ins(account_id: int, now: datetime) -> Sequence[SignIn]:
    """The devices that are signed in now, the newest first."""
    return session.scalars(
        select(SignIn)
        .where(SignIn.account_id == account_id, SignIn.ended_at.is_(None), SignIn.expires_at > now)
        .order_by(SignIn.created_at.desc(), SignIn.id.desc())
    ).all()


@dataclass(frozen=True)
class Grant:
    """A role and its scope as plain values: they outlive the transaction in which they were read."""

    role: Role
    estate_id: int | None
    street_id: int | None

    def reaches(self, estate_id: int | None, street_id: int | None) -> bool:
        """Whether it counts at an estate, or at a street (``estate_id`` None): scope reaches down only."""
        if self.estate_id is not None:
            return self.estate_id == estate_id
        return self.street_id is None or self.street_id == street_id


def list_grants(account_id: int) -> Sequence[Grant]:
    """The roles that hold today, each with its scope."""
    held = session.execute(
        select(RoleGrant.role, RoleGrant.estate_id, RoleGrant.street_id)
        .where(RoleGrant.account_id == account_id, RoleGrant.ended_at.is_(None))
        .order_by(RoleGrant.id)
    )
    return [Grant(role, estate_id, street_id) for role, estate_id, street_id in held]


def list_role_grants(account_id: int) -> Sequence[RoleGrant]:
    """The rows of the roles that hold today, for whoever ends one."""
    wanted = select(RoleGrant).where(RoleGrant.account_id == account_id, RoleGrant.ended_at.is_(None))
    return session.scalars(wanted.order_by(RoleGrant.id)).all()


def find_street_of(estate_id: int) -> int | None:
    return session.scalar(select(Estate.street_id).where(Estate.id == estate_id))


def find_account(account_id: int) -> Account | None:
    return session.get(Account, account_id)


def get_account(account_id: int) -> Account:
    """:raises sqlalchemy.exc.NoResultFound: none of that id."""
    return session.scalars(select(Account).where(Account.id == account_id)).one()


def find_by_phone(phone_hash: str) -> Account | None:
    """The open account that signs in with this phone."""
    return session.scalars(
        select(Account).where(Account.phone_hash == phone_hash, Account.deactivated_at.is_(None))
    ).one_or_none()


def find_staff(user_name: str) -> Account | None:
    """A member of staff who may still sign in."""
    return session.scalars(
        select(Account).where(
            Account.user_name == user_name, Account.is_staff.is_(True), Account.deactivated_at.is_(None)
        )
    ).one_or_none()


def get_staff_account(account_id: int) -> Account:
    """:raises NoResultFound: no such member of staff, or closed."""
    return session.scalars(
        select(Account).where(
            Account.id == account_id, Account.is_staff.is_(True), Account.deactivated_at.is_(None)
        )
    ).one()


def get_staff(user_name: str) -> Account:
    """For commands that name somebody. :raises NoSuchStaff: nobody of that name, or closed."""
    found = find_staff(user_name)
    if found is None:
        raise NoSuchStaff(name=user_name)
    return found


def roles_of(account: Account, estate: Estate) -> frozenset[Role]:
    """Every role that reaches the estate: given there, on its street, or everywhere."""
    return frozenset(
        grant.role for grant in list_grants(account.id) if grant.reaches(estate.id, estate.street_id)
    )


def is_user_name_taken(user_name: str) -> bool:
    """Also by somebody whose account was closed: a name on the record means one person for ever."""
    return session.scalar(select(exists().where(Account.user_name == user_name))) is True


def get_street(street_id: int) -> Street:
    """:raises NoResultFound: none of that id."""
    return session.scalars(select(Street).where(Street.id == street_id)).one()


def find_street(name: str) -> Street | None:
    return session.scalars(select(Street).where(Street.name == name)).one_or_none()


def find_code(phone_hash: str, purpose: str) -> SmsCode | None:
    """The last code that was made for a phone and a purpose, whatever became of it."""
    return session.scalars(
        select(SmsCode)
        .where(SmsCode.phone_hash == phone_hash, SmsCode.purpose == purpose)
        .order_by(SmsCode.sent_at.desc(), SmsCode.id.desc())
        .limit(1)
    ).one_or_none()


@dataclass(frozen=True)
class StaffRow:
    """A member of staff as the list shows them: roles in words of places."""

    account: Account
    roles: Sequence[tuple[Role, str]]


def list_staff(*, street_ids: Sequence[int] | None) -> Sequence[StaffRow]:
    """Staff whose roles lie in these streets (None: everybody), closed accounts last."""
    place = select(RoleGrant, Estate, Street).outerjoin(Estate, Estate.id == RoleGrant.estate_id)
    held = place.outerjoin(Street, Street.id == RoleGrant.street_id).join(RoleGrant.account)
    held = held.where(Account.is_staff.is_(True), RoleGrant.ended_at.is_(None))
    if street_ids is not None:
        held = held.where(or_(RoleGrant.street_id.in_(street_ids), Estate.street_id.in_(street_ids)))
    ordered = held.options(contains_eager(RoleGrant.account)).order_by(
        Account.deactivated_at.is_not(None), Account.user_name, RoleGrant.id
    )
    rows: dict[int, StaffRow] = {}
    for grant, estate, street in session.execute(ordered):
        places: list[Estate | Street | None] = [estate, street]  # an outer join's may be None
        named = next((place.name for place in places if place is not None), "")
        earlier = rows[grant.account_id].roles if grant.account_id in rows else ()
        rows[grant.account_id] = StaffRow(grant.account, (*earlier, (grant.role, named)))
    return list(rows.values())


def list_roles_of(account_id: int) -> Sequence[tuple[RoleGrant, str]]:
    """Each role that holds today with the name of its place, "" for the whole district."""
    place = select(RoleGrant, Estate.name, Street.name).outerjoin(Estate, Estate.id == RoleGrant.estate_id)
    held = place.outerjoin(Street, Street.id == RoleGrant.street_id)
    wanted = held.where(RoleGrant.account_id == account_id, RoleGrant.ended_at.is_(None))
    rows = session.execute(wanted.order_by(RoleGrant.id))
    return [(grant, estate or street or "") for grant, estate, street in rows]


def list_places(street_ids: Sequence[int] | None) -> Sequence[tuple[Street, Sequence[Estate]]]:
    """Streets (None: all) with their estates, for choosing where a role holds."""
    wanted = select(Street).order_by(Street.id)
    estates = select(Estate).order_by(Estate.street_id, Estate.id)
    if street_ids is not None:
        wanted = wanted.where(Street.id.in_(street_ids))
        estates = estates.where(Estate.street_id.in_(street_ids))
    by_street = defaultdict(list)
    for estate in session.scalars(estates):
        by_street[estate.street_id].append(estate)
    return [(street, by_street[street.id]) for street in session.scalars(wanted)]
