"""A resident's phone and passcode: binding them, and signing in with them later."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from portal import crypto
from portal.accounts import queries
from portal.accounts.errors import NoPhoneYet, PhoneTaken, WrongCode, WrongPasscode
from portal.accounts.models import SignIn
from portal.accounts.services import codes, limits, signing_in
from portal.audit.services import Actor, record
from portal.db import session
from portal.messages.models import Channel
from portal.messages.queries import find_bound
from portal.messages.services.ways import address_hash

_SIGN_IN = "sign-in"


def _binding(account_id: int) -> str:
    return f"bind:{account_id}"


def ask_to_sign_in(now: datetime, phone: str, caller: str) -> None:
    """Send a code if the phone is known, and behave the same if it is not.

    :raises CodeJustSent: :raises TooManyTries: :raises TooManyTriesToday:
    """
    limits.take(now, limits.SMS_FROM, caller)
    account = queries.find_by_phone(codes.phone_key(phone))
    demo = account is not None and account.is_demo
    codes.send_code(now, phone, _SIGN_IN, demo=demo, silent=account is None)


def count_code_try(now: datetime, phone: str) -> None:
    codes.count_try(now, phone, _SIGN_IN)


def sign_in_by_code(now: datetime, phone: str, code: str, *, device: str, days: int) -> tuple[str, SignIn]:
    """:raises WrongCode: also for a phone that nobody bound, which got no code."""
    codes.spend(now, phone, _SIGN_IN, code)
    account = queries.find_by_phone(codes.phone_key(phone))
    if account is None:
        raise WrongCode
    return signing_in.sign_in(now, account, way="sms", device=device, days=days)


def count_passcode_try(now: datetime, phone: str, caller: str) -> None:
    """:raises TooManyTries: :raises TooManyTriesToday: on this phone, or from this address."""
    key = codes.phone_key(phone)
    limits.take(now, limits.PASSCODE_ON_PHONE, key)
    limits.take(now, limits.PASSCODE_A_DAY, key)
    limits.take(now, limits.PASSCODE_FROM, caller)


def sign_in_by_passcode(
    now: datetime, phone: str, passcode_hash: str, *, device: str, days: int
) -> tuple[str, SignIn]:
    """Open a sign-in after the passcode was found right.

    :param passcode_hash: the one that was found right.
    :raises WrongPasscode: it was changed in between.
    """
    key = codes.phone_key(phone)
    account = queries.find_by_phone(key)
    if account is None or account.password_hash != passcode_hash:
        raise WrongPasscode
    for limit in (limits.PASSCODE_ON_PHONE, limits.PASSCODE_A_DAY):
        limits.give_back(limit, key)
    return signing_in.sign_in(now, account, way="passcode", device=device, days=days)


def sign_in_by_wechat(now: datetime, openid: str, *, device: str, days: int) -> tuple[str, SignIn] | None:
    """None for a WeChat that nobody bound, or whose account was closed. Staff sign in by name only."""
    bound = find_bound(Channel.WECHAT, address_hash(Channel.WECHAT, openid))
    account = queries.find_account(bound.account_id) if bound else None
    if account is None or account.deactivated_at is not None or account.is_staff:
        return None
    return signing_in.sign_in(now, account, way="wechat", device=device, days=days)


def ask_to_bind(now: datetime, account_id: int, phone: str) -> None:
    """Send a code to the phone that somebody says is theirs.

    Whether another account has it is not told before the code was read on that very phone.

    :raises CodeJustSent: :raises TooManyTriesToday:
    """
    limits.take(now, limits.SMS_BY_ACCOUNT, account_id)
    codes.send_code(now, phone, _binding(account_id), demo=queries.get_account(account_id).is_demo)


def count_bind_try(now: datetime, account_id: int, phone: str) -> None:
    codes.count_try(now, phone, _binding(account_id))


def bind(now: datetime, account_id: int, phone: str, code: str) -> None:
    """Sign in with this phone from now on.

    :raises WrongCode: :raises PhoneTaken: it signs somebody else in; nobody is moved over.
    """
    codes.spend(now, phone, _binding(account_id), code)
    key = codes.phone_key(phone)
    account = queries.get_account(account_id)
    try:
        with session.begin_nested():
            account.phone = crypto.seal(phone)
            account.phone_hash = key
            session.flush()
    except IntegrityError:
        raise PhoneTaken from None
    record(now, Actor(account.id, account.display_name), "phone.bind", f"account:{account.id}")


def set_passcode(now: datetime, account_id: int, passcode_hash: str, sign_in_id: int) -> None:
    """Take a passcode; every other device is signed out. :raises NoPhoneYet: it would open nothing."""
    account = queries.get_account(account_id)
    if account.phone_hash is None:
        raise NoPhoneYet
    account.password_hash = passcode_hash
    signing_in.end_all(now, account_id, but=sign_in_id)
    record(now, Actor(account.id, account.display_name), "passcode.set", f"account:{account.id}")
