"""For which voters of a frozen roll somebody may act: today's sales and moves change nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import BindParameter, ColumnElement, Row, Select, bindparam, exists, or_, select, union
from sqlalchemy.orm import joinedload

from portal import crypto
from portal.accounts.models import ClaimState, OwnerLink, Residency
from portal.communities.models import Owner, PartyOwner
from portal.db import session
from portal.domain.identity import clean_id, is_body_number, is_resident_number
from portal.voting.errors import (
    HouseholdAnswered,
    NeedsMandate,
    NobodyYet,
    NotByProxy,
    NotOnTheRoll,
    SpokenFor,
)
from portal.voting.models import (
    Channel,
    ElectorEntry,
    Mandate,
    MandateKind,
    OwnerDeath,
    Voter,
    VoterPart,
)
from portal.voting.queries.ballots import find_counted_ballot
from portal.voting.words import MANDATES

_IN_PLACE_OF_OWNERS = (
    MandateKind.HEIRS,
    MandateKind.GUARDIAN,
    MandateKind.INSTITUTION,
    MandateKind.CO_OWNER,
)


@dataclass(frozen=True)
class Standing:
    """As what somebody casts: with a mandate, as the owner (None), or as a co-owner who has to declare."""

    mandate: Mandate | None = None
    declares: bool = False


def in_force() -> ColumnElement[bool]:
    """Of a mandate: not ended, and seen by two people or declared by a co-owner."""
    declared = (Mandate.kind == MandateKind.CO_OWNER) & (Mandate.recorded_by == Mandate.account_id)
    return Mandate.ended_at.is_(None) & (Mandate.confirmed_at.is_not(None) | declared)


def own_voters(account_id: int | BindParameter[int]) -> Select[int]:
    """Ids of the voters in any vote for which a person may come forward: as owner, by mandate, as household.

    By the roll as it was frozen: who sold since is among them, who bought since is not. Adults and
    delegates of a residents' meeting answer on paper only, because an account is a home and not a person.
    """
    owning = (
        select(Voter.id)
        .join(PartyOwner, PartyOwner.party_id == Voter.party_id)
        .join(OwnerLink, OwnerLink.owner_id == PartyOwner.owner_id)
        .where(OwnerLink.account_id == account_id, OwnerLink.state == ClaimState.ACTIVE)
    )
    speaking = (
        select(Voter.id)
        .join(Mandate, Mandate.party_id == Voter.party_id)
        .where(Mandate.account_id == account_id, in_force())
        .where(or_(Mandate.vote_id.is_(None), Mandate.vote_id == Voter.vote_id))
    )
    counted_by_head = select(ElectorEntry.id).where(ElectorEntry.vote_id == Voter.vote_id)
    living = (
        select(Voter.id)
        .join(VoterPart, VoterPart.voter_id == Voter.id)
        .join(Residency, Residency.part_id == VoterPart.part_id)
        .where(Voter.party_id.is_(None), ~counted_by_head.exists())
        .where(Residency.account_id == account_id, Residency.state == ClaimState.ACTIVE)
    )
    return select(union(owning, speaking, living).subquery().c.id)


_VOTERS = (
    select(Voter)
    .where(Voter.vote_id == bindparam("vote"), Voter.id.in_(own_voters(bindparam("account"))))
    .options(joinedload(Voter.parts))
    .order_by(Voter.id)
)


def list_voters_for(vote_id: int, account_id: int) -> Sequence[Voter]:
    """The voters of one vote for which a person may come forward, with their parts."""
    found = session.scalars(_VOTERS, {"vote": vote_id, "account": account_id})
    return found.unique().all()


# For a voter: the owners of its party, what is known of each, and whether anybody has a mandate at all.
_STANDING = (
    select(
        Owner.__table__.c.id_number,
        exists().where(OwnerDeath.owner_id == Owner.id).label("died"),
        exists()
        .where(
            OwnerLink.owner_id == Owner.id,
            OwnerLink.account_id == bindparam("account"),
            OwnerLink.state == ClaimState.ACTIVE,
        )
        .label("linked"),
        exists().where(Mandate.party_id == PartyOwner.party_id, in_force()).label("mandates"),
    )
    .join_from(PartyOwner, Owner, Owner.id == PartyOwner.owner_id)
    .where(PartyOwner.party_id == bindparam("party"))
)


class Represented(Protocol):
    """A voter, as a row or as plain values."""

    @property
    def id(self) -> int: ...
    @property
    def vote_id(self) -> int: ...
    @property
    def party_id(self) -> int | None: ...


def standing_of(voter: Represented, account_id: int) -> Standing:
    """As what this person casts for this voter.

    :raises RuleViolated: somebody else does, nobody can yet, or the person stands nowhere near.
    """
    if voter.party_id is None:
        return _household(voter, account_id)
    asked = {"party": voter.party_id, "account": account_id}
    owners = session.connection().execute(_STANDING, asked).all()
    there = any(owner.mandates for owner in owners)
    known = list_mandates(voter.vote_id, voter.party_id) if there else []
    mandates = {mandate.kind: mandate for mandate in known}
    needed = _needed(owners, mandates)
    if needed is not None:
        return _as_the_one(mandates.get(needed), needed, account_id)
    if any(owner.linked for owner in owners):
        return Standing(declares=len(owners) > 1)
    proxy = mandates.get(MandateKind.PROXY)
    if proxy is None or proxy.account_id != account_id:
        raise NotOnTheRoll
    counted = find_counted_ballot(voter.id)
    if counted is not None and counted.mandate_id != proxy.id:
        raise NotByProxy
    return Standing(proxy)


def _household(voter: Represented, account_id: int) -> Standing:
    """Whoever of the home was first may change the ballot; the others see that it is done."""
    if voter.id not in session.scalars(own_voters(account_id)).all():
        raise NotOnTheRoll
    counted = find_counted_ballot(voter.id)
    if counted is not None and counted.channel is Channel.ONLINE and counted.cast_by != account_id:
        raise HouseholdAnswered
    return Standing()


def _needed(owners: Sequence[Row[Any]], mandates: dict[MandateKind, Mandate]) -> MandateKind | None:
    """The kind of mandate by which alone somebody acts for a party; None where its owners act.

    The dead and bodies need one; any other that stands takes the owners' place, too.
    """
    if any(owner.died for owner in owners):
        return MandateKind.HEIRS
    if any(is_body(owner.id_number) for owner in owners):
        return MandateKind.INSTITUTION
    return next((kind for kind in _IN_PLACE_OF_OWNERS if kind in mandates), None)


def _as_the_one(mandate: Mandate | None, needed: MandateKind, account_id: int) -> Standing:
    if mandate is None:
        raise NobodyYet if needed is MandateKind.HEIRS else NeedsMandate
    if mandate.account_id != account_id:
        raise SpokenFor(name=mandate.masked, why=MANDATES[mandate.kind])
    return Standing(mandate)


def is_body(id_number: bytes | None) -> bool:
    """A company or an office by its sealed number; anybody can look it up, so it proves nobody's right.

    One in thirty-one numbers of residents would pass for a body's; a resident's number goes first.
    """
    if id_number is None:
        return False
    number = clean_id(crypto.unseal(id_number))
    return is_body_number(number) and not is_resident_number(number)


def has_died(owner_ids: Sequence[int]) -> bool:
    """Whether one of these owners is on record as dead."""
    known = select(OwnerDeath.id).where(OwnerDeath.owner_id.in_(owner_ids)).limit(1)
    return session.scalar(known) is not None


def list_owners(party_id: int) -> Sequence[Owner]:
    """Who belonged to the party when it was made; a party never changes, a home changes its party."""
    wanted = select(Owner).join(PartyOwner, PartyOwner.owner_id == Owner.id)
    return session.scalars(wanted.where(PartyOwner.party_id == party_id).order_by(PartyOwner.position)).all()


def list_mandates(vote_id: int, party_id: int) -> Sequence[Mandate]:
    """In force for a party in a vote; a proxy for just this vote comes after what holds for all."""
    wanted = select(Mandate).where(Mandate.party_id == party_id, in_force())
    here = wanted.where(or_(Mandate.vote_id.is_(None), Mandate.vote_id == vote_id))
    return session.scalars(here.order_by(Mandate.vote_id.is_not(None), Mandate.id)).all()


def voters_without_heirs(vote_id: int) -> frozenset[int]:
    """Voters one of whose owners has died while the heirs have no representative: only in the base."""
    died = (
        select(Voter.id)
        .join(PartyOwner, PartyOwner.party_id == Voter.party_id)
        .join(OwnerDeath, OwnerDeath.owner_id == PartyOwner.owner_id)
        .where(Voter.vote_id == vote_id)
    )
    heirs = select(Mandate.id).where(
        Mandate.party_id == Voter.party_id, Mandate.kind == MandateKind.HEIRS, in_force()
    )
    return frozenset(session.scalars(died.where(~heirs.exists())))
