"""Asking about one's data, answering on record, taking consent back and closing the account."""

from datetime import datetime

from sqlalchemy import select, update

from portal.accounts.models import Account, ClaimState, OwnerLink, Residency, RoleGrant
from portal.accounts.queries import list_homes
from portal.accounts.services import signing_in
from portal.audit.services import Actor, record
from portal.db import session
from portal.domain.errors import N_
from portal.messages.models import MessageAddress
from portal.messages.services import tell
from portal.personal import queries
from portal.personal.errors import (
    AlreadyAnswered,
    NoAnswer,
    NoPhoneKept,
    NothingAsked,
    NotYourEstate,
    WorksHere,
)
from portal.personal.models import DataRequest, RequestKind

_LIVE = (ClaimState.ACTIVE, ClaimState.WAITING)


def ask(  # noqa: PLR0913  # one request and who asks it
    now: datetime, by: Actor, estate_id: int, kind: RequestKind, text: str, *, once: str
) -> DataRequest:
    """Put a request before the desk of an estate; two taps make one. 个人信息保护法 arts. 46–48.

    :raises NothingAsked: :raises NotYourEstate:
    """
    if by.account_id is None:
        raise ValueError("one's own data is asked about by a person with an account")
    said, known = text.strip(), queries.find_once(once)
    if known is not None and known.account_id == by.account_id:
        return known
    if not said:
        raise NothingAsked
    if estate_id not in {home.estate_id for home in list_homes(by.account_id)}:
        raise NotYourEstate
    made = DataRequest(
        account_id=by.account_id, estate_id=estate_id, kind=kind, text=said, asked_at=now, once=once
    )
    session.add(made)
    session.flush()
    record(now, by, "data.ask", f"data_request:{made.id}", estate_id=estate_id, kind=kind.value)
    return made


def answer(  # noqa: PLR0913  # one answer and who gives it
    now: datetime, by: Actor, estate_id: int, request_id: int, said: str, *, granted: bool
) -> DataRequest:
    """The desk's word, once; the person is told. :raises NoAnswer: :raises AlreadyAnswered:"""
    found = queries.get_request(estate_id, request_id, lock=True)
    if not said.strip():
        raise NoAnswer
    if found.answered_at is not None:
        raise AlreadyAnswered
    found.answered_at, found.answered_by = now, by.account_id
    found.granted, found.answer = granted, said.strip()
    session.flush()
    record(now, by, "data.answer", f"data_request:{found.id}", estate_id=estate_id, granted=granted)
    tell(
        now, found.account_id, "data.answered", N_("您的信息申请有了答复"), found.answer,
        estate_id=estate_id, link="/me/data",
    )  # fmt: skip
    return found


def withdraw_phone(now: datetime, by: Actor) -> None:
    """Take back the consent to keep the phone: number, passcode and copies by other ways go. art. 15.

    :raises NoPhoneKept:
    """
    found = _own(by)
    if found.phone is None:
        raise NoPhoneKept
    _forget_ways(now, found)
    record(now, by, "data.withdraw", f"account:{found.id}")


def close_account(now: datetime, by: Actor) -> None:
    """No device, home, owner or way to be reached is tied to the account any more. arts. 15 and 47.

    What was cast, said and paid stays with the home as long as the law wants it kept; nothing new is added.

    :raises WorksHere: staff are closed by who manages them.
    """
    found = _own(by)
    if found.is_staff:
        raise WorksHere
    _forget_ways(now, found)
    for table in (Residency, OwnerLink):
        held = update(table).where(table.account_id == found.id, table.state.in_(_LIVE))
        ended = {"ended_at": now} if table is OwnerLink else {"decided_at": now, "decided_by": found.id}
        session.execute(held.values(state=ClaimState.ENDED, **ended))
    grants = update(RoleGrant).where(RoleGrant.account_id == found.id, RoleGrant.ended_at.is_(None))
    session.execute(grants.values(ended_at=now))
    signing_in.end_all(now, found.id)
    found.deactivated_at, found.user_name = now, None
    record(now, by, "data.close", f"account:{found.id}")
    session.flush()


def _own(by: Actor) -> Account:
    return session.scalars(select(Account).where(Account.id == by.account_id).with_for_update()).one()


def _forget_ways(now: datetime, account: Account) -> None:
    account.phone = account.phone_hash = None
    if not account.is_staff:
        account.password_hash = None
    bound = update(MessageAddress).where(
        MessageAddress.account_id == account.id, MessageAddress.ended_at.is_(None)
    )
    session.execute(bound.values(ended_at=now))
