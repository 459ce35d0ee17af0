"""When a ballot may come, and its number; casting is in `online`, papers are in `keying`."""

import random
from datetime import datetime

from sqlalchemy import select

from portal.db import session
from portal.domain.bulletin import MOST, numbered
from portal.domain.stages import RUNNING, VoteState
from portal.voting.errors import AlreadyClosed, NotYet
from portal.voting.models import Ballot, Vote
from portal.voting.queries.reading import state_of


def check_open(vote: Vote, now: datetime) -> None:
    """:raises RuleViolated: no ballot can be cast at this moment."""
    state = state_of(vote, now)
    if state in {VoteState.DRAFT, VoteState.ANNOUNCED}:
        raise NotYet
    if state is not VoteState.OPEN:
        raise AlreadyClosed


def takes_papers(vote: Vote) -> bool:
    """From the announcement, so that they can be printed, until the result is published."""
    return vote.state in RUNNING | {VoteState.COUNTING}


def check_signed_in_time(vote: Vote, signed_at: datetime, now: datetime) -> None:
    """A paper is in time by when it was signed; it may be keyed until the result is published.

    :raises RuleViolated: signed outside the period, or the result stands already.
    """
    if vote.state is VoteState.DRAFT or now < vote.opens_at or signed_at < vote.opens_at:
        raise NotYet
    if not takes_papers(vote) or signed_at >= vote.closes_at:
        raise AlreadyClosed


def draw_receipt(vote_id: int) -> str:
    """A number no other ballot of the vote has; the database would refuse a clash."""
    draw = random.SystemRandom()
    while True:
        receipt = numbered(draw.randrange(MOST + 1))
        taken = select(Ballot.id).where(Ballot.vote_id == vote_id, Ballot.receipt == receipt)
        if session.scalar(taken) is None:
            return receipt
