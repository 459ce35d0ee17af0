"""Ballots in somebody's name: who entered them, and what was said against them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from portal.accounts.models import Account
from portal.db import session
from portal.voting.models import Ballot, Dispute, Voter


@dataclass(frozen=True)
class Handled:
    """A ballot with the names of those through whose hands it went; "" where it was nobody's."""

    ballot: Ballot
    voter: Voter
    entered_by: str
    checked_by: str
    dispute: Dispute | None
    decided_by: str


def list_handled(voters: Sequence[Voter]) -> Mapping[int, Sequence[Handled]]:
    """By voter every ballot under its number, the newest first; all stay on record."""
    owners = {voter.id: voter for voter in voters}
    found: dict[int, list[Handled]] = {voter_id: [] for voter_id in owners}
    asked = select(Ballot, Dispute).outerjoin(Dispute, Dispute.ballot_id == Ballot.id)
    rows = session.execute(asked.where(Ballot.voter_id.in_(owners)).order_by(Ballot.id.desc())).all()
    for each in _handled([(ballot, dispute, owners[ballot.voter_id]) for ballot, dispute in rows]):
        found[each.voter.id].append(each)
    return found


def list_disputes(vote_id: int) -> Sequence[Handled]:
    """Undecided ones first, then the newest."""
    rows = session.execute(
        select(Ballot, Dispute, Voter)
        .join(Dispute, Dispute.ballot_id == Ballot.id)
        .join(Voter, Voter.id == Ballot.voter_id)
        .where(Dispute.vote_id == vote_id)
        .order_by(Dispute.decided_at.is_not(None), Dispute.id.desc())
        .options(selectinload(Voter.parts))
    ).all()
    return _handled([(ballot, dispute, voter) for ballot, dispute, voter in rows])


def get_dispute(vote_id: int, dispute_id: int) -> Dispute:
    """:raises sqlalchemy.exc.NoResultFound: no such dispute in this vote."""
    return session.scalars(select(Dispute).where(Dispute.vote_id == vote_id, Dispute.id == dispute_id)).one()


def find_dispute(ballot_id: int) -> Dispute | None:
    return session.scalars(select(Dispute).where(Dispute.ballot_id == ballot_id)).one_or_none()


def count_undecided(vote_id: int) -> int:
    """How many ballots are set aside and wait for a decision."""
    waits = select(func.count()).where(Dispute.vote_id == vote_id, Dispute.decided_at.is_(None))
    return session.scalar(waits) or 0


def _handled(rows: Sequence[tuple[Ballot, Dispute | None, Voter]]) -> list[Handled]:
    ids = {by for ballot, _, _ in rows for by in (ballot.entered_by, ballot.checked_by)}
    ids |= {dispute.decided_by for _, dispute, _ in rows if dispute}
    asked = select(Account.id, Account.display_name).where(Account.id.in_(ids - {None}))
    names: dict[int | None, str] = dict(session.execute(asked).all())
    return [
        Handled(
            ballot,
            voter,
            names.get(ballot.entered_by, ""),
            names.get(ballot.checked_by, ""),
            dispute,
            names.get(dispute.decided_by, "") if dispute else "",
        )
        for ballot, dispute, voter in rows
    ]
