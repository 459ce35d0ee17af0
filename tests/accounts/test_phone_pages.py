"""Coming back: phone and code, phone and passcode, devices, signing out."""

import pytest
from sqlalchemy import select

from portal import crypto
from portal.accounts import passwords, queries
from portal.accounts.models import Account
from portal.accounts.services import codes, signing_in
from portal.db import session, transaction
from portal.messages.models import Dispatch
from portal.web import clock
from tests.factories import accounts as make
from tests.support.client import Client

PHONE = "13812345678"


@pytest.fixture
def account(isolated: None) -> Account:
    with transaction():
        return make.resident(make.home(make.entrance(), "501"))


@pytest.fixture
def bound(account: Account) -> Account:
    with transaction():
        known = queries.get_account(account.id)
        known.phone, known.phone_hash = crypto.seal(PHONE), codes.phone_key(PHONE)
        known.password_hash = passwords.hash_secret("730519")
    return account


def last_code() -> str:
    dispatch = session.scalars(select(Dispatch).order_by(Dispatch.id.desc())).first()
    assert dispatch is not None
    return "".join(each for each in crypto.unseal(dispatch.text).split("，")[0] if each.isdigit())


def test_binding_a_phone(client: Client, account: Account) -> None:
    client.sign_in(account)
    assert client.submit("/me/phone", phone=PHONE, to="/me/phone").location.endswith("/me/phone/code")
    page = client.read("/me/phone/code")
    assert "138****5678" in page.text
    assert PHONE not in page.text
    client.submit("/me/phone/code", code="000000" if last_code() != "000000" else "111111", to="/code")
    assert "验证码不对" in client.page.text
    assert client.submit("/me/phone/code", code=last_code(), to="/code").status_code == 303
    assert queries.find_by_phone(codes.phone_key(PHONE)).id == account.id


def test_the_cookie_does_not_hold_the_phone(client: Client, account: Account) -> None:
    client.sign_in(account)
    client.submit("/me/phone", phone=PHONE, to="/me/phone")
    with client.session_transaction() as cookie:
        assert PHONE not in str(dict(cookie))


def test_signing_in_by_code(client: Client, bound: Account) -> None:
    client.submit("/sign-in/phone", phone=PHONE, to="/sign-in/phone")
    client.submit("/sign-in/code", code=last_code(), to="/sign-in/code")
    client.signed_in = True
    assert client.read("/me/devices").all("h1")[0].text == "登录的设备"


def test_known_and_unknown_phones_look_the_same(client: Client, bound: Account, app) -> None:
    pages = []
    for phone in (PHONE, "13900000000"):
        browser = app.test_client()
        assert browser.submit("/sign-in/phone", phone=phone, to="/phone").status_code == 303
        browser.read("/sign-in/code")
        browser.submit("/sign-in/code", code="000000" if last_code() != "000000" else "111111", to="/code")
        pages.append(browser.page.text.replace("138****5678", "").replace("139****0000", ""))
    assert pages[0] == pages[1]


def test_signing_in_by_passcode(client: Client, bound: Account) -> None:
    page = client.submit("/sign-in/passcode", phone=PHONE, passcode="730518", to="/passcode")
    assert page.status_code == 200
    assert "手机号或口令不对" in client.page.text
    assert "730518" not in page.text, "a passcode does not come back"
    assert (
        client.submit("/sign-in/passcode", phone=PHONE, passcode="730519", to="/passcode").status_code == 303
    )
    client.signed_in = True
    client.read("/me/devices")


def test_an_unknown_phone_reads_the_same_refusal(client: Client, bound: Account) -> None:
    client.submit("/sign-in/passcode", phone="13900000000", passcode="730519", to="/passcode")
    assert "手机号或口令不对" in client.page.text


def test_five_wrong_passcodes_close_the_door(client: Client, bound: Account) -> None:
    for _ in range(5):
        client.submit("/sign-in/passcode", phone=PHONE, passcode="wrong!", to="/passcode")
    client.submit("/sign-in/passcode", phone=PHONE, passcode="730519", to="/passcode")
    assert "试的次数太多了" in client.page.text


def test_setting_a_passcode_asks_for_a_phone_first(client: Client, account: Account) -> None:
    client.sign_in(account)
    assert client.get("/me/passcode").location.endswith("/me/phone")


def test_setting_a_passcode(client: Client, bound: Account) -> None:
    client.sign_in(bound)
    client.submit("/me/passcode", passcode="840620", again="840621", to="/me/passcode")
    assert "两遍输的不一样" in client.page.text
    client.submit("/me/passcode", passcode="123456", again="123456", to="/me/passcode")
    assert "太容易被猜中" in client.page.text
    assert (
        client.submit("/me/passcode", passcode="840620", again="840620", to="/me/passcode").status_code == 303
    )
    assert passwords.verify(queries.get_account(bound.id).password_hash, "840620")


def test_devices_are_listed_and_ended(client: Client, account: Account) -> None:
    with transaction():
        _, other = signing_in.sign_in(clock.now(), account, way="slip", device="wechat android")
    client.sign_in(account)
    page = client.read("/me/devices")
    assert "安卓手机，微信" in page.text
    client.send({}, to=f"/{other.id}/end")
    assert "安卓手机，微信" not in client.read("/me/devices").text


def test_nobody_ends_somebody_elses_device(client: Client, account: Account) -> None:
    with transaction():
        other = make.person("别人")
        token, theirs = signing_in.sign_in(clock.now(), other, way="slip", device="wechat")
    client.sign_in(account)
    client.read("/me/devices")
    csrf = client.page.all("input", name="csrf_token")[0]["value"] if client.page.all("input") else ""
    client.post(f"/me/devices/{theirs.id}/end", data={"csrf_token": csrf})
    assert queries.find_sign_in(signing_in.token_hash(token), clock.now()) is not None


def test_signing_out_ends_the_device_at_once(client: Client, account: Account) -> None:
    client.sign_in(account)
    with client.session_transaction() as cookie:
        kept = dict(cookie)
    with client.application.test_request_context():
        pass
    client.read("/me/phone")
    csrf = client.page.all("input", name="csrf_token")[0]["value"]
    assert client.post("/sign-out", data={"csrf_token": csrf}).status_code == 303
    with client.session_transaction() as cookie:
        cookie.update(kept)
    assert "/sign-in" in client.get("/me/devices").location


def test_strangers_are_sent_to_the_door(client: Client) -> None:
    for address in ("/me/devices", "/me/phone", "/me/passcode", "/me/waiting", "/account/password"):
        assert "/sign-in" in client.get(address).location
