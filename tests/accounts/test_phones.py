"""Signing in again by phone: codes, passcodes, and nothing told about other people's phones."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portal import crypto
from portal.accounts import passwords, queries
from portal.accounts.errors import (
    CodeJustSent,
    NoPhoneYet,
    NotAMobile,
    PhoneTaken,
    TooManyTries,
    TooManyTriesToday,
    WrongCode,
    WrongPasscode,
)
from portal.accounts.models import Account, SmsCode
from portal.accounts.services import codes, limits, phones, signing_in
from portal.db import session, transaction
from portal.messages.models import Dispatch, SendState
from tests.factories import accounts as make

pytestmark = pytest.mark.usefixtures("isolated")
NOW, PHONE = make.NOW, "13812345678"


@pytest.fixture
def account() -> Account:
    with transaction():
        return make.person()


def code_of(dispatch: Dispatch) -> str:
    return "".join(each for each in crypto.unseal(dispatch.text).split("，")[0] if each.isdigit())


def last_code() -> str:
    return code_of(session.scalars(select(Dispatch).order_by(Dispatch.id.desc())).first())


def bound(account: Account, phone: str = PHONE, at=NOW) -> None:
    with transaction():
        phones.ask_to_bind(at, account.id, phone)
    with transaction():
        phones.bind(at, account.id, phone, last_code())


def test_a_phone_is_bound_by_the_code_that_came_to_it(account: Account) -> None:
    bound(account)
    found = queries.find_by_phone(codes.phone_key(PHONE))
    assert found is not None
    assert found.id == account.id
    assert crypto.unseal(found.phone) == PHONE


def test_the_code_in_the_database_is_a_hash(account: Account) -> None:
    with transaction():
        phones.ask_to_bind(NOW, account.id, PHONE)
    stored = session.scalars(select(SmsCode)).one()
    assert last_code() not in repr(vars(stored))
    assert PHONE not in repr(vars(stored))


def test_a_phone_signs_in_one_account(account: Account) -> None:
    bound(account)
    with transaction():
        second = make.person("第二位")
    later = NOW + timedelta(minutes=2)
    with transaction():
        phones.ask_to_bind(later, second.id, PHONE)
    with pytest.raises(PhoneTaken), transaction():
        phones.bind(later, second.id, PHONE, last_code())
    assert queries.find_by_phone(codes.phone_key(PHONE)).id == account.id


def test_signing_in_by_code(account: Account) -> None:
    bound(account)
    later = NOW + timedelta(hours=1)
    with transaction():
        phones.ask_to_sign_in(later, PHONE, "address")
    with transaction():
        phones.count_code_try(later, PHONE)
        token, row = phones.sign_in_by_code(later, PHONE, last_code(), device="test", days=30)
    assert row.account_id == account.id
    assert queries.find_sign_in(signing_in.token_hash(token), later).id == row.id


def test_a_code_is_used_once(account: Account) -> None:
    bound(account)
    later = NOW + timedelta(hours=1)
    with transaction():
        phones.ask_to_sign_in(later, PHONE, "address")
        phones.sign_in_by_code(later, PHONE, last_code(), device="test", days=30)
    with pytest.raises(WrongCode), transaction():
        phones.sign_in_by_code(later, PHONE, last_code(), device="test", days=30)


def test_a_new_code_ends_the_one_before(account: Account) -> None:
    bound(account)
    first, second = NOW + timedelta(hours=1), NOW + timedelta(hours=1, seconds=90)
    with transaction():
        phones.ask_to_sign_in(first, PHONE, "address")
        old = last_code()
        phones.ask_to_sign_in(second, PHONE, "address")
    if old != last_code():
        with pytest.raises(WrongCode), transaction():
            phones.sign_in_by_code(second, PHONE, old, device="test", days=30)


def test_a_code_takes_five_tries(account: Account) -> None:
    bound(account)
    later = NOW + timedelta(hours=1)
    with transaction():
        phones.ask_to_sign_in(later, PHONE, "address")
    with transaction():
        for _ in range(5):
            phones.count_code_try(later, PHONE)
    with pytest.raises(WrongCode), transaction():
        phones.count_code_try(later, PHONE)


def test_an_unknown_phone_gets_no_message_and_the_same_answers() -> None:
    with transaction():
        phones.ask_to_sign_in(NOW, PHONE, "address")
    assert session.scalar(select(func.count()).select_from(Dispatch)) == 0
    with pytest.raises(CodeJustSent), transaction():
        phones.ask_to_sign_in(NOW, PHONE, "address")
    with transaction():
        phones.count_code_try(NOW, PHONE)
    with pytest.raises(WrongCode), transaction():
        phones.sign_in_by_code(NOW, PHONE, "000000", device="test", days=30)


def test_messages_to_one_phone_are_few_a_day() -> None:
    at = NOW
    for _ in range(limits.SMS_TO_PHONE.most):
        with transaction():
            phones.ask_to_sign_in(at, PHONE, "address")
        at += timedelta(minutes=2)
    with pytest.raises(TooManyTriesToday), transaction():
        phones.ask_to_sign_in(at, PHONE, "another address")


def test_messages_from_one_address_are_few_an_hour() -> None:
    with transaction():
        for number in range(limits.SMS_FROM.most):
            phones.ask_to_sign_in(NOW, f"138{number:08d}", "address")
    with pytest.raises(TooManyTries), transaction():
        phones.ask_to_sign_in(NOW, PHONE, "address")


def test_a_demonstration_phone_gets_nothing() -> None:
    with transaction():
        invented = make.person(is_demo=True)
        phones.ask_to_bind(NOW, invented.id, PHONE)
    assert session.scalars(select(Dispatch)).one().state is SendState.HELD


@pytest.mark.parametrize("typed", ["138 1234 5678", "+86 138-1234-5678", "１３８１２３４５６７８"])
def test_a_phone_as_people_type_it(typed: str) -> None:
    assert codes.clean_mobile(typed) == PHONE


@pytest.mark.parametrize("typed", ["", "12345678901", "1381234567", "023-77720000", "手机"])
def test_what_takes_no_messages(typed: str) -> None:
    with pytest.raises(NotAMobile):
        codes.clean_mobile(typed)


def test_a_passcode_needs_a_phone(account: Account) -> None:
    with pytest.raises(NoPhoneYet), transaction():
        phones.set_passcode(NOW, account.id, "hash", 0)


def test_a_passcode_signs_in_and_ends_other_devices(account: Account) -> None:
    bound(account)
    stored = passwords.hash_secret("730519")
    with transaction():
        _, here = signing_in.sign_in(NOW, account, way="slip", device="a")
        _, elsewhere = signing_in.sign_in(NOW, account, way="slip", device="b")
        phones.set_passcode(NOW, account.id, stored, here.id)
    assert [each.id for each in queries.list_sign_ins(account.id, NOW)] == [here.id]
    with transaction():
        _, row = phones.sign_in_by_passcode(NOW, PHONE, stored, device="c", days=30)
    assert row.account_id == account.id
    assert elsewhere.id != row.id


def test_a_passcode_changed_meanwhile_opens_nothing(account: Account) -> None:
    bound(account)
    with transaction():
        _, here = signing_in.sign_in(NOW, account, way="slip", device="a")
        phones.set_passcode(NOW, account.id, "new hash", here.id)
    with pytest.raises(WrongPasscode), transaction():
        phones.sign_in_by_passcode(NOW, PHONE, "old hash", device="c", days=30)


def test_passcode_tries_on_a_phone_are_few() -> None:
    with transaction():
        for number in range(limits.PASSCODE_ON_PHONE.most):
            phones.count_passcode_try(NOW, PHONE, f"address {number}")
    with pytest.raises(TooManyTries), transaction():
        phones.count_passcode_try(NOW, PHONE, "one more address")


def test_a_closed_account_signs_nobody_in(account: Account) -> None:
    bound(account)
    with transaction():
        token, _ = signing_in.sign_in(NOW, account, way="slip", device="a")
        queries.get_account(account.id).deactivated_at = NOW
    assert queries.find_by_phone(codes.phone_key(PHONE)) is None
    assert queries.find_sign_in(signing_in.token_hash(token), NOW) is None


def test_a_sign_in_ends_to_the_second(account: Account) -> None:
    with transaction():
        token, row = signing_in.sign_in(NOW, account, way="slip", device="a", days=30)
    hashed = signing_in.token_hash(token)
    assert queries.find_sign_in(hashed, NOW + timedelta(days=30) - timedelta(seconds=1)).id == row.id
    assert queries.find_sign_in(hashed, NOW + timedelta(days=30)) is None
    assert token not in repr(vars(row))
