"""Households ask on the phone to pay later, in parts, by work or less; the desk answers with a reason."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.amounts import format_hundredths
from portal.messages.services import tell
from portal.pledges import money_errors as errors
from portal.pledges.models import (
    IN_KIND,
    Commitment,
    CommitmentState,
    Relief,
    ReliefKind,
    ReliefRequest,
    RequestState,
)
from portal.pledges.queries import account
from portal.pledges.queries.asked import find_tapped_request
from portal.pledges.services.confirming import due_day
from portal.pledges.services.locking import lock
from portal.pledges.services.relieving import Wish, relieve
from portal.pledges.services.telling import page_of
from portal.pledges.words import COMMITMENT_STATES, RELIEFS

_OF_AN_AMOUNT = frozenset({ReliefKind.LABOUR, ReliefKind.WRITE_OFF})


def may_ask_for(commitment: Commitment) -> list[ReliefKind]:
    """What the scheme lets this household ask for now; nothing where nothing is open any more."""
    scheme, standing = commitment.scheme, account.standing_of(commitment.id)
    if commitment.state is not CommitmentState.SIGNED or not standing.owed + standing.conditional:
        return []
    money = commitment.kind not in IN_KIND
    offers = {
        ReliefKind.DEFER: scheme.allows_deferral,
        ReliefKind.PARTS: scheme.allows_parts and money,
        ReliefKind.LABOUR: scheme.allows_labour and money and bool(standing.owed),
        # No scheme has to allow it: hardship is the street's to weigh, household by household.
        ReliefKind.WRITE_OFF: money and bool(standing.owed),
    }
    return [kind for kind, offered in offers.items() if offered]


def ask(commitment: Commitment, wish: Wish, *, once: str, by: Actor, now: datetime) -> ReliefRequest:
    """Put a request down; nothing of the promise changes yet.

    :raises RuleViolated: no reason, nothing the scheme allows, figures that make no sense, one waits already.
    """
    lock(commitment.scheme)
    session.refresh(commitment, ["state", "due_on", "parts"])
    tapped = find_tapped_request(commitment.id, once)
    if tapped is not None:
        return tapped
    if by.account_id is None:
        raise ValueError("a household asks by its account")
    _check(commitment, wish)
    asked = ReliefRequest(
        estate_id=commitment.estate_id,
        commitment_id=commitment.id,
        kind=wish.kind,
        amount=wish.amount if wish.kind in _OF_AN_AMOUNT else 0,
        due_on=wish.due_on if wish.kind is ReliefKind.DEFER else None,
        parts=wish.parts if wish.kind is ReliefKind.PARTS else None,
        thing=wish.thing.strip() if wish.kind is ReliefKind.LABOUR else "",
        hours=wish.hours if wish.kind is ReliefKind.LABOUR else None,
        reason=wish.reason.strip(),
        asked_at=now,
        asked_by=by.account_id,
        once=once,
    )
    session.add(asked)
    try:
        session.flush()
    except IntegrityError as waits:
        raise errors.AskedAlready from waits
    _note(asked, "commitment.ask", by, now)
    return asked


def _check(commitment: Commitment, wish: Wish) -> None:
    if not wish.reason.strip():
        raise errors.ReasonMissing
    if commitment.state is not CommitmentState.SIGNED:
        raise errors.NoSignedCommitment(state=COMMITMENT_STATES[commitment.state])
    if wish.kind not in may_ask_for(commitment):
        raise errors.NotAskable
    _FIGURES[wish.kind](commitment, wish)


def _later(commitment: Commitment, wish: Wish) -> None:
    due = due_day(commitment.scheme, commitment)
    if wish.due_on is None or (due is not None and wish.due_on <= due):
        raise errors.DeferralTooEarly(due=f"{due:%Y-%m-%d}" if due else "期限")


def _in_parts(_commitment: Commitment, wish: Wish) -> None:
    if not wish.parts or wish.parts < 2:
        raise errors.PartsNeeded


def _by_work(commitment: Commitment, wish: Wish) -> None:
    if not wish.thing.strip():
        raise errors.ThingNeeded
    if (wish.hours or 0) <= 0:
        raise errors.HoursNeeded
    _not_at_all(commitment, wish)


def _not_at_all(commitment: Commitment, wish: Wish) -> None:
    if wish.amount <= 0:
        raise errors.AmountNotPositive
    open_ = account.standing_of(commitment.id).owed - account.waiting_payments(commitment.id)
    if wish.amount > open_:
        raise errors.MoreThanOwed(amount=format_hundredths(wish.amount), owed=format_hundredths(open_))


_FIGURES = {
    ReliefKind.DEFER: _later,
    ReliefKind.PARTS: _in_parts,
    ReliefKind.LABOUR: _by_work,
    ReliefKind.WRITE_OFF: _not_at_all,
}


def take_back(asked: ReliefRequest, *, by: Actor, now: datetime) -> None:
    """The household asks no more. :raises RequestAnswered: it was answered already."""
    _hold(asked)
    _decide(asked, RequestState.WITHDRAWN, "", by=by, now=now)
    _note(asked, "commitment.ask_no_more", by, now)


def grant(asked: ReliefRequest, wish: Wish, *, once: str, by: Actor, now: datetime) -> Relief:
    """Grant it, as it was asked for or as it was settled with the household, and tell who asked.

    :raises RuleViolated: answered already, or as `relieving.relieve`.
    """
    _hold(asked)
    made = relieve(asked.commitment, wish, once=once, by=by, now=now)
    asked.relief_id = made.id
    _decide(asked, RequestState.GRANTED, "", by=by, now=now)
    words = {
        ReliefKind.DEFER: f"可以缓到 {made.due_on:%Y-%m-%d} 交" if made.due_on else "",
        ReliefKind.PARTS: f"可以分 {made.parts} 次交",
        ReliefKind.LABOUR: f"{format_hundredths(made.amount)} 元改为投工投劳",
        ReliefKind.WRITE_OFF: f"{format_hundredths(made.amount)} 元减免，不用交",
    }
    _tell(asked, f"您申请的{RELIEFS[asked.kind]}同意了", f"{words[made.kind]}。", now)
    return made


def refuse(asked: ReliefRequest, why: str, *, by: Actor, now: datetime) -> None:
    """Say no, and why. :raises RuleViolated: answered already, or no reason."""
    _hold(asked)
    if not why.strip():
        raise errors.ReasonMissing
    _decide(asked, RequestState.REFUSED, why.strip(), by=by, now=now)
    _note(asked, "commitment.refuse_relief", by, now)
    _tell(asked, f"您申请的{RELIEFS[asked.kind]}没有同意", f"原因：{asked.answer}。", now)


def _hold(asked: ReliefRequest) -> None:
    lock(asked.commitment.scheme)
    session.refresh(asked, ["state"])
    if asked.state is not RequestState.WAITING:
        raise errors.RequestAnswered


def _decide(asked: ReliefRequest, state: RequestState, answer: str, *, by: Actor, now: datetime) -> None:
    asked.state, asked.answer = state, answer
    asked.decided_at, asked.decided_by = now, by.account_id
    session.flush()


def _note(asked: ReliefRequest, deed: str, by: Actor, now: datetime) -> None:
    record(
        now,
        by,
        deed,
        f"commitment:{asked.commitment_id}",
        estate_id=asked.estate_id,
        number=asked.commitment.number,
        reason=asked.answer or asked.reason,
    )


def _tell(asked: ReliefRequest, title: str, body: str, now: datetime) -> None:
    tell(
        now,
        asked.asked_by,
        "pledges.relief",
        title,
        f"确认单 {asked.commitment.number}：{body}本平台不收款，任何人以本平台名义要您转账都是诈骗。",
        estate_id=asked.estate_id,
        link=f"{page_of(asked.commitment.scheme)}/own",
    )
