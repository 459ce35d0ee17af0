"""Signing in as delivery: where a setting with its source counts reading the ballot as being served."""

from datetime import datetime

from sqlalchemy import select

from portal.audit.services import Actor
from portal.db import session
from portal.domain.stages import VoteState
from portal.voting.models import Delivery, DeliveryWay, Vote, Voter
from portal.voting.queries.reading import setting, state_of
from portal.voting.services.locking import lock
from portal.voting.services.logbook import log


def is_news(vote: Vote, voter: Voter, now: datetime) -> bool:
    """Whether opening the ballot now would serve a voter who was not served yet."""
    if not setting(vote, "signing_in_delivers") or state_of(vote, now) is not VoteState.OPEN:
        return False
    served = select(Delivery.id).where(
        Delivery.voter_id == voter.id, Delivery.way != DeliveryWay.UNDELIVERABLE
    )
    return session.scalar(served.limit(1)) is None


def saw(voter: Voter, *, by: Actor, now: datetime) -> None:
    """The voter's own person opened the ballot on the phone; once is enough."""
    lock(voter.vote, shared=True)
    session.execute(select(Voter.id).where(Voter.id == voter.id).with_for_update())
    if not is_news(voter.vote, voter, now):
        return
    delivery = Delivery(
        vote_id=voter.vote_id,
        voter_id=voter.id,
        way=DeliveryWay.SIGNED_IN,
        note="",
        at=now,
        recorded_by=by.account_id,
        recorded_at=now,
    )
    session.add(delivery)
    log(voter.vote_id, "delivered", now, voter=voter.number, way=DeliveryWay.SIGNED_IN.value)
