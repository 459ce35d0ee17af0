"""Which homes are whose, for which owners somebody may act, and which letters are out."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from portal.accounts.models import Account, ClaimState, OwnerLink, Relation, Residency, Slip
from portal.communities.models import Building, Entrance, Estate, Owner, OwnerParty, Part, PartyOwner
from portal.db import session

_LIVE = (ClaimState.ACTIVE, ClaimState.WAITING)


def _with_places() -> ORMOption:
    """A residency's part with entrance, building, estate and community."""
    return (
        joinedload(Residency.part)
        .joinedload(Part.entrance)
        .joinedload(Entrance.building)
        .joinedload(Building.estate)
        .joinedload(Estate.community)
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
        .options(_with_places())
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


def get_home(account_id: int, estate_id: int, part_id: int) -> Residency:
    """A person's home, let in or still waiting. :raises NoResultFound: not theirs, or not there."""
    return session.scalars(
        select(Residency)
        .join(Residency.part)
        .where(
            Residency.account_id == account_id,
            Residency.estate_id == estate_id,
            Residency.part_id == part_id,
            Residency.state.in_(_LIVE),
            Part.retired_at.is_(None),
        )
        .options(_with_places())
    ).one()


def find_residency(account_id: int, part_id: int) -> Residency | None:
    """What ties a person to a home now, waiting or not."""
    return session.scalars(
        select(Residency).where(
            Residency.account_id == account_id, Residency.part_id == part_id, Residency.state.in_(_LIVE)
        )
    ).one_or_none()


def count_homes(account_id: int, *, estate_id: int | None = None, state: ClaimState | None = None) -> int:
    """Homes of a person, waiting ones too unless a state is given."""
    held = select(func.count()).select_from(Residency).where(Residency.account_id == account_id)
    held = held.where(Residency.state == state if state else Residency.state.in_(_LIVE))
    if estate_id is not None:
        held = held.where(Residency.estate_id == estate_id)
    return session.scalar(held) or 0


def list_own_claims(account_id: int) -> tuple[Sequence[Residency], Sequence[OwnerLink]]:
    """What a person still waits for: to join homes, and to be taken for owners."""
    homes = session.scalars(
        select(Residency)
        .where(Residency.account_id == account_id, Residency.state == ClaimState.WAITING)
        .order_by(Residency.id)
        .options(_with_places())
    ).all()
    links = session.scalars(
        select(OwnerLink)
        .where(OwnerLink.account_id == account_id, OwnerLink.state == ClaimState.WAITING)
        .order_by(OwnerLink.id)
        .options(*_link_with_places())
    ).all()
    return homes, links


def _link_with_places() -> tuple[ORMOption, ...]:
    part = joinedload(OwnerLink.part).joinedload(Part.entrance).joinedload(Entrance.building)
    return part.joinedload(Building.estate), joinedload(OwnerLink.owner), joinedload(OwnerLink.account)


def list_owners_of(part_id: int) -> Sequence[Owner]:
    """Today's owners of a home, in the order of the register."""
    return session.scalars(
        select(Owner)
        .join(PartyOwner, PartyOwner.owner_id == Owner.id)
        .join(Part, Part.party_id == PartyOwner.party_id)
        .where(Part.id == part_id, Part.retired_at.is_(None))
        .order_by(PartyOwner.position)
    ).all()


def get_owner_of(part_id: int, owner_id: int) -> Owner:
    """:raises NoResultFound: no owner of this home today."""
    return session.scalars(
        select(Owner)
        .join(PartyOwner, PartyOwner.owner_id == Owner.id)
        .join(Part, Part.party_id == PartyOwner.party_id)
        .where(Part.id == part_id, Part.retired_at.is_(None), Owner.id == owner_id)
    ).one()


def get_owner(owner_id: int) -> Owner:
    return session.scalars(select(Owner).where(Owner.id == owner_id)).one()


def find_live_link(account_id: int, owner_id: int) -> OwnerLink | None:
    return session.scalars(
        select(OwnerLink).where(
            OwnerLink.account_id == account_id, OwnerLink.owner_id == owner_id, OwnerLink.state.in_(_LIVE)
        )
    ).one_or_none()


def find_owner_link(owner_id: int) -> OwnerLink | None:
    """The link of the one account that is this owner; representatives stand beside it."""
    return session.scalars(
        select(OwnerLink).where(
            OwnerLink.owner_id == owner_id,
            OwnerLink.state == ClaimState.ACTIVE,
            OwnerLink.relation == Relation.OWNER,
        )
    ).one_or_none()


def count_parts_by_phone(phone_hash: str) -> int:
    """How many homes the roll holds under one phone, in all estates."""
    wanted = (
        select(func.count(func.distinct(Part.id)))
        .join(PartyOwner, PartyOwner.party_id == Part.party_id)
        .join(Owner, Owner.id == PartyOwner.owner_id)
        .where(Owner.phone_hash == phone_hash, Part.retired_at.is_(None))
    )
    return session.scalar(wanted) or 0


def find_slip(code_hash: str) -> Slip | None:
    """A letter with its home, whatever became of it."""
    return session.scalars(
        select(Slip)
        .where(Slip.code_hash == code_hash)
        .options(
            joinedload(Slip.part)
            .joinedload(Part.entrance)
            .joinedload(Entrance.building)
            .joinedload(Building.estate)
            .joinedload(Estate.community)
        )
    ).one_or_none()
