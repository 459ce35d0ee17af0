"""What waits for one person: counted in one statement, because it stands behind every tab bar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from portal.accounts.models import OwnerLink
from portal.accounts.queries import counts
from portal.communities.models import PartyOwner
from portal.db import session
from portal.domain.stages import CaseState
from portal.feedback.models import Case
from portal.messages.models import Message
from portal.voting.queries import overview
from portal.voting.queries.acting import own_voters


@dataclass(frozen=True)
class Waiting:
    """What waits for one person in one estate: votes to answer, answers to confirm, messages to read."""

    votes: int
    cases: int
    messages: int


def parties_of(account_id: int) -> Select[int]:
    """Ids of the owner parties to which a person belongs today."""
    return (
        select(PartyOwner.party_id)
        .join(OwnerLink, OwnerLink.owner_id == PartyOwner.owner_id)
        .where(OwnerLink.account_id == account_id, counts())
    )


def count_waiting(account_id: int, estate_id: int | None, now: datetime) -> Waiting:
    """Votes, answers and messages at once.

    :param estate_id: None where no estate is at hand: then only messages wait.
    """
    votes = overview.unanswered(estate_id or 0, own_voters(account_id), now).subquery()
    cases = select(func.count()).where(
        Case.account_id == account_id,
        Case.estate_id == estate_id,
        Case.state.in_((CaseState.ANSWERED, CaseState.DONE)),
    )
    messages = select(func.count()).where(Message.account_id == account_id, Message.read_at.is_(None))
    counted = select(
        select(func.count()).select_from(votes).scalar_subquery(),
        cases.scalar_subquery(),
        messages.scalar_subquery(),
    )
    return Waiting(*session.execute(counted).one())


def own_votes(account_id: int, estate_id: int, now: datetime) -> Mapping[int, bool]:
    """The open votes in which this person may vote, each with whether that is done."""
    return overview.answered(estate_id, own_voters(account_id), now)
