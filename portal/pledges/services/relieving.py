"""Making lighter what a promise asks for: later, in parts, by work, or not at all; each with its reason."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.amounts import format_hundredths
from portal.domain.ledger import Event
from portal.pledges import money_errors as errors
from portal.pledges.models import Commitment, CommitmentState, Kind, Relief, ReliefKind, Source, Way
from portal.pledges.queries import account
from portal.pledges.services.confirming import Signed, due_day, record_paper
from portal.pledges.services.locking import lock
from portal.pledges.services.posting import Paper, post
from portal.pledges.words import COMMITMENT_STATES


@dataclass(frozen=True)
class Wish:
    """What is asked for: an amount in fen, a later day, or a number of parts, as the kind needs it."""

    kind: ReliefKind
    reason: str
    amount: int = 0
    due_on: date | None = None
    parts: int | None = None
    thing: str = ""
    hours: int | None = None
    picture: str = ""


def relieve(commitment: Commitment, wish: Wish, *, once: str, by: Actor, now: datetime) -> Relief:
    """Grant it. Writing off is a right of the street's; the caller's permission says who may.

    :raises RuleViolated: no reason, not allowed by the scheme, more than is still owed, an earlier day.
    """
    scheme = commitment.scheme
    lock(scheme)
    session.refresh(commitment, ["state", "due_on", "parts"])
    if not wish.reason.strip():
        raise errors.ReasonMissing
    if commitment.state is not CommitmentState.SIGNED:
        raise errors.NoSignedCommitment(state=COMMITMENT_STATES[commitment.state])
    made = Relief(
        commitment_id=commitment.id,
        kind=wish.kind,
        amount=wish.amount if wish.kind in {ReliefKind.WRITE_OFF, ReliefKind.LABOUR} else 0,
        due_on=wish.due_on if wish.kind is ReliefKind.DEFER else None,
        parts=wish.parts if wish.kind is ReliefKind.PARTS else None,
        reason=wish.reason.strip(),
        made_at=now,
        made_by=by.account_id,
        once=once,
    )
    _GRANT[wish.kind](commitment, wish, now)
    session.add(made)
    session.flush()
    if made.amount:
        _take_off(commitment, made, by, now)
    if wish.kind is ReliefKind.LABOUR:
        _promise_work(commitment, wish, once=once, by=by, now=now)
    record(
        now,
        by,
        f"commitment.{wish.kind.value}",
        f"commitment:{commitment.id}",
        estate_id=commitment.estate_id,
        amount=made.amount,
        reason=made.reason,
        number=commitment.number,
    )
    return made


def _defer(commitment: Commitment, wish: Wish, _now: datetime) -> None:
    if not commitment.scheme.allows_deferral:
        raise errors.DeferralNotAllowed
    due = due_day(commitment.scheme, commitment)
    if wish.due_on is None or (due is not None and wish.due_on <= due):
        raise errors.DeferralTooEarly(due=f"{due:%Y-%m-%d}" if due else "期限")
    commitment.due_on = wish.due_on


def _in_parts(commitment: Commitment, wish: Wish, _now: datetime) -> None:
    if not commitment.scheme.allows_parts or not wish.parts or wish.parts < 2:
        raise errors.PartsNotAllowed
    commitment.parts = wish.parts


def _by_work(commitment: Commitment, wish: Wish, now: datetime) -> None:
    if not commitment.scheme.allows_labour or commitment.source is not Source.HOUSEHOLD:
        raise errors.LabourNotAllowed
    _write_off(commitment, wish, now)


def _write_off(commitment: Commitment, wish: Wish, _now: datetime) -> None:
    if wish.amount <= 0:
        raise errors.AmountNotPositive
    standing = account.standing_of(commitment.id)
    open_ = standing.owed - account.waiting_payments(commitment.id)
    if commitment.scheme.met_at is None:
        raise errors.NotDueYet
    if wish.amount > open_:
        raise errors.MoreThanOwed(amount=format_hundredths(wish.amount), owed=format_hundredths(open_))


_GRANT = {
    ReliefKind.DEFER: _defer,
    ReliefKind.PARTS: _in_parts,
    ReliefKind.LABOUR: _by_work,
    ReliefKind.WRITE_OFF: _write_off,
}


def _take_off(commitment: Commitment, made: Relief, by: Actor, now: datetime) -> None:
    work = made.kind is ReliefKind.LABOUR
    words = "改为投工投劳" if work else "核销"
    paper = Paper(f"relief:{made.id}", f"{words}：{made.reason}", made_by=by.account_id)
    post(Event.LAPSE_OWED if work else Event.WAIVE, made.amount, paper, of=commitment, now=now)


def _promise_work(commitment: Commitment, wish: Wish, *, once: str, by: Actor, now: datetime) -> None:
    """Hours of agreed value instead; they are a promise of their own."""
    signed = Signed(
        amount=wish.amount,
        kind=Kind.LABOUR,
        picture=wish.picture,
        part_id=commitment.part_id,
        thing=wish.thing,
        hours=wish.hours,
        as_owner=commitment.as_owner,
        instead=True,
    )
    record_paper(commitment.scheme, signed, once=f"labour {once}", by=by, now=now)


__all__ = ["Way", "Wish", "relieve"]
