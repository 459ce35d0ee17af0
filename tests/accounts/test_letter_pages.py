"""A letter in the hand: the pages that open a home."""

import pytest
from sqlalchemy import func, select

from portal.accounts import queries
from portal.accounts.models import Account, Attempt, SignIn
from portal.accounts.services import limits, slips
from portal.accounts.slip_codes import grouped, new_code
from portal.audit.services import Actor
from portal.communities.models import Part
from portal.db import session, transaction
from portal.permissions import Role
from portal.web import clock
from tests.factories import accounts as make
from tests.support.client import Client


@pytest.fixture
def part(isolated: None) -> Part:
    with transaction():
        entrance = make.entrance()
        return make.home(entrance, "501", make.owner(entrance, "陈小芳"))


@pytest.fixture
def code(part: Part) -> str:
    return printed(part)


def printed(part: Part) -> str:
    with transaction():
        (letter,) = slips.print_slips(clock.now(), Actor(None, "干事"), part.estate_id, [part.id])
    return letter.code


def count(of: type) -> int:
    return session.scalar(select(func.count()).select_from(of)) or 0


def test_the_ways_in_are_on_one_page(client: Client) -> None:
    page = client.read("/sign-in")
    targets = {link["href"] for link in page.all("a")}
    assert {"/slip", "/sign-in/phone", "/sign-in/passcode", "/desk/sign-in"} <= targets


def test_typing_the_code_leads_to_the_home(client: Client, code: str) -> None:
    response = client.submit("/slip", code=f" {grouped(code).lower()} ", to="/slip")
    assert response.status_code == 303
    assert response.location.endswith(f"/slip/{code}")


def test_the_page_shows_the_home_masked_and_opens_nothing(client: Client, code: str) -> None:
    page = client.read(f"/slip/{code}")
    assert "1栋1单元5**" in page.text
    assert "501" not in page.text
    assert "谁也不能拿它替您投票" in page.text
    assert "个人信息保护法第十七条" in page.text
    assert count(Account) == 0
    assert count(Attempt) == 0


def test_the_button_opens_and_the_phone_is_asked_next(client: Client, code: str, part: Part) -> None:
    client.signed_in = True
    response = client.submit(f"/slip/{code}", to=f"/slip/{code}")
    assert response.status_code == 303
    assert response.location.endswith("/me/phone")
    page = client.read("/me/phone")
    assert "打开了" in page.text
    assert session.scalars(select(SignIn)).one().way == "slip"
    (home,) = queries.list_homes(session.scalars(select(Account)).one().id)
    assert home.part_id == part.id


def test_a_used_letter_says_so_and_opens_nothing(client: Client, code: str, app) -> None:
    client.submit(f"/slip/{code}", to=f"/slip/{code}")
    another = app.test_client()
    page = another.read(f"/slip/{code}")
    assert "已经有人用过" in page.text
    assert count(Account) == 1


def test_a_second_claim_sees_that_it_waits(client: Client, code: str, part: Part, app) -> None:
    client.submit(f"/slip/{code}", to=f"/slip/{code}")
    second = app.test_client()
    again = printed(part)
    response = second.submit(f"/slip/{again}", to=f"/slip/{again}")
    assert response.location.endswith("/me/waiting")
    second.signed_in = True
    page = second.read("/me/waiting")
    assert "这套房已经有人登记" in page.text


def test_a_signed_in_person_adds_a_home(client: Client, part: Part) -> None:
    with transaction():
        other = make.home(make.entrance("别的小区"), "101")
        account = make.resident(other)
    client.sign_in(account)
    code = printed(part)
    client.submit(f"/slip/{code}", to=f"/slip/{code}")
    assert {home.part_id for home in queries.list_homes(account.id)} == {part.id, other.id}
    assert count(Account) == 1


def test_staff_are_told_to_sign_out_first(client: Client, code: str) -> None:
    with transaction():
        clerk = make.staff("干事", Role.DISTRICT)
    client.sign_in(clerk)
    client.submit(f"/slip/{code}", to=f"/slip/{code}")
    assert "请先退出" in client.page.text


def test_nothing_distinguishes_codes_that_were_never_printed(client: Client, code: str) -> None:
    unknown = new_code()
    page = client.read(f"/slip/{unknown}")
    assert "没有这个短码" in page.text
    page = client.read("/slip/12345")
    assert "可能抄错了一个" in page.text
    assert count(Attempt) == 2, "what cannot have been printed needs no guard"


def test_wrong_codes_are_soon_refused_and_right_ones_with_them(client: Client, code: str) -> None:
    for _ in range(limits.SLIP_FROM.most):
        client.get(f"/slip/{new_code()}")
    page = client.read(f"/slip/{code}")
    assert "试的次数太多了" in page.text
    assert "1栋" not in page.text
    client.post(f"/slip/{code}")
    assert count(Account) == 0
