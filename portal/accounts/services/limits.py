"""How often something may be tried. A try is counted first, in a transaction of its own, and made after.

Counting first keeps a hundred tries at once from all passing before the first has failed; the view gives
back what succeeded.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from portal.accounts.errors import TooManyTries, TooManyTriesToday
from portal.accounts.models import Attempt, SmsCode
from portal.db import session

_FORGET = timedelta(days=2)


@dataclass(frozen=True)
class Limit:
    """At most so many tries of one kind by (or on) one subject within a time."""

    kind: str
    most: int
    within: timedelta


PASSWORD_ON_NAME = Limit("password", 5, timedelta(minutes=15))
PASSWORD_FROM = Limit("password-from", 50, timedelta(minutes=15))
SECOND_STEP = Limit("second-step", 5, timedelta(minutes=15))
PASSCODE_ON_PHONE = Limit("passcode", 5, timedelta(minutes=15))
PASSCODE_A_DAY = Limit("passcode-day", 20, timedelta(days=1))
PASSCODE_FROM = Limit("passcode-from", 50, timedelta(minutes=15))
# A whole estate may come from one address of its mobile network; what succeeds is given back.
SLIP_FROM = Limit("slip-from", 20, timedelta(hours=1))
SLIP_ON_PREFIX = Limit("slip-prefix", 10, timedelta(hours=1))
SMS_TO_PHONE = Limit("sms-to", 6, timedelta(days=1))
SMS_FROM = Limit("sms-from", 30, timedelta(hours=1))
SMS_BY_ACCOUNT = Limit("sms-by", 10, timedelta(days=1))
PROOF_OF_OWNER = Limit("proof-of", 5, timedelta(days=1))
PROOF_BY_ACCOUNT = Limit("proof-by", 8, timedelta(days=1))


def take(now: datetime, limit: Limit, who: object) -> None:
    """Count one more try.

    :param who: an id, or a keyed hash; nothing by which a person could be recognised.
    :raises TooManyTries: :raises TooManyTriesToday: the limit is reached; nothing is counted.
    """
    subject = f"{limit.kind}:{who}"
    _one_at_a_time(subject)
    since = now - limit.within
    nth_last = session.scalars(
        select(Attempt.at)
        .where(Attempt.subject == subject, Attempt.at > since)
        .order_by(Attempt.at.desc())
        .offset(limit.most - 1)
        .limit(1)
    ).one_or_none()
    if nth_last is not None:
        wait = nth_last + limit.within - now
        if wait > timedelta(hours=2):
            raise TooManyTriesToday
        raise TooManyTries(minutes=max(1, -(-wait // timedelta(minutes=1))))
    session.execute(delete(Attempt).where(Attempt.subject == subject, Attempt.at < now - _FORGET))
    session.add(Attempt(subject=subject, at=now))
    session.flush()


def give_back(limit: Limit, who: object) -> None:
    """Forget the tries: one of them was right."""
    session.execute(delete(Attempt).where(Attempt.subject == f"{limit.kind}:{who}"))


def give_back_one(limit: Limit, who: object) -> None:
    """Forget the latest try alone: whoever holds one right letter must not wipe out wrong tries on others."""
    latest = (
        select(Attempt.id)
        .where(Attempt.subject == f"{limit.kind}:{who}")
        .order_by(Attempt.at.desc(), Attempt.id.desc())
        .limit(1)
    )
    session.execute(delete(Attempt).where(Attempt.id.in_(latest)))


def forget_old(now: datetime) -> None:
    """Drop the tries and codes that nothing looks at any more; called whenever staff sign in."""
    session.execute(delete(Attempt).where(Attempt.at < now - _FORGET))
    session.execute(delete(SmsCode).where(SmsCode.sent_at < now - _FORGET))


def _one_at_a_time(subject: str) -> None:
    """Two tries at once must not both be the last that is allowed. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(hashlib.sha256(subject.encode()).digest()[:8], signed=True)
        session.execute(select(func.pg_advisory_xact_lock(key)))
