"""Mandates as the desk lists them, ended ones included."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from portal.accounts.models import Account
from portal.db import session
from portal.voting.models import BarredProxy, Mandate, Vote, Voter, VoterPart


@dataclass(frozen=True)
class Listed:
    """A mandate, the voter it is for, where that voter lives, and who recorded it."""

    mandate: Mandate
    voter_id: int
    home: str
    recorder: str

    @property
    def waits(self) -> bool:
        """For a second person; a co-owner's own declaration does not."""
        at = self.mandate
        return at.ended_at is None and at.confirmed_at is None and at.paper is not None


def list_mandates_of(vote: Vote) -> Sequence[Listed]:
    """For voters of this vote, whether for all votes or for just this one; what waits comes first."""
    rows = session.execute(
        select(Mandate, Voter.id, Account.display_name)
        .join(Voter, Voter.party_id == Mandate.party_id)
        .outerjoin(Account, Account.id == Mandate.recorded_by)
        .where(Voter.vote_id == vote.id, or_(Mandate.vote_id.is_(None), Mandate.vote_id == vote.id))
        .order_by(Mandate.ended_at.is_not(None), Mandate.confirmed_at.is_not(None), Mandate.id)
    ).all()
    homes = _homes([voter_id for _, voter_id, _ in rows])
    return [Listed(mandate, voter_id, homes[voter_id], name or "") for mandate, voter_id, name in rows]


def _homes(voter_ids: Sequence[int]) -> dict[int, str]:
    """The first home of each voter by name."""
    parts = select(VoterPart).where(VoterPart.voter_id.in_(voter_ids), VoterPart.position == 0)
    found = session.scalars(parts)
    return {part.voter_id: f"{part.building}{part.entrance}{part.room}" for part in found}


def list_all_of(vote_id: int, party_id: int) -> Sequence[Mandate]:
    """Of one party, ended ones included, the newest first."""
    wanted = select(Mandate).where(Mandate.party_id == party_id)
    here = wanted.where(or_(Mandate.vote_id.is_(None), Mandate.vote_id == vote_id))
    return session.scalars(here.order_by(Mandate.id.desc())).all()


def get_mandate(estate_id: int, mandate_id: int) -> Mandate:
    """:raises sqlalchemy.exc.NoResultFound: none of that id in this estate."""
    wanted = select(Mandate).where(Mandate.id == mandate_id, Mandate.estate_id == estate_id)
    return session.scalars(wanted).one()


def list_barred(estate_id: int) -> Sequence[BarredProxy]:
    wanted = select(BarredProxy).where(BarredProxy.estate_id == estate_id)
    return session.scalars(wanted.order_by(BarredProxy.id)).all()
