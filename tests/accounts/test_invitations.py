"""Printed invitations and roles: once, in reach, and signed out when a role goes."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from portal.accounts.models import Account, RoleGrant, SignIn
from portal.accounts.queries import list_grants
from portal.communities.models import Estate
from portal.communities.queries import get_estate
from portal.db import session, transaction
from portal.permissions import Role
from tests.factories.accounts import NOW, entrance, estate_of, staff
from tests.support.client import Client

PASSWORD = "Lao-xiaoqu-2026"  # of nobody


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def estate(isolated: None) -> Estate:
    with transaction():
        return estate_of(entrance())


@pytest.fixture
def clerk(estate: Estate) -> Account:
    with transaction():
        return staff("干事甲", Role.COMMUNITY_CLERK, estate=get_estate(estate.id))


@pytest.fixture
def street(client: Client, estate: Estate) -> Account:
    with transaction():
        account = staff("街道甲", Role.STREET, street=get_estate(estate.id).street)
    client.sign_in(account)
    return account


def invited(client: Client, account_id: int) -> str:
    client.read(f"/desk/staff/{account_id}")
    printed = client.send({}, to="/invite")
    assert printed.status_code == 200
    found = re.search(r"[0-9A-Z]{5}-[0-9A-Z]{5}", printed.text)
    assert found
    return found[0]


def use(client: Client, code: str, password: str = PASSWORD) -> int:
    client.sign_out()
    return client.submit("/desk/invitation", {"code": code, "new": password, "again": password}).status_code


def test_a_code_sets_a_password_and_signs_in_once(client: Client, street: Account, clerk: Account) -> None:
    code = invited(client, clerk.id)
    assert use(client, code) == 303
    assert "今天要办" in client.read("/desk/").text
    assert use(client, code) == 200
    assert "邀请码不对，或者已经用过" in client.page.text


def test_a_second_paper_ends_the_first(client: Client, street: Account, clerk: Account) -> None:
    first = invited(client, clerk.id)
    second = invited(client, clerk.id)
    assert use(client, first) == 200
    assert use(client, second) == 303


def test_a_code_runs_out(
    client: Client, street: Account, clerk: Account, clock: time_machine.Traveller
) -> None:
    code = invited(client, clerk.id)
    clock.shift(timedelta(days=7, seconds=1))
    assert use(client, code) == 200


def test_a_weak_password_or_a_wrong_code_is_told_apart_from_nothing(
    client: Client, street: Account, clerk: Account
) -> None:
    code = invited(client, clerk.id)
    assert use(client, code, "short") == 200
    assert "太短了" in client.page.text
    assert use(client, code) == 303  # a refused password does not spend the code


def test_of_nobody_elses_people(client: Client, street: Account) -> None:
    with transaction():
        foreign = staff("干事乙", Role.COMMUNITY_CLERK, estate=estate_of(entrance("乙小区", "另一街道"))).id
    client.read(f"/desk/staff/{foreign}", status=404)


def test_one_person_may_hold_several_roles(
    client: Client, street: Account, estate: Estate, clerk: Account
) -> None:
    address = f"/desk/staff/{clerk.id}"
    given = {"role": Role.SUPERVISOR, "place": f"estate:{estate.id}"}
    assert client.submit(address, given).status_code == 303
    assert [grant.role for grant in list_grants(clerk.id)] == [Role.COMMUNITY_CLERK, Role.SUPERVISOR]
    assert "已经有这个角色" in client.submit(address, given).text
    client.sign_in(session.get_one(Account, clerk.id))
    client.sign_in(session.get_one(Account, street.id))
    client.read(address)
    first = session.query(RoleGrant).filter_by(account_id=clerk.id).order_by(RoleGrant.id).first()
    assert first is not None
    assert client.send({}, to=f"/roles/{first.id}/end").status_code == 303
    assert [grant.role for grant in list_grants(clerk.id)] == [Role.SUPERVISOR]
    open_ = session.query(SignIn).filter_by(account_id=clerk.id, ended_at=None).count()
    assert open_ == 0  # signed out everywhere
    assert not [form for form in client.read(address).all("form") if form["action"].endswith("/end")]


def test_a_street_gives_no_district(client: Client, street: Account, clerk: Account) -> None:
    places = client.read(f"/desk/staff/{clerk.id}").one("select", id="place").all("option")
    assert "district" not in [option["value"] for option in places]
