"""What one person has done here, over all their estates: ballots, pledges, cases."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from portal.db import session
from portal.domain.stages import CaseState
from portal.feedback.models import Case
from portal.home.queries.waiting import parties_of
from portal.pledges.models import Pledge, PledgeAnswer, Scheme
from portal.voting.models import Ballot, BallotState, Vote, Voter
from portal.voting.queries.acting import own_voters


def list_parties(account_id: int) -> Collection[int]:
    """Ids of the owner parties for which a person may vote."""
    return set(session.scalars(parties_of(account_id)))


@dataclass(frozen=True)
class Cast:
    """A ballot that counts, cast for one of a person's homes: where its receipt is, never what it says."""

    estate_id: int
    vote_id: int
    title: str
    receipt: str
    at: datetime


def list_cast(account_id: int) -> Sequence[Cast]:
    """The newest first, over all estates of this person, also those cast on paper."""
    rows = session.execute(
        select(Vote.estate_id, Vote.id, Vote.title, Ballot.receipt, Ballot.signed_at)
        .select_from(Ballot)
        .join(Voter, Voter.id == Ballot.voter_id)
        .join(Vote, Vote.id == Ballot.vote_id)
        .where(_counts_for(account_id))
        .order_by(Ballot.signed_at.desc(), Ballot.id.desc())
    )
    return [Cast(*row) for row in rows]


def _counts_for(account_id: int) -> ColumnElement[bool]:
    counted = Ballot.state == BallotState.COUNTED
    return counted & Ballot.invalid_reason.is_(None) & Voter.id.in_(own_voters(account_id))


_CLOSED = (CaseState.CONFIRMED, CaseState.UNHEARD, CaseState.MERGED)


@dataclass(frozen=True)
class OwnCase:
    """A matter that this person raised."""

    estate_id: int
    id: int
    number: str
    text: str
    state: CaseState
    at: datetime


def list_cases(account_id: int, estate_id: int | None = None, *, limit: int) -> Sequence[OwnCase]:
    """What is not closed yet first, then the newest."""
    wanted = select(Case.estate_id, Case.id, Case.number, Case.text, Case.state, Case.raised_at)
    wanted = wanted.where(Case.account_id == account_id)
    if estate_id is not None:
        wanted = wanted.where(Case.estate_id == estate_id, Case.state.not_in(_CLOSED))
    ordered = wanted.order_by(Case.state.in_(_CLOSED), Case.id.desc())
    return [OwnCase(*row) for row in session.execute(ordered.limit(limit))]


@dataclass(frozen=True)
class OwnPledge:
    """What this person last said to a lift's cost."""

    estate_id: int
    scheme_id: int
    title: str
    answer: PledgeAnswer
    amount: int
    at: datetime


def list_pledges(account_id: int) -> Sequence[OwnPledge]:
    """The newest first; what was replaced is left out."""
    rows = session.execute(
        select(Scheme.estate_id, Scheme.id, Scheme.title, Pledge.answer, Pledge.amount, Pledge.made_at)
        .join(Scheme, Scheme.id == Pledge.scheme_id)
        .where(Pledge.account_id == account_id, Pledge.replaced_at.is_(None))
        .order_by(Pledge.id.desc())
    )
    return [OwnPledge(*row) for row in rows]
