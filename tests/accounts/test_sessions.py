"""Who asks, on every request: scope, cost, and a cookie that says little."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask, g
from sqlalchemy import event

from portal import db
from portal.accounts import queries, sessions
from portal.accounts.models import Account
from portal.accounts.services import signing_in
from portal.communities.models import Entrance
from portal.db import transaction
from portal.permissions import Role
from portal.web import clock
from tests.factories import accounts as make
from tests.support.client import Client


@pytest.fixture
def near(isolated: None) -> Entrance:
    with transaction():
        return make.entrance("近小区", "近街道")


@pytest.fixture
def far(isolated: None) -> Entrance:
    with transaction():
        return make.entrance("远小区", "远街道")


@contextmanager
def asking(app: Flask, account: Account) -> Iterator[sessions.Identity]:
    """Inside a request of this person."""
    now = clock.now()
    with transaction():
        token, _ = signing_in.sign_in(now, account, way="password", device="test")
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie.update({sessions.TOKEN: token, sessions.SEEN: int(now.timestamp())})
    kept = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    with app.test_request_context("/", headers={"Cookie": f"{kept.key}={kept.value}"}):
        app.preprocess_request()
        assert isinstance(g.account, sessions.Identity)
        yield g.account


@contextmanager
def counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def heard(_c: object, _k: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            statements.append(statement)

    event.listen(sa.Engine, "before_cursor_execute", heard)
    try:
        yield statements
    finally:
        event.remove(sa.Engine, "before_cursor_execute", heard)


def test_a_clerk_is_one_in_the_own_estate_only(app: Flask, near: Entrance, far: Entrance) -> None:
    with transaction():
        clerk = make.staff("干事", Role.COMMUNITY_CLERK, estate=make.estate_of(near))
    street_id, near_id, far_id = make.estate_of(near).street_id, near.estate_id, far.estate_id
    with asking(app, clerk) as who:
        assert who.roles_at(estate_id=near_id) == {Role.COMMUNITY_CLERK}
        assert who.roles_at(estate_id=far_id) == frozenset()
        assert who.roles_at(street_id=street_id) == frozenset(), "a scope does not reach up"
        assert who.roles_at() == {Role.COMMUNITY_CLERK}


def test_a_street_reaches_its_estates(app: Flask, near: Entrance, far: Entrance) -> None:
    street_id, other_id = make.estate_of(near).street_id, make.estate_of(far).street_id
    near_id, far_id = near.estate_id, far.estate_id
    with transaction():
        chief = make.staff("街道", Role.STREET, street=queries.get_street(street_id))
    with asking(app, chief) as who:
        assert who.roles_at(estate_id=near_id) == who.roles_at(street_id=street_id) == {Role.STREET}
        assert who.roles_at(estate_id=far_id) == who.roles_at(street_id=other_id) == frozenset()
        assert who.roles_at(estate_id=999_999) == frozenset()


def test_the_district_reaches_everything(app: Flask, near: Entrance) -> None:
    near_id = near.estate_id
    with transaction():
        district = make.staff("区里", Role.DISTRICT)
    with asking(app, district) as who:
        assert who.roles_at(estate_id=near_id) == who.roles_at(street_id=1) == {Role.DISTRICT}


def test_a_request_costs_three_statements_at_most(app: Flask, near: Entrance) -> None:
    near_id = near.estate_id
    with transaction():
        chief = make.staff("街道", Role.STREET, street=queries.get_street(make.estate_of(near).street_id))
    with counted() as statements, asking(app, chief) as who:
        statements.clear()
        app.preprocess_request()
        for _ in range(5):
            who.roles_at(estate_id=near_id)
    assert len(statements) <= 3, statements


def test_nobody_without_a_token_costs_nothing(client: Client) -> None:
    with counted() as statements:
        client.get("/desk/sign-in")
    assert not [each for each in statements if "sign_in" in each]


def test_an_ended_role_is_no_role(app: Flask, near: Entrance) -> None:
    with transaction():
        clerk = make.staff("干事", Role.COMMUNITY_CLERK, estate=make.estate_of(near))
        db.session.execute(sa.text("UPDATE role_grant SET ended_at = granted_at"))
    with asking(app, clerk) as who:
        assert who.roles_at() == frozenset()


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Linux; Android 13) Chrome/116 MicroMessenger/8.0", "wechat android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) MicroMessenger/8.0", "wechat iphone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120", "edge windows"),
        ("", ""),
    ],
)
def test_devices_are_told_apart(app: Flask, agent: str, words: str) -> None:
    with app.test_request_context("/", headers={"User-Agent": agent}):
        assert sessions.device() == words


def test_addresses_are_kept_as_hashes_only(app: Flask) -> None:
    def key(address: str) -> str:
        with app.test_request_context("/", environ_base={"REMOTE_ADDR": address}):
            return sessions.caller()

    assert "203.0.113.7" not in key("203.0.113.7")
    assert key("203.0.113.7") != key("203.0.113.8")
    assert key("2001:db8:1:2::1") == key("2001:db8:1:2:ffff::9")
    assert key("2001:db8:1:2::1") != key("2001:db8:1:3::1")


def test_the_way_on_survives_the_doors(client: Client, near: Entrance) -> None:
    client.get("/sign-in?next=/me/devices")
    with client.session_transaction() as cookie:
        assert cookie["way"] == "/me/devices"
    client.get("/sign-in?next=https://evil.example/")
    with client.session_transaction() as cookie:
        assert cookie["way"] == "/me/devices"
