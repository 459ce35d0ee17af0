"""Who somebody is, what they may do where, which homes are theirs and for whom they may act."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, contains_eager, joinedload

from portal.accounts.errors import NoSuchStaff
from portal.accounts.models import Account, ClaimState, OwnerLink, Residency, RoleGrant, SignIn
from portal.communities.models import Building, Entrance, Estate, OwnerParty, Part, PartyOwner, Street
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


def list_homes(account_id: int) -> Sequence[Residency]:
    """The homes a person belongs to, with part, entrance, building, estate and community loaded."""
    return session.scalars(
        select(Residency)
        .join(Residency.part)
        .where(
            Residency.account_id == account_id,
            Residency.state == ClaimState.ACTIVE,
            Part.retired_at.is_(None),
        )
        .order_by(Residency.since, Residency.id)
        .options(
            joinedload(Residency.part)
            .joinedload(Part.entrance)
            .joinedload(Entrance.building)
            .joinedload(Building.estate)
            .joinedload(Estate.community)
        )
    ).all()


def list_owned_parties(account_id: int, estate_id: int) -> Sequence[int]:
    """Ids of the owner parties that the account may act for in an estate, smallest first."""
    return session.scalars(
        _owned(account_id).where(OwnerParty.estate_id == estate_id).distinct().order_by(OwnerParty.id)
    ).all()


def may_act_for(account_id: int, party_id: int) -> bool:
    """Whether the account is, or represents, one of the party's owners today."""
    return session.scalar(select(_owned(account_id).where(OwnerParty.id == party_id).exists())) is True


def _owned(account_id: int) -> Select[int]:
    return (
        select(OwnerParty.id)
        .join(PartyOwner, PartyOwner.party_id == OwnerParty.id)
        .join(OwnerLink, OwnerLink.owner_id == PartyOwner.owner_id)
        .where(OwnerLink.account_id == account_id, counts(), _holds_a_part(OwnerParty.id))
    )


def counts() -> ColumnElement[bool]:
    """Of an owner link: active, and its owner still holds a part: a sale ends it by itself.

    The roll is imported again without asking the accounts, so the truth is asked here and not stored.
    """
    party, part = aliased(PartyOwner), aliased(Part)
    still = exists().where(
        party.owner_id == OwnerLink.owner_id, part.party_id == party.party_id, part.retired_at.is_(None)
    )
    return (OwnerLink.state == ClaimState.ACTIVE) & still


def _holds_a_part(party_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    part = aliased(Part)
    return exists().where(part.party_id == party_id, part.retired_at.is_(None))


def list_holders(part_id: int) -> Sequence[int]:
    """Account ids of everybody who belongs to a home today, by letter or as its proven owner."""
    living = select(Residency.account_id).where(
        Residency.part_id == part_id, Residency.state == ClaimState.ACTIVE
    )
    owning = (
        select(OwnerLink.account_id)
        .join(PartyOwner, PartyOwner.owner_id == OwnerLink.owner_id)
        .join(Part, Part.party_id == PartyOwner.party_id)
        .where(Part.id == part_id, OwnerLink.state == ClaimState.ACTIVE)
    )
    return session.scalars(
        select(Account.id)
        .where(or_(Account.id.in_(living), Account.id.in_(owning)), Account.deactivated_at.is_(None))
        .order_by(Account.id)
    ).all()


def is_user_name_taken(user_name: str) -> bool:
    """Also by somebody whose account was closed: a name on the record means one person for ever."""
    return session.scalar(select(exists().where(Account.user_name == user_name))) is True


def find_street(name: str) -> Street | None:
    return session.scalars(select(Street).where(Street.name == name)).one_or_none()
