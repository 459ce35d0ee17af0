"""Showing to be an owner, as a resident walks it."""

import pytest
from sqlalchemy import select

from portal import crypto
from portal.accounts import queries
from portal.accounts.models import Account, ClaimState, OwnerLink
from portal.communities.models import Entrance, Owner, Part
from portal.db import session, transaction
from portal.messages.models import Dispatch
from tests.factories import accounts as make
from tests.support.client import Client

ID, PHONE = "50023219620101123X", "13812345678"


@pytest.fixture
def entrance(isolated: None) -> Entrance:
    with transaction():
        return make.entrance()


@pytest.fixture
def owner(entrance: Entrance) -> Owner:
    with transaction():
        return make.owner(entrance, "陈小芳", id_number=ID, phone=PHONE)


@pytest.fixture
def part(entrance: Entrance, owner: Owner) -> Part:
    with transaction():
        return make.home(entrance, "501", owner, make.owner(entrance, "李大明"))


@pytest.fixture
def account(client: Client, part: Part) -> Account:
    with transaction():
        made = make.resident(part)
    client.sign_in(made)
    return made


def start(part: Part) -> str:
    return f"/estates/{part.estate_id}/homes/{part.id}/owner"


def test_owners_are_masked_and_numbers_are_not_shown(
    client: Client, account: Account, part: Part, owner: Owner
) -> None:
    page = client.read(start(part))
    assert "陈*芳" in page.text
    assert "陈小芳" not in page.text
    response = client.send({"owner": owner.id}, to="/owner")
    assert response.location.endswith(f"/owner/{owner.id}")
    page = client.read(f"{start(part)}/{owner.id}")
    assert "尾号 78" in page.text
    everything = str(client.get(f"{start(part)}/{owner.id}").text)
    assert not [secret for secret in (PHONE, "5678", ID, ID[-6:], "陈小芳") if secret in everything]


def test_choosing_nobody_is_asked_again(client: Client, account: Account, part: Part) -> None:
    client.submit(start(part), to="/owner")
    assert "请选您是哪一位" in client.page.text
    assert client.page.all("title")[0].text.startswith("错误：")


def test_the_end_of_the_id_number(client: Client, account: Account, part: Part, owner: Owner) -> None:
    address = f"{start(part)}/{owner.id}/id"
    client.submit(address, tail="000000", to="/id")
    assert "和名册上的不一致" in client.page.text
    response = client.submit(address, tail="01123x", to="/id")
    assert response.location.endswith(f"/estates/{part.estate_id}/")
    assert queries.may_act_for(account.id, part.party_id)
    page = client.read(f"{start(part)}/{owner.id}")
    assert "已经核对好了" in page.text


def test_five_wrong_tails_end_the_day(client: Client, account: Account, part: Part, owner: Owner) -> None:
    address = f"{start(part)}/{owner.id}/id"
    for _ in range(5):
        client.submit(address, tail="000000", to="/id")
    client.submit(address, tail="01123X", to="/id")
    assert "今天试的次数太多了" in client.page.text
    assert not queries.may_act_for(account.id, part.party_id)


def test_a_code_to_the_phone_on_the_roll(client: Client, account: Account, part: Part, owner: Owner) -> None:
    client.submit(f"{start(part)}/{owner.id}", to="/sms")
    (dispatch,) = session.scalars(select(Dispatch))
    assert crypto.unseal(dispatch.address) == PHONE
    code = "".join(each for each in crypto.unseal(dispatch.text).split("，")[0] if each.isdigit())
    address = f"{start(part)}/{owner.id}/code"
    client.submit(address, code="000000" if code != "000000" else "111111", to="/code")
    assert "验证码不对" in client.page.text
    assert client.submit(address, code=code, to="/code").status_code == 303
    assert queries.may_act_for(account.id, part.party_id)


def test_asking_the_desk(client: Client, account: Account, part: Part, owner: Owner) -> None:
    address = f"{start(part)}/{owner.id}/desk"
    client.submit(address, to="/desk")
    assert "请选谁来办" in client.page.text
    assert client.submit(address, relation="representative", to="/desk").location.endswith("/me/waiting")
    page = client.read("/me/waiting")
    assert "业主 陈*芳" in page.text
    assert session.scalars(select(OwnerLink)).one().state is ClaimState.WAITING
    client.submit(address, relation="owner", to="/desk")
    assert "不用再办" in client.page.text


def test_homes_of_others_are_not_there(
    client: Client, account: Account, entrance: Entrance, part: Part, owner: Owner
) -> None:
    with transaction():
        other_owner = make.owner(entrance, "别人", id_number=ID)
        neighbour = make.home(entrance, "502", other_owner)
        far = make.entrance("别的小区")
    guesses = (
        start(neighbour),
        f"{start(neighbour)}/{other_owner.id}",
        f"{start(neighbour)}/{other_owner.id}/id",
        f"{start(part)}/{other_owner.id}",
        f"{start(part)}/{other_owner.id}/id",
        f"{start(part)}/{other_owner.id}/code",
        f"{start(part)}/{other_owner.id}/desk",
        f"/estates/{far.estate_id}/homes/{part.id}/owner",
        f"/estates/{far.estate_id}/homes/{part.id}/owner/{owner.id}/id",
    )
    for address in guesses:
        assert client.get(address).status_code == 404, address


def test_strangers_are_sent_to_the_door(client: Client, part: Part) -> None:
    assert "/sign-in" in client.get(start(part)).location
