"""Voters of a vote and the ballots they returned."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.db import session
from portal.voting.models import Answer, Ballot, BallotState, Voter

_WITH_ANSWERS = selectinload(Ballot.answers).selectinload(Answer.option)


def list_voters_of(vote_id: int, party_ids: Iterable[int]) -> Sequence[Voter]:
    """The voters that these owner parties are, with their parts: what a person may cast ballots for."""
    wanted = select(Voter).where(Voter.vote_id == vote_id, Voter.party_id.in_(list(party_ids)))
    return session.scalars(wanted.options(selectinload(Voter.parts)).order_by(Voter.id)).all()


def get_voter_by_number(vote_id: int, number: str) -> Voter:
    """:raises sqlalchemy.exc.NoResultFound: no paper of this vote has the number."""
    wanted = select(Voter).where(Voter.vote_id == vote_id, Voter.number == number)
    return session.scalars(wanted.options(selectinload(Voter.parts))).one()


def find_counted_ballot(voter_id: int) -> Ballot | None:
    """The ballot that counts for a voter, with its answers."""
    wanted = select(Ballot).where(Ballot.voter_id == voter_id, Ballot.state == BallotState.COUNTED)
    return session.scalars(wanted.options(_WITH_ANSWERS)).one_or_none()


def find_pending_ballot(voter_id: int) -> Ballot | None:
    """A paper that one person keyed and a second has not checked."""
    wanted = select(Ballot).where(Ballot.voter_id == voter_id, Ballot.state == BallotState.PENDING)
    return session.scalars(wanted.options(_WITH_ANSWERS)).one_or_none()


def find_ballot_by_receipt(vote_id: int, receipt: str) -> Ballot | None:
    wanted = select(Ballot).where(Ballot.vote_id == vote_id, Ballot.receipt == receipt)
    return session.scalars(wanted.options(_WITH_ANSWERS)).one_or_none()


def list_history(voter_id: int) -> Sequence[Ballot]:
    """Every ballot of a voter, oldest first: all stay on record."""
    return session.scalars(select(Ballot).where(Ballot.voter_id == voter_id).order_by(Ballot.id)).all()
