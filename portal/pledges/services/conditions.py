"""Once a scheme's condition is met, people owe what they signed; when it runs out, nobody owes anything."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.errors import N_
from portal.domain.ledger import Event
from portal.jobs.rhythm import hourly
from portal.jobs.schedule import every
from portal.pledges import queries
from portal.pledges.models import Condition, Scheme, SchemeState, Source
from portal.pledges.queries import account
from portal.pledges.services.ending import end_all
from portal.pledges.services.locking import lock
from portal.pledges.services.posting import Paper, post
from portal.pledges.services.telling import tell_all

CLOCK = Actor(None, "到期检查")


@dataclass(frozen=True)
class Progress:
    """How far a condition is: fen or homes; for a vote, 1 of 1 once it passed."""

    condition: Condition
    have: int
    need: int

    @property
    def is_met(self) -> bool:
        return self.have >= self.need


def progress(scheme: Scheme, now: datetime) -> Progress:
    """Only what was signed counts; what people merely said does not. Government money is no pledge."""
    signed = [one for one in account.list_signed(scheme.id) if one.source is not Source.GOVERNMENT]
    if scheme.condition is Condition.AMOUNT:
        return Progress(scheme.condition, sum(one.amount for one in signed), scheme.threshold)
    if scheme.condition is Condition.HOMES:
        homes = {one.part_id for one in signed if one.part_id is not None}
        return Progress(scheme.condition, len(homes), scheme.threshold)
    if scheme.condition is Condition.VOTE and scheme.vote_id is not None:
        vote = queries.get_vote(scheme.estate_id, scheme.vote_id)
        passed = queries.decides(vote, scheme) and queries.has_passed(vote, now)
        return Progress(scheme.condition, int(passed), 1)
    return Progress(scheme.condition, 1, 1)


def meet_if_met(scheme: Scheme, *, now: datetime) -> bool:
    """Let every signed promise fall due once the condition is met, and tell everybody, once."""
    lock(scheme)
    living = scheme.state in {SchemeState.OPEN, SchemeState.CLOSED}
    if scheme.met_at is not None or not living or not progress(scheme, now).is_met:
        return False
    scheme.met_at = now
    for commitment in account.list_signed(scheme.id):
        paper = Paper(f"commitment:{commitment.id}", f"条件达到，{commitment.number} 可以交款")
        post(Event.FALL_DUE, commitment.amount, paper, of=commitment, now=now)
    session.flush()
    record(now, CLOCK, "scheme.meet", f"scheme:{scheme.id}", estate_id=scheme.estate_id)
    body = (
        f"“{scheme.title}”的条件达到了。签过确认单的，{scheme.due_days} 天内到通知上写的专户交款，"
        "要正式票据。本平台不收款，任何人以本平台名义要您转账都是诈骗。"
    )
    tell_all(scheme, "pledges.met", "出资条件达到了", body, now=now)
    return True


def expire_if_due(scheme: Scheme, *, now: datetime) -> bool:
    """End what has run out. Below its condition nothing is owed; above it, no more is signed."""
    lock(scheme)
    if scheme.state is not SchemeState.OPEN and not (
        scheme.state is SchemeState.CLOSED and scheme.met_at is None
    ):
        return False
    if scheme.expires_at is None or now < scheme.expires_at:
        return False
    if scheme.met_at is None and not meet_if_met(scheme, now=now):
        _expire(scheme, now)
    else:
        scheme.state, scheme.closed_at = SchemeState.CLOSED, now
        session.flush()
    return True


def _expire(scheme: Scheme, now: datetime) -> None:
    ended = end_all(scheme, "到期没有达到条件", by=CLOCK, now=now)
    scheme.state, scheme.closed_at = SchemeState.EXPIRED, now
    session.flush()
    record(now, CLOCK, "scheme.expire", f"scheme:{scheme.id}", estate_id=scheme.estate_id, homes=ended)
    body = f"“{scheme.title}”到期没有达到条件。签过的确认单都作废，谁都不用交钱。"
    tell_all(scheme, "pledges.expired", "出资方案到期作废", body, now=now)


def run_due(now: datetime, _slot: datetime) -> None:
    """What the clock does to all schemes: votes that passed meet conditions, days that are over end them."""
    waiting = select(Scheme).where(
        Scheme.state.in_([SchemeState.OPEN, SchemeState.CLOSED]),
        Scheme.met_at.is_(None) | (Scheme.state == SchemeState.OPEN),
    )
    for scheme in session.scalars(waiting.order_by(Scheme.id)).all():
        if scheme.met_at is None and scheme.condition is Condition.VOTE:
            meet_if_met(scheme, now=now)
        expire_if_due(scheme, now=now)


every("pledges.clock", hourly(20), run_due, title=N_("出资方案的条件和到期"))
