"""Printed codes with which staff set their password: once, within days, and only the newest works."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select, update

from portal import crypto
from portal.accounts import slip_codes
from portal.accounts.errors import InvitationOver
from portal.accounts.models import Account, Invitation, SignIn
from portal.accounts.queries import Grant
from portal.accounts.services import limits, signing_in
from portal.accounts.services.passwords import name_key
from portal.accounts.services.staff import managed
from portal.audit.services import Actor, record
from portal.audit.settings import number
from portal.db import session


def _hash(code: str) -> str:
    return crypto.fingerprint(f"invitation:{code}", "code")


def invite(now: datetime, by: Actor, account_id: int, *, held: Sequence[Grant]) -> tuple[str, Invitation]:
    """A new code for somebody of the own scope; an earlier one opens nothing any more. Told once.

    :raises NotYourself: :raises OutsideYourScope: :raises NoResultFound:
    """
    account = managed(by, account_id, held)
    _revoke(now, account.id)
    code = slip_codes.new_code()
    made = Invitation(
        account_id=account.id,
        code_hash=_hash(code),
        made_at=now,
        made_by=by.account_id,
        expires_at=now + timedelta(days=number("invitation_days")),
    )
    session.add(made)
    session.flush()
    record(now, by, "invitation.make", f"invitation:{made.id}", user_name=account.user_name)
    return code, made


def _revoke(now: datetime, account_id: int) -> None:
    session.execute(
        update(Invitation)
        .where(
            Invitation.account_id == account_id,
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )


def find_invited(now: datetime, code: str) -> Account | None:
    """Whom a code invites, as long as it does."""
    return session.scalars(_live(now, code)).one_or_none()


def _live(now: datetime, code: str) -> Select[Account]:
    return (
        select(Account)
        .join(Invitation, Invitation.account_id == Account.id)
        .where(
            Invitation.code_hash.in_(crypto.fingerprints(f"invitation:{code}", "code")),
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
            Account.deactivated_at.is_(None),
        )
    )


def count_try(now: datetime, code: str, caller: str) -> None:
    """:raises TooManyTries: from this address, or on this beginning of a code."""
    limits.take(now, limits.SLIP_FROM, caller)
    limits.take(now, limits.SLIP_ON_PREFIX, crypto.fingerprint(slip_codes.prefix(code), "code"))


def accept(now: datetime, code: str, password_hash: str, *, device: str) -> tuple[str, SignIn]:
    """Take the password that the invited person chose; every earlier device is signed out.

    :raises InvitationOver: used, replaced, too old, or never made.
    """
    used = session.execute(
        update(Invitation)
        .where(
            Invitation.code_hash.in_(crypto.fingerprints(f"invitation:{code}", "code")),
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(used_at=now)
        .returning(Invitation.account_id)
    ).scalar_one_or_none()
    account = session.get(Account, used) if used is not None else None
    if account is None or account.deactivated_at is not None:
        raise InvitationOver
    account.password_hash = password_hash
    account.must_change_password = False
    # As after a reset: whoever lost the phone as well could not come in otherwise.
    account.totp_secret = account.totp_last_step = None
    signing_in.end_all(now, account.id)
    limits.give_back(limits.PASSWORD_ON_NAME, name_key(account.user_name or ""))
    record(now, Actor(account.id, account.display_name), "invitation.use", f"account:{account.id}")
    return signing_in.sign_in(now, account, way="password", device=device)
