"""Opening and ending sign-ins, whatever they were opened with."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import update

from portal import crypto
from portal.accounts.models import Account, SignIn
from portal.db import session

# A working day: whoever leaves the desk open over night signs in again.
_STAFF = timedelta(hours=12)


def token_hash(token: str) -> str:
    return crypto.fingerprint(token, "session")


def token_hashes(token: str) -> tuple[str, ...]:
    """Under which a sign-in may stand: of the key of today, and of the former one while there is one."""
    return crypto.fingerprints(token, "session")


def sign_in(now: datetime, account: Account, *, way: str, device: str, days: int = 30) -> tuple[str, SignIn]:
    """Open a sign-in.

    :param way: slip, sms, passcode or password.
    :param days: how long a resident's phone stays signed in; staff have twelve hours.
    :return: the token for the cookie, told once, and the row.
    """
    token = secrets.token_urlsafe(32)
    opened = SignIn(
        account_id=account.id,
        token_hash=token_hash(token),
        created_at=now,
        expires_at=now + (_STAFF if account.is_staff else timedelta(days=days)),
        device=device,
        way=way,
    )
    session.add(opened)
    session.flush()
    return token, opened


def end_sign_in(now: datetime, account_id: int, sign_in_id: int) -> None:
    """End one device of this person; another person's id does nothing."""
    session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.account_id == account_id, SignIn.ended_at.is_(None))
        .values(ended_at=now)
    )


def end_all(now: datetime, account_id: int, *, but: int | None = None) -> None:
    """End every device of a person, ``but`` the one they sit at."""
    ending = update(SignIn).where(SignIn.account_id == account_id, SignIn.ended_at.is_(None))
    if but is not None:
        ending = ending.where(SignIn.id != but)
    session.execute(ending.values(ended_at=now))
