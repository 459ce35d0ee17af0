"""Voters whom nobody could reach: a notice hangs for the vote's days, and then they count as served."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.deadlines import day_ends, local_day
from portal.domain.errors import N_
from portal.voting.errors import PostedInFuture, WrongState
from portal.voting.models import Delivery, DeliveryWay, NoticedVoter, ServedByNotice, Vote, Voter
from portal.voting.paper_errors import NobodyToNotice, NotHungYet
from portal.voting.queries.deliveries import Reached, list_out
from portal.voting.queries.reading import setting, state_of
from portal.voting.queries.serving import list_noticed
from portal.voting.services.casting import takes_papers
from portal.voting.services.locking import lock
from portal.voting.services.logbook import log_all
from portal.voting.words import STATES


@dataclass(frozen=True)
class Posted:
    """Where the notice hangs, with what proves it, and since when."""

    place: str
    at: datetime


def post_notice(vote: Vote, posted: Posted, *, by: Actor, now: datetime) -> ServedByNotice:
    """Put on record that a notice hangs for everybody who is unreachable at this moment.

    The day of posting is not counted.

    :raises RuleViolated: no papers are out, a time to come or before the announcement, or nobody to notice.

    Source: 业主大会和业主委员会指导规则 (建房〔2009〕274号) art. 22; Civil Code art. 201.
    """
    lock(vote)
    if not takes_papers(vote) or vote.announced_at is None:
        raise WrongState(title=vote.title, state=STATES[state_of(vote, now)], deed=N_("登记公告送达"))
    if posted.at > now:
        raise PostedInFuture
    if posted.at < vote.announced_at:
        raise NotHungYet
    voters = [each.voter for each in list_out(vote.id) if each.reached is Reached.UNDELIVERABLE]
    if not voters:
        raise NobodyToNotice
    days = max(1, setting(vote, "undeliverable_days"))
    made = ServedByNotice(
        vote_id=vote.id,
        posted_at=posted.at,
        days=days,
        ends_at=day_ends(local_day(posted.at) + timedelta(days=days)),
        place=posted.place,
        recorded_at=now,
        recorded_by=by.account_id,
    )
    session.add(made)
    session.flush()
    session.add_all(NoticedVoter(notice_id=made.id, voter_id=voter.id) for voter in voters)
    session.flush()
    about = {"voters": len(voters), "days": days, "posted": posted.at.isoformat()}
    record(now, by, "vote.notice", f"vote:{vote.id}", estate_id=vote.estate_id, **about)
    return made


def serve_noticed(vote: Vote, *, now: datetime) -> int:
    """At the closing: whoever is still unreachable, and whose notice hung its days, counts as served."""
    served = [(voter, notice) for voter, notice in _ripe(vote)]
    session.add_all(
        Delivery(
            vote_id=vote.id,
            voter_id=voter.id,
            way=DeliveryWay.PUBLIC_NOTICE,
            note=notice.place,
            at=notice.ends_at,
            recorded_by=notice.recorded_by,
            recorded_at=now,
        )
        for voter, notice in served
    )
    session.flush()
    way = DeliveryWay.PUBLIC_NOTICE.value
    log_all(vote.id, [("delivered", {"voter": voter.number, "way": way}) for voter, _ in served], now)
    return len(served)


def _ripe(vote: Vote) -> Iterator[tuple[Voter, ServedByNotice]]:
    hung = {
        voter_id: notice for voter_id, notice in list_noticed(vote.id) if notice.ends_at <= vote.closes_at
    }
    for each in list_out(vote.id) if hung else []:
        if each.reached is Reached.UNDELIVERABLE and each.voter.id in hung:
            yield each.voter, hung[each.voter.id]
