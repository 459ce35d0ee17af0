"""送达: how each voter was served, by whoever went there; the last word of a voter counts."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.errors import N_
from portal.voting.errors import WrongState
from portal.voting.models import Delivery, DeliveryWay, Vote, Voter
from portal.voting.paper_errors import NotYetServed, SayHow
from portal.voting.queries.reading import state_of
from portal.voting.services.casting import takes_papers
from portal.voting.services.locking import lock
from portal.voting.services.logbook import log_all
from portal.voting.words import STATES

#: What a clerk can say. Reading on the phone is none of them: a setting and the sign-in decide that.
BY_HAND = (
    DeliveryWay.SIGNED,
    DeliveryWay.LETTERBOX,
    DeliveryWay.SMS,
    DeliveryWay.WECHAT,
    DeliveryWay.REGISTERED_MAIL,
    DeliveryWay.GROUP,
    DeliveryWay.UNDELIVERABLE,
)


@dataclass(frozen=True)
class Served:
    """One way of serving, at one time, for the voters of a round; ``photo`` is the proof of all of it."""

    way: DeliveryWay
    at: datetime
    note: str = ""
    photo: str | None = None


def deliver(vote: Vote, voter_ids: Collection[int], served: Served, *, by: Actor, now: datetime) -> int:
    """Write down how these voters were served; two presses make one. Returns how many were new.

    Somebody who could not be found may be served later, and the other way round: all stay on record.

    :raises RuleViolated: before the announcement or after publication, a time to come, or
        undeliverable without saying why.
    """
    if served.way not in BY_HAND:
        raise ValueError(f"{served.way} is not written down by hand")
    lock(vote)
    if not takes_papers(vote):
        raise WrongState(title=vote.title, state=STATES[state_of(vote, now)], deed=N_("登记送达"))
    if served.at > now:
        raise NotYetServed
    if served.way is DeliveryWay.UNDELIVERABLE and not served.note.strip():
        raise SayHow
    voters = _voters(vote.id, voter_ids)
    said = (served.way, served.at, served.note.strip())
    last = _last(vote.id)
    fresh = [voter for voter in voters if last.get(voter.id) != said]
    session.add_all([_row(voter, served, by, now) for voter in fresh])
    log_all(vote.id, [("delivered", {"voter": v.number, "way": served.way.value}) for v in fresh], now)
    about = {"way": served.way.value, "voters": len(fresh)}
    record(now, by, "vote.deliver", f"vote:{vote.id}", estate_id=vote.estate_id, **about)
    return len(fresh)


def _voters(vote_id: int, voter_ids: Collection[int]) -> list[Voter]:
    """Of this vote, in the order of the roll; an id of another vote is left out."""
    wanted = select(Voter).where(Voter.vote_id == vote_id, Voter.id.in_(voter_ids))
    return list(session.scalars(wanted.order_by(Voter.id)))


def _last(vote_id: int) -> dict[int, tuple[DeliveryWay, datetime | None, str]]:
    newest = select(func.max(Delivery.id)).where(Delivery.vote_id == vote_id).group_by(Delivery.voter_id)
    rows = session.scalars(select(Delivery).where(Delivery.id.in_(newest)))
    return {row.voter_id: (row.way, row.at, row.note) for row in rows}


def _row(voter: Voter, served: Served, by: Actor, now: datetime) -> Delivery:
    return Delivery(
        vote_id=voter.vote_id,
        voter_id=voter.id,
        way=served.way,
        at=served.at,
        note=served.note.strip(),
        photo=served.photo,
        recorded_by=by.account_id,
        recorded_at=now,
    )
