"""Codes sent to a phone: six digits, five minutes, five tries, one use."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import update

from portal import crypto
from portal.accounts import queries
from portal.accounts.errors import CodeJustSent, CodesNotOffered, NotAMobile, WrongCode
from portal.accounts.models import SmsCode
from portal.accounts.services import limits
from portal.db import session
from portal.domain import identity
from portal.messages.outlets import offers_codes
from portal.messages.services import send_sms
from portal.messages.texts import Text

_LIVES = timedelta(minutes=5)
_APART = timedelta(seconds=60)
_TRIES = 5


def phone_key(phone: str) -> str:
    """The keyed hash under which an account and the roll hold a phone."""
    return crypto.fingerprint(phone, "phone")


def clean_mobile(text: str) -> str:
    """:raises NotAMobile: it takes no text messages."""
    phone = identity.clean_phone(text)
    if not identity.is_mobile(phone):
        raise NotAMobile
    return phone


def check_offered() -> None:
    """:raises CodesNotOffered: no code could reach anybody."""
    if not offers_codes():
        raise CodesNotOffered


def send_code(now: datetime, phone: str, purpose: str, *, demo: bool = False, silent: bool = False) -> None:
    """Send a code; an earlier one of the same purpose ends.

    :param purpose: what it opens, with the account it is for; a code of one purpose opens no other.
    :param silent: count and wait as if it were sent: nobody learns which phones are known.
    :raises CodesNotOffered: there is no contract. :raises CodeJustSent: :raises TooManyTriesToday:
    """
    check_offered()
    key = phone_key(phone)
    last = queries.find_code(key, purpose)
    if last and now - last.sent_at < _APART:
        raise CodeJustSent(seconds=max(1, (_APART - (now - last.sent_at)).seconds))
    limits.take(now, limits.SMS_TO_PHONE, key)
    code = f"{secrets.randbelow(1_000_000):06d}"
    session.execute(
        update(SmsCode)
        .where(SmsCode.phone_hash == key, SmsCode.purpose == purpose, SmsCode.used_at.is_(None))
        .values(used_at=now)
    )
    session.add(
        SmsCode(
            phone_hash=key,
            purpose=purpose,
            code_hash=_code_hash(key, purpose, code),
            sent_at=now,
            expires_at=now + _LIVES,
        )
    )
    session.flush()
    if not silent:
        send_sms(now, phone, Text("code", {"code": code}), demo=demo, not_after=now + _LIVES)


def count_try(now: datetime, phone: str, purpose: str) -> None:
    """Count a try on the code that is out. :raises WrongCode: there is none, or its tries are used up."""
    last = queries.find_code(phone_key(phone), purpose)
    if last is None or last.used_at or last.expires_at <= now:
        raise WrongCode
    counted = session.execute(
        update(SmsCode)
        .where(SmsCode.id == last.id, SmsCode.attempts < _TRIES)
        .values(attempts=SmsCode.attempts + 1)
    )
    if counted.rowcount != 1:  # type: ignore[attr-defined]
        raise WrongCode


def spend(now: datetime, phone: str, purpose: str, code: str) -> None:
    """Use the code up. :raises WrongCode: another one, an old one, or one that was used."""
    key = phone_key(phone)
    used = session.execute(
        update(SmsCode)
        .where(
            SmsCode.phone_hash == key,
            SmsCode.purpose == purpose,
            SmsCode.code_hash == _code_hash(key, purpose, code),
            SmsCode.used_at.is_(None),
            SmsCode.expires_at > now,
        )
        .values(used_at=now)
    )
    if used.rowcount != 1:  # type: ignore[attr-defined]
        raise WrongCode
    limits.give_back(limits.SMS_TO_PHONE, key)


def _code_hash(key: str, purpose: str, code: str) -> str:
    return crypto.fingerprint(f"{key}:{purpose}:{code}", "code")
