"""Who stands behind a cookie: one statement before every page, so plain columns and nothing built twice."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from portal.accounts.models import Account, RoleGrant, SignIn
from portal.accounts.queries.people import Grant
from portal.db import session

_sign_in, _account, _grant = SignIn.__table__, Account.__table__, RoleGrant.__table__
_PERSON = (
    select(
        _sign_in.c.id,
        _account.c.id,
        _account.c.display_name,
        _account.c.is_staff,
        _account.c.must_change_password,
        _account.c.is_demo,
        _account.c.totp_secret.is_not(None),
        _grant.c.role,
        _grant.c.estate_id,
        _grant.c.street_id,
    )
    .select_from(
        _sign_in.join(_account, _account.c.id == _sign_in.c.account_id).outerjoin(
            _grant, (_grant.c.account_id == _account.c.id) & _grant.c.ended_at.is_(None)
        )
    )
    .where(
        _sign_in.c.token_hash == bindparam("token_hash"),
        _sign_in.c.ended_at.is_(None),
        _sign_in.c.expires_at > bindparam("now"),
        _account.c.deactivated_at.is_(None),
    )
    .order_by(_grant.c.id)
)


@dataclass(frozen=True)
class Person:
    """The account of a sign-in and the roles that hold today, as plain values."""

    sign_in_id: int
    account_id: int
    display_name: str
    is_staff: bool
    must_change_password: bool
    is_demo: bool
    has_second_step: bool
    grants: tuple[Grant, ...]


def find_person(token_hash: str, now: datetime) -> Person | None:
    """Unless the sign-in was ended, has run out, or the account was closed."""
    rows = session.connection().execute(_PERSON, {"token_hash": token_hash, "now": now}).all()
    if not rows:
        return None
    grants = tuple(Grant(*row[7:]) for row in rows if row[7] is not None)
    known: list[Any] = [*rows[0][:7], grants]
    return Person(*known)
