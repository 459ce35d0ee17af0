"""Who signed a paper: the owner, or somebody who is on record for that owner."""

from sqlalchemy import select

from portal.db import session
from portal.voting.errors import (
    Barred,
    NeedsMandate,
    NobodyYet,
    NotByProxy,
    SignerUnknown,
    SpokenFor,
)
from portal.voting.models import Ballot, BallotState, BarredProxy, Mandate, MandateKind, Voter
from portal.voting.queries.acting import has_died, is_body, list_mandates, list_owners
from portal.voting.words import MANDATES


def mandates_of(voter: Voter) -> dict[MandateKind, Mandate]:
    """Who may sign in an owner's place, by kind; nobody for a household or a resident."""
    if voter.party_id is None:
        return {}
    return {mandate.kind: mandate for mandate in list_mandates(voter.vote_id, voter.party_id)}


def signer_of(voter: Voter, kind: MandateKind | None) -> Mandate | None:
    """The mandate under which a paper was signed; None where an owner signed it.

    :param kind: as what the signer signed; None for the owner, or for any of the home in a residents' vote.
    :raises RuleViolated: no such mandate is on record, or another person signs for this owner.
    """
    if voter.party_id is None:
        return None
    mandates = mandates_of(voter)
    if kind is None:
        _check_owner(voter.party_id, mandates)
        return None
    mandate = mandates.get(kind)
    if mandate is None:
        raise SignerUnknown(kind=MANDATES[kind])
    if kind is MandateKind.PROXY:
        _check_proxy(voter, mandate, mandates)
    return mandate


def _check_owner(party_id: int, mandates: dict[MandateKind, Mandate]) -> None:
    """The dead sign nothing, a body signs through somebody, and a ward through the guardian.

    A co-owner may sign though another represents them on the phone: the paper itself says who it was.

    Source: 业主大会和业主委员会指导规则 (建房〔2009〕274号) arts. 25, 26.
    """
    owners = list_owners(party_id)
    if has_died([owner.id for owner in owners]):
        if MandateKind.HEIRS not in mandates:
            raise NobodyYet
        _spoken_for(mandates[MandateKind.HEIRS])
    if any(is_body(owner.id_number) for owner in owners):
        if MandateKind.INSTITUTION not in mandates:
            raise NeedsMandate
        _spoken_for(mandates[MandateKind.INSTITUTION])
    if MandateKind.GUARDIAN in mandates:
        _spoken_for(mandates[MandateKind.GUARDIAN])


def _spoken_for(mandate: Mandate) -> None:
    raise SpokenFor(name=mandate.masked, why=MANDATES[mandate.kind])


def _check_proxy(voter: Voter, proxy: Mandate, mandates: dict[MandateKind, Mandate]) -> None:
    """A proxy who was barred since, or who comes after the owner did, signs for nothing.

    How many owners one person stands for was counted when the proxy was recorded.
    """
    _check_owner(voter.party_id or 0, {k: m for k, m in mandates.items() if k is not MandateKind.PROXY})
    barred = session.scalars(
        select(BarredProxy).where(BarredProxy.estate_id == proxy.estate_id, BarredProxy.who == proxy.who)
    ).one_or_none()
    if barred is not None:
        raise Barred(name=proxy.masked, reason=barred.reason)
    counted = (Ballot.voter_id == voter.id) & (Ballot.state == BallotState.COUNTED)
    earlier = session.scalars(select(Ballot).where(counted)).first()
    if earlier is not None and earlier.mandate_id != proxy.id and earlier.invalid_reason is None:
        raise NotByProxy
