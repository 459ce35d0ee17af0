"""Staff at the door: the password, the second step, a new password."""

from datetime import datetime

from sqlalchemy import or_, update

from portal import crypto
from portal.accounts import queries, totp
from portal.accounts.errors import UsedCode, WrongCode, WrongPassword
from portal.accounts.models import Account, SignIn
from portal.accounts.services import limits, signing_in
from portal.audit.services import Actor, record
from portal.db import session


def name_key(user_name: str) -> str:
    """By what tries on a name are counted, whether the name exists or not."""
    return crypto.fingerprint(user_name, "user-name")


def count_try(now: datetime, user_name: str, caller: str) -> None:
    """:raises TooManyTries: five wrong ones on this name, or very many from this address."""
    limits.take(now, limits.PASSWORD_ON_NAME, name_key(user_name))
    limits.take(now, limits.PASSWORD_FROM, caller)


def enter(now: datetime, account_id: int, password_hash: str, device: str) -> tuple[str, SignIn]:
    """Open a staff sign-in after the password was found right.

    :param password_hash: the one that was found right; another by now means it was reset meanwhile.
    :raises WrongPassword: the account was closed or its password changed in between.
    """
    account = queries.find_account(account_id)
    if account is None or account.deactivated_at or account.password_hash != password_hash:
        raise WrongPassword
    limits.give_back(limits.PASSWORD_ON_NAME, name_key(account.user_name or ""))
    limits.forget_old(now)
    opened = signing_in.sign_in(now, account, way="password", device=device)
    record(now, Actor(account.id, account.display_name), "staff.sign_in", f"account:{account.id}")
    return opened


def spend_code(now: datetime, account_id: int, code: str) -> None:
    """Accept a code of the authenticator, once.

    :raises WrongCode: :raises UsedCode: seen before, or older than one seen before (RFC 6238, 5.2).
    """
    account = queries.get_account(account_id)
    secret = crypto.unseal(account.totp_secret) if account.totp_secret else ""
    step = totp.step_of(secret, code, now) if secret else None
    if step is None:
        raise WrongCode
    spent = session.execute(
        update(Account)
        .where(Account.id == account_id, or_(Account.totp_last_step.is_(None), Account.totp_last_step < step))
        .values(totp_last_step=step)
    )
    if spent.rowcount != 1:  # type: ignore[attr-defined]
        raise UsedCode
    limits.give_back(limits.SECOND_STEP, account_id)


def enrol(now: datetime, account_id: int, secret: str, code: str) -> None:
    """Ask for an authenticator's code from now on. :raises WrongCode: the app shows something else."""
    step = totp.step_of(secret, code, now)
    if step is None:
        raise WrongCode
    account = queries.get_account(account_id)
    account.totp_secret = crypto.seal(secret)
    account.totp_last_step = step
    record(now, Actor(account.id, account.display_name), "staff.second_step_on", f"account:{account.id}")


def leave_second_step(now: datetime, account_id: int) -> None:
    """Ask for the password alone again."""
    account = queries.get_account(account_id)
    account.totp_secret = account.totp_last_step = None
    record(now, Actor(account.id, account.display_name), "staff.second_step_off", f"account:{account.id}")


def change_password(now: datetime, account_id: int, password_hash: str, sign_in_id: int) -> None:
    """Take the new password; every other device of the person is signed out."""
    account = queries.get_account(account_id)
    account.password_hash = password_hash
    account.must_change_password = False
    signing_in.end_all(now, account_id, but=sign_in_id)
    record(now, Actor(account.id, account.display_name), "staff.change_password", f"account:{account.id}")
