"""From what a home says to what it signs: the 认缴确认单. It promises; it is no receipt."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy.exc import IntegrityError

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.amounts import format_hundredths
from portal.domain.deadlines import local_day
from portal.domain.ledger import Event
from portal.pledges import money_errors as errors
from portal.pledges import queries
from portal.pledges.errors import AmountAboveCost, NotOpen, NotYourHome
from portal.pledges.models import (
    IN_KIND,
    Commitment,
    CommitmentState,
    Condition,
    Kind,
    Scheme,
    SchemeState,
    Source,
    Way,
)
from portal.pledges.queries import account
from portal.pledges.services.conditions import meet_if_met
from portal.pledges.services.ending import end
from portal.pledges.services.locking import lock
from portal.pledges.services.posting import Paper, post
from portal.pledges.words import KINDS, KINDS_OF

_OWNED_BY_ALL = frozenset({Kind.MAINTENANCE_FUND, Kind.COMMON_INCOME})


@dataclass(frozen=True)
class Signed:
    """What was signed: an amount in fen, or the agreed value of a thing or of hours of work.

    :param picture: the key of the drawn signature, or of the photo of the signed paper.
    :param due_on: a later day that was agreed, where the scheme allows it.
    """

    amount: int
    kind: Kind = Kind.CASH
    picture: str = ""
    part_id: int | None = None
    source: Source = Source.HOUSEHOLD
    contributor: str = ""
    thing: str = ""
    hours: int | None = None
    decision: str = ""
    as_owner: bool = False
    parts: int = 1
    due_on: date | None = None
    way: Way = Way.PHONE
    instead: bool = False  # of money that was signed for: the last day for new promises does not matter


def sign(scheme: Scheme, signed: Signed, *, once: str, by: Actor, now: datetime) -> Commitment:
    """A household signs on the phone. Owners sign for their home; who else lives there, of free will.

    :raises RuleViolated: not this person's home, not open or run out, figures that make no sense, signed
        before.
    """
    own = queries.list_own_parts(scheme, by.account_id) if by.account_id is not None else []
    if signed.part_id not in {part.id for part in own}:
        raise NotYourHome
    return _sign(scheme, replace(signed, way=Way.PHONE), once=once, by=by, now=now)


def record_paper(scheme: Scheme, signed: Signed, *, once: str, by: Actor, now: datetime) -> Commitment:
    """Staff record what a household signed on paper, with the paper's photo.

    :raises RuleViolated: as `sign`, or a home that has no part in the scheme.
    """
    if signed.part_id is None or queries.find_share(scheme.id, signed.part_id) is None:
        raise NotYourHome
    return _sign(scheme, replace(signed, way=Way.PAPER), once=once, by=by, now=now)


def record_agreement(scheme: Scheme, signed: Signed, *, once: str, by: Actor, now: datetime) -> Commitment:
    """Staff record what a body agreed to give, or what all owners decided. There is no public appeal.

    :raises RuleViolated: as `sign`, or nobody named.
    """
    if signed.source is Source.HOUSEHOLD or signed.part_id is not None:
        raise ValueError("a household signs for its home")
    if not signed.contributor.strip():
        raise errors.ContributorNeeded
    return _sign(scheme, replace(signed, way=Way.AGREEMENT), once=once, by=by, now=now)


def _sign(scheme: Scheme, signed: Signed, *, once: str, by: Actor, now: datetime) -> Commitment:
    lock(scheme)
    tapped = account.find_signed(scheme.id, once)
    if tapped is not None:
        return tapped
    if not signed.instead:
        _check_open(scheme, signed.way, now)
    _check_amount(scheme, signed)
    _check_kind(scheme, signed)
    _check_terms(scheme, signed)
    made = _row(scheme, signed, once=once, by=by, now=now)
    session.add(made)
    try:
        session.flush()
    except IntegrityError as twice:
        raise errors.AlreadySigned from twice
    made.number = f"RJ{local_day(now):%Y}-{made.id:06}"
    _enter(scheme, made, by, now)
    record(
        now,
        by,
        "commitment.sign",
        f"commitment:{made.id}",
        estate_id=scheme.estate_id,
        number=made.number,
        amount=made.amount,
        kind=made.kind.value,
        way=made.way.value,
        scheme=scheme.id,
        digest=scheme.digest,
        picture=made.picture,
    )
    meet_if_met(scheme, now=now)
    return made


def _row(scheme: Scheme, signed: Signed, *, once: str, by: Actor, now: datetime) -> Commitment:
    on_phone = signed.way is Way.PHONE
    as_owner = signed.as_owner
    if on_phone and by.account_id is not None and signed.part_id is not None:
        as_owner = queries.owns(by.account_id, signed.part_id)
    return Commitment(
        number=f"{scheme.id}/{once}",
        estate_id=scheme.estate_id,
        scheme_id=scheme.id,
        part_id=signed.part_id,
        source=signed.source,
        contributor=signed.contributor.strip(),
        kind=signed.kind,
        amount=signed.amount,
        thing=signed.thing.strip(),
        hours=signed.hours,
        decision=signed.decision.strip(),
        as_owner=as_owner,
        way=signed.way,
        picture=signed.picture,
        parts=signed.parts,
        due_on=signed.due_on,
        account_id=by.account_id if on_phone else None,
        recorded_by=None if on_phone else by.account_id,
        signed_at=now,
        once=once,
    )


def _enter(scheme: Scheme, made: Commitment, by: Actor, now: datetime) -> None:
    paper = Paper(
        f"commitment:{made.id}", f"签认缴确认单 {made.number}", made_by=by.account_id, attachments=1
    )
    post(Event.PROMISE, made.amount, paper, of=made, now=now)
    if scheme.met_at is not None:
        post(Event.FALL_DUE, made.amount, paper, of=made, now=now)


def _check_open(scheme: Scheme, way: Way, now: datetime) -> None:
    """Households sign while the scheme is open; what bodies give may also come later."""
    takes = (SchemeState.OPEN, SchemeState.CLOSED) if way is Way.AGREEMENT else (SchemeState.OPEN,)
    if scheme.state not in takes:
        raise NotOpen
    if way is not Way.AGREEMENT and scheme.expires_at is not None and now >= scheme.expires_at:
        raise errors.PledgeExpired


def _check_amount(scheme: Scheme, signed: Signed) -> None:
    rest = scheme.total - scheme.subsidy
    most = scheme.total if signed.source is Source.GOVERNMENT else rest
    if signed.amount <= 0:
        raise errors.AmountNotPositive
    if signed.amount > most:
        raise AmountAboveCost(amount=format_hundredths(signed.amount), rest=format_hundredths(most))
    if not signed.picture:
        raise errors.PictureNeeded


def _check_kind(scheme: Scheme, signed: Signed) -> None:
    if signed.kind not in KINDS_OF[signed.source]:
        raise errors.KindNotOffered(kind=KINDS[signed.kind])
    if signed.source is Source.HOUSEHOLD and signed.kind is Kind.LABOUR and not scheme.allows_labour:
        raise errors.LabourNotAllowed
    if signed.kind in IN_KIND and not signed.thing.strip():
        raise errors.ThingNeeded
    if signed.kind is Kind.LABOUR and (signed.hours or 0) <= 0:
        raise errors.HoursNeeded
    if signed.kind in _OWNED_BY_ALL and not signed.decision.strip():
        raise errors.DecisionNeeded


def _check_terms(scheme: Scheme, signed: Signed) -> None:
    if signed.parts > 1 and not scheme.allows_parts:
        raise errors.PartsNotAllowed
    if signed.due_on is None:
        return
    if not scheme.allows_deferral:
        raise errors.DeferralNotAllowed
    due = due_day(scheme, None)
    if due is not None and signed.due_on <= due:
        raise errors.DeferralTooEarly(due=f"{due:%Y-%m-%d}")


def due_day(scheme: Scheme, commitment: Commitment | None) -> date | None:
    """The last day on which a promise can be paid in time; None while nobody owes anything."""
    if scheme.met_at is None:
        return None
    if commitment is not None and commitment.due_on is not None:
        return commitment.due_on
    met = (
        commitment.signed_at
        if commitment is not None and commitment.signed_at > scheme.met_at
        else scheme.met_at
    )
    return local_day(met) + timedelta(days=scheme.due_days)


def withdraw(commitment: Commitment, why: str, *, by: Actor, now: datetime) -> None:
    """A household takes its promise back: while the condition is not met, or nothing was paid without one.

    :raises RuleViolated: it has ended, or it is too late.
    """
    scheme = commitment.scheme
    lock(scheme)
    session.refresh(commitment, ["state"])
    if commitment.state is not CommitmentState.SIGNED:
        raise errors.NoSignedCommitment(state=commitment.state.value)
    standing = account.standing_of(commitment.id)
    touched = standing.owed + standing.conditional < commitment.amount
    unconditional = scheme.condition is Condition.NONE
    if (
        touched
        or account.waiting_payments(commitment.id)
        or (scheme.met_at is not None and not unconditional)
    ):
        raise errors.TooLateToWithdraw
    end(commitment, CommitmentState.WITHDRAWN, why.strip() or "本人撤回", by=by, now=now)
