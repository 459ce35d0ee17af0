"""Binding a phone at the desk, for a place without text messages: two people see the ID card.

Each of them hears the number from the person and types it; the second one does not see what the first typed.
What opens the account afterwards is the passcode, which the person sets on the own phone and nobody else
learns.
"""

import hmac
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from portal import crypto
from portal.accounts import queries
from portal.accounts.errors import (
    NotWaiting,
    PapersNotSeen,
    PhoneDiffers,
    PhoneTaken,
    PhoneWaiting,
    ReasonMissing,
    SamePerson,
)
from portal.accounts.models import ClaimState, PhoneClaim, Residency
from portal.accounts.services.codes import phone_key
from portal.audit.services import Actor, record
from portal.db import session
from portal.messages.services import tell


def name_phone(  # who says it of whom, and what was seen
    now: datetime, by: Actor, residency: Residency, phone: str, *, seen: bool
) -> PhoneClaim:
    """The first of two people saw the ID card and wrote the number down; nothing is bound yet.

    :param phone: a clean mobile number.
    :raises PapersNotSeen: :raises NotWaiting: the person belongs to the home no more.
    :raises PhoneTaken: it signs somebody else in. :raises PhoneWaiting: one waits for the second look.
    """
    if not seen:
        raise PapersNotSeen
    if by.account_id is None:
        raise ValueError("a person sees papers")
    if residency.state is not ClaimState.ACTIVE:
        raise NotWaiting
    key = phone_key(phone)
    held = queries.find_by_phone(key)
    if held is not None and held.id != residency.account_id:
        raise PhoneTaken
    made = PhoneClaim(
        estate_id=residency.estate_id,
        account_id=residency.account_id,
        phone=crypto.seal(phone),
        phone_hash=key,
        state=ClaimState.WAITING,
        checked_at=now,
        checked_by=by.account_id,
    )
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        raise PhoneWaiting from None
    record(now, by, "phone.check", f"account:{made.account_id}", estate_id=made.estate_id)
    return made


def confirm_phone(  # noqa: PLR0913  # which claim, and what was seen and heard
    now: datetime, by: Actor, estate_id: int, claim_id: int, *, phone: str, seen: bool
) -> None:
    """The second person saw the card too and typed the same number: it signs the person in from now on.

    :raises NotWaiting: :raises SamePerson: :raises PapersNotSeen:
    :raises PhoneDiffers: one of the two mistyped it. :raises PhoneTaken: somebody else bound it in between.
    """
    claim = _waiting(estate_id, claim_id)
    if by.account_id is None or claim.checked_by == by.account_id:
        raise SamePerson
    if not seen:
        raise PapersNotSeen
    if not hmac.compare_digest(claim.phone_hash, phone_key(phone)):
        raise PhoneDiffers
    account = queries.get_account(claim.account_id)
    try:
        with session.begin_nested():
            account.phone, account.phone_hash = claim.phone, claim.phone_hash
            session.flush()
    except IntegrityError:
        raise PhoneTaken from None
    claim.state, claim.decided_at, claim.confirmed_by = ClaimState.ACTIVE, now, by.account_id
    session.flush()
    record(now, by, "phone.confirm", f"account:{claim.account_id}", estate_id=estate_id)
    tell(
        now,
        claim.account_id,
        "accounts.phone",
        "手机号登记好了",
        "社区两位工作人员看过您的证件，登记了您的手机号。现在设一个口令，以后换了手机，用手机号和口令就能登录。"
        "不是您本人办的，请马上告诉社区居委会。",
        estate_id=estate_id,
        link="/me/passcode",
    )


def drop_phone(now: datetime, by: Actor, estate_id: int, claim_id: int, *, reason: str) -> None:
    """Take a waiting number away: mistyped, or not the person. :raises NotWaiting: :raises ReasonMissing:"""
    why = reason.strip()
    if not why:
        raise ReasonMissing
    claim = _waiting(estate_id, claim_id)
    claim.state, claim.decided_at = ClaimState.REFUSED, now
    record(now, by, "phone.drop", f"account:{claim.account_id}", estate_id=estate_id, reason=why)


def _waiting(estate_id: int, claim_id: int) -> PhoneClaim:
    claim = queries.get_phone_claim(estate_id, claim_id, lock=True)
    if claim.state is not ClaimState.WAITING:
        raise NotWaiting
    return claim
