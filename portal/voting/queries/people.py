"""Who can be told about a vote: the accounts behind its voters, and the doors where nobody has one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import selectinload

from portal import crypto
from portal.accounts.models import Account, OwnerLink
from portal.accounts.queries import counts
from portal.communities.models import Owner, PartyOwner
from portal.db import session
from portal.voting.models import Ballot, BallotState, Voter


def _silent() -> ColumnElement[bool]:
    """Returned nothing: also no paper that waits for its second reader, and no spoilt one."""
    kept = Ballot.state.in_([BallotState.COUNTED, BallotState.PENDING])
    return ~select(Ballot.id).where(Ballot.voter_id == Voter.id, kept).correlate(Voter).exists()


def accounts_of(
    vote_id: int, *, silent: bool = False, among: Collection[int] | None = None
) -> Mapping[int, Sequence[int]]:
    """For each account that is linked to owners on the frozen roll, the ids of its voters.

    :param silent: only voters who have returned nothing.
    :param among: only these voters, by id.
    """
    asked = (
        select(OwnerLink.account_id, Voter.id)
        .join(PartyOwner, PartyOwner.owner_id == OwnerLink.owner_id)
        .join(Voter, Voter.party_id == PartyOwner.party_id)
        .join(Account, Account.id == OwnerLink.account_id)
        .where(Voter.vote_id == vote_id, counts(), Account.deactivated_at.is_(None))
        .distinct()
        .order_by(OwnerLink.account_id, Voter.id)
    )
    if among is not None:
        asked = asked.where(Voter.id.in_(among))
    found: dict[int, list[int]] = {}
    for account_id, voter_id in session.execute(asked.where(_silent()) if silent else asked):
        found.setdefault(account_id, []).append(voter_id)
    return found


def list_silent(vote_id: int) -> Sequence[Voter]:
    """Voters who have returned nothing, with their parts, in door order."""
    wanted = select(Voter).where(Voter.vote_id == vote_id, _silent()).options(selectinload(Voter.parts))
    return sorted(session.scalars(wanted), key=_door)


def _door(voter: Voter) -> tuple[int, str, int, int, int, str]:
    first = voter.parts[0]
    place = first.building_number, first.building, first.entrance_number
    return (*place, first.floor or 0, len(first.room), first.room)


@dataclass(frozen=True)
class ToCall:
    """A voter whom no message reaches: somebody has to ring or to knock. ``phones`` only where asked for."""

    voter: Voter
    phones: Sequence[str] = ()


def list_to_call(vote_id: int, *, phones: bool = False) -> Sequence[ToCall]:
    """Silent voters behind whom nobody has an account, in door order.

    :param phones: with the numbers on the roll; who asks for them is put on record by the caller.
    """
    reached = {voter_id for voters in accounts_of(vote_id, silent=True).values() for voter_id in voters}
    left = [voter for voter in list_silent(vote_id) if voter.id not in reached]
    numbers = _phones(vote_id) if phones else {}
    return [ToCall(voter, numbers.get(voter.party_id or 0, ())) for voter in left]


def _phones(vote_id: int) -> Mapping[int, Sequence[str]]:
    rows = session.execute(
        select(PartyOwner.party_id, Owner.phone)
        .join(Owner, Owner.id == PartyOwner.owner_id)
        .join(Voter, Voter.party_id == PartyOwner.party_id)
        .where(Voter.vote_id == vote_id)
        .order_by(PartyOwner.party_id, PartyOwner.position)
    )
    found: dict[int, list[str]] = {}
    for party_id, sealed in rows:
        if sealed is not None:
            found.setdefault(party_id, []).append(crypto.unseal(sealed))
    return found
