"""The staff's door: password, second step, one-time passwords, idle ends."""

from datetime import timedelta

import pytest
import time_machine

from portal import crypto
from portal.accounts import passwords, queries, totp
from portal.accounts.models import Account
from portal.accounts.services import signing_in
from portal.communities.models import Estate
from portal.db import transaction
from portal.permissions import Role
from portal.web import clock
from tests.factories import accounts as make
from tests.support.client import Client

PASSWORD = "凤山路12号的钥匙"
DOOR = "/desk/sign-in"


@pytest.fixture
def estate(isolated: None) -> Estate:
    with transaction():
        return make.estate_of(make.entrance())


@pytest.fixture
def clerk(estate: Estate) -> Account:
    with transaction():
        return make.staff(
            "干事甲", Role.COMMUNITY_CLERK, estate=estate, password_hash=passwords.hash_secret(PASSWORD)
        )


def enter(client: Client, name: str = "干事甲", password: str = PASSWORD):
    return client.submit(DOOR, user_name=name, password=password, to=DOOR)


def test_a_right_password_opens_the_desk(client: Client, clerk: Account) -> None:
    assert enter(client).location.endswith("/desk/")
    client.signed_in = True
    assert client.get("/desk/").status_code == 200


def test_the_way_on_stays_inside_the_portal(client: Client, clerk: Account, estate: Estate) -> None:
    target = f"/desk/estates/{estate.id}/claims"
    door = client.get(target).location
    assert client.submit(door, user_name="干事甲", password=PASSWORD, to="").location.endswith(target)
    client.sign_out()
    away = client.submit(f"{DOOR}?next=//evil.example", user_name="干事甲", password=PASSWORD, to="")
    assert away.location.endswith("/desk/")


def test_wrong_name_and_wrong_password_read_the_same(client: Client, clerk: Account) -> None:
    texts = []
    for name, password in (("干事甲", "错的密码一二三四"), ("没有的人", PASSWORD)):
        response = enter(client, name, password)
        assert response.status_code == 200
        texts.append(client.page.text)
        assert password not in response.text
    assert "用户名或密码不对" in texts[0]
    assert texts[0] == texts[1]


@pytest.mark.parametrize("name", ["干事甲", "没有的人"])
def test_five_wrong_ones_lock_the_name(client: Client, clerk: Account, name: str) -> None:
    for _ in range(5):
        enter(client, name, "错的密码一二三四")
    enter(client, name, PASSWORD)
    assert "试的次数太多了" in client.page.text


def test_nothing_opens_before_a_new_password(client: Client, clerk: Account, estate: Estate) -> None:
    with transaction():
        queries.get_account(clerk.id).must_change_password = True
    enter(client)
    client.signed_in = True
    assert client.get(f"/desk/estates/{estate.id}/slips").location.endswith("/account/password")
    answers = {"old": PASSWORD, "new": "新的密码-2026年", "again": "新的密码-2026年"}
    assert client.submit("/account/password", answers, to="/account/password").location.endswith("/desk/")
    assert client.get("/desk/").status_code == 200
    assert not queries.get_account(clerk.id).must_change_password


@pytest.mark.parametrize(
    ("old", "new", "again", "words"),
    [
        ("不对的旧密码", "新的密码-2026年", "新的密码-2026年", "原来的密码不对"),
        (PASSWORD, "新的密码-2026年", "新的密码-2027年", "两遍输的不一样"),
        (PASSWORD, PASSWORD, PASSWORD, "不能和原来的一样"),
        (PASSWORD, "太短1", "太短1", "太短了"),
        (PASSWORD, "password-1234", "password-1234", "太容易被猜中"),
    ],
)
def test_new_passwords_that_will_not_do(
    client: Client, clerk: Account, old: str, new: str, again: str, words: str
) -> None:
    client.sign_in(clerk)
    client.submit("/account/password", {"old": old, "new": new, "again": again}, to="/account/password")
    assert words in client.page.text
    assert passwords.verify(queries.get_account(clerk.id).password_hash, PASSWORD)


def test_a_new_password_ends_the_other_devices(client: Client, clerk: Account) -> None:
    with transaction():
        token, _ = signing_in.sign_in(clock.now(), clerk, way="password", device="old")
    client.sign_in(clerk)
    answers = {"old": PASSWORD, "new": "新的密码-2026年", "again": "新的密码-2026年"}
    client.submit("/account/password", answers, to="/account/password")
    assert queries.find_sign_in(signing_in.token_hash(token), clock.now()) is None
    assert client.get("/me/devices").status_code == 200


def test_an_idle_desk_is_signed_out(client: Client, clerk: Account) -> None:
    client.sign_in(clerk)
    start = clock.now()
    with time_machine.travel(start + timedelta(minutes=59), tick=False):
        assert client.get("/me/devices").status_code == 200
    with time_machine.travel(start + timedelta(minutes=118), tick=False):
        assert client.get("/me/devices").status_code == 200
    with time_machine.travel(start + timedelta(minutes=179), tick=False):
        assert "/sign-in" in client.get("/me/devices").location


def test_the_second_step(client: Client, clerk: Account) -> None:
    secret = totp.new_secret()
    with transaction():
        queries.get_account(clerk.id).totp_secret = crypto.seal(secret)
    assert "/desk/sign-in/code" in enter(client).location
    assert "/sign-in" in client.get("/desk/").location, "half in is not in"
    page = client.read("/desk/sign-in/code")
    client.send({"code": "000000"}, to="/desk/sign-in/code")
    assert "验证码不对" in client.page.text
    code = totp.code_at(secret, int(clock.now().timestamp()) // 30)
    assert client.send({"code": code}, to="/desk/sign-in/code").location.endswith("/desk/")
    assert page.all("h1")[0].text == "手机上的验证码"


def test_the_second_step_waits_five_minutes(client: Client, clerk: Account) -> None:
    with transaction():
        queries.get_account(clerk.id).totp_secret = crypto.seal(totp.new_secret())
    enter(client)
    with time_machine.travel(clock.now() + timedelta(minutes=5, seconds=1), tick=False):
        assert client.get("/desk/sign-in/code").location.endswith(DOOR)


def test_enrolling_and_leaving_the_second_step(client: Client, clerk: Account) -> None:
    client.sign_in(clerk)
    page = client.read("/account/second-step")
    secret = next(each.text for each in page.all("span") if len(each.text) == 32)
    step = int(clock.now().timestamp()) // 30
    client.send({"code": totp.code_at(secret, step)}, to="/account/second-step")
    stored = queries.get_account(clerk.id).totp_secret
    assert stored is not None
    assert crypto.unseal(stored) == secret
    with client.session_transaction() as cookie:
        assert secret not in str(dict(cookie))
    client.submit("/account/second-step", code=totp.code_at(secret, step), to="/off")
    assert queries.get_account(clerk.id).totp_secret is not None, "a spent code turns nothing off"
    with time_machine.travel(clock.now() + timedelta(seconds=30), tick=False):
        client.submit("/account/second-step", code=totp.code_at(secret, step + 1), to="/off")
    assert queries.get_account(clerk.id).totp_secret is None


def test_residents_have_no_staff_pages(client: Client, estate: Estate) -> None:
    with transaction():
        account = make.person()
    client.sign_in(account)
    assert client.get("/account/password").status_code == 404
    assert client.get("/account/second-step").status_code == 404
