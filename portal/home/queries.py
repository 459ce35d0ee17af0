"""Reads for the skeletons: where a page is, and what waits for the person who opens it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from portal.accounts.models import OwnerLink
from portal.accounts.queries import counts
from portal.communities.models import Community, Estate, PartyOwner, Street
from portal.db import session
from portal.domain.stages import CaseState
from portal.feedback.models import Case
from portal.messages.models import Message
from portal.voting.queries import overview


@dataclass(frozen=True)
class Place:
    """An estate as every page names it: whose it is, and whom to call."""

    id: int
    name: str
    is_demo: bool
    street: str
    community: str
    contact: str
    phone: str
    hours: str


@dataclass(frozen=True)
class Waiting:
    """What waits for one person in one estate: votes to answer, answers to confirm, messages to read."""

    votes: int
    cases: int
    messages: int


def find_place(estate_id: int) -> Place | None:
    """Plain values, so that they outlive the transaction of a view."""
    row = session.execute(
        select(
            Estate.id,
            Estate.name,
            Estate.is_demo,
            Street.name,
            Community.name,
            Community.contact,
            Community.phone,
            Community.hours,
        )
        .join(Street, Street.id == Estate.street_id)
        .join(Community, Community.id == Estate.community_id)
        .where(Estate.id == estate_id)
    ).one_or_none()
    return Place(*row) if row else None


def count_waiting(account_id: int, estate_id: int | None, now: datetime) -> Waiting:
    """One statement, because it stands behind the tab bar of every page.

    :param estate_id: None where no estate is at hand: then only messages wait.
    """
    parties = (
        select(PartyOwner.party_id)
        .join(OwnerLink, OwnerLink.owner_id == PartyOwner.owner_id)
        .where(OwnerLink.account_id == account_id, counts())
    )
    votes = overview.unanswered(estate_id or 0, parties, now).subquery()
    cases = select(func.count()).where(
        Case.account_id == account_id, Case.estate_id == estate_id, Case.state == CaseState.ANSWERED
    )
    messages = select(func.count()).where(Message.account_id == account_id, Message.read_at.is_(None))
    counted = select(
        select(func.count()).select_from(votes).scalar_subquery(),
        cases.scalar_subquery(),
        messages.scalar_subquery(),
    )
    return Waiting(*session.execute(counted).one())
