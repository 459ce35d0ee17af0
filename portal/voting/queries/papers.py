"""Paper ballots on their way into the count. Nothing here says what stands on a paper."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from portal.accounts.models import Account
from portal.db import session
from portal.domain.bulletin import format_number
from portal.domain.errors import RuleViolated
from portal.voting.errors import NoSuchPaper
from portal.voting.models import Ballot, BallotState, Channel, Vote, Voter
from portal.voting.queries.numbered import find_elsewhere, find_paper
from portal.voting.receiving_errors import OfOtherVote


@dataclass(frozen=True)
class Waiting:
    """A paper that waits for its second reader, and who was the first."""

    voter: Voter
    entered_by: int | None
    reader: str
    entered_at: datetime


def get_voter(vote_id: int, voter_id: int) -> Voter:
    """With its parts. :raises sqlalchemy.exc.NoResultFound: no such voter in this vote."""
    wanted = select(Voter).where(Voter.vote_id == vote_id, Voter.id == voter_id)
    return session.scalars(wanted.options(selectinload(Voter.parts))).one()


def find_voter_by_number(vote_id: int, number: str) -> Voter:
    """Whose paper it is, the first one or one that was printed anew.

    :raises RuleViolated: no paper of this vote has the number.
    """
    paper = find_paper(vote_id, number)
    if paper is not None:
        return paper.voter
    found = session.scalars(select(Voter).where(Voter.vote_id == vote_id, Voter.number == number)).first()
    if found is None:
        raise _unknown(vote_id, number)
    return found


def _unknown(vote_id: int, number: str) -> RuleViolated:
    here = session.scalar(select(Vote.estate_id).where(Vote.id == vote_id)) or 0
    elsewhere = find_elsewhere(here, number)
    if elsewhere is not None:
        return OfOtherVote(number=format_number(number), title=elsewhere.title)
    return NoSuchPaper(number=format_number(number))


def list_waiting(vote_id: int) -> Sequence[Waiting]:
    """The longest waiting first."""
    wanted = (
        select(Voter, Ballot.entered_by, Account.display_name, Ballot.entered_at)
        .join(Ballot, Ballot.voter_id == Voter.id)
        .outerjoin(Account, Account.id == Ballot.entered_by)
        .where(Voter.vote_id == vote_id, Ballot.state == BallotState.PENDING)
        .order_by(Ballot.entered_at, Ballot.id)
    )
    rows = session.execute(wanted.options(selectinload(Voter.parts))).all()
    return [Waiting(voter, by, name or "", at) for voter, by, name, at in rows]


def count_papers(vote_id: int) -> Mapping[BallotState, int]:
    """How many papers stand where; those cast on a phone are left out."""
    rows = session.execute(
        select(Ballot.state, func.count())
        .where(Ballot.vote_id == vote_id, Ballot.channel != Channel.ONLINE)
        .group_by(Ballot.state)
    )
    found = dict(rows.all())
    return {state: found.get(state, 0) for state in BallotState}


def count_waiting(vote_ids: Collection[int]) -> Mapping[int, int]:
    """By vote; those with none are missing."""
    rows = session.execute(
        select(Ballot.vote_id, func.count())
        .where(Ballot.vote_id.in_(vote_ids), Ballot.state == BallotState.PENDING)
        .group_by(Ballot.vote_id)
    )
    return dict(rows.all())
