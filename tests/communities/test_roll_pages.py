"""The desk's roll: who may see it, and what it shows of whom."""

from typing import Any

import pytest

from portal.communities.models import Estate
from portal.db import session, transaction
from portal.permissions import Role
from tests.communities.pages import address, link
from tests.communities.roll.files import home, mobile, resident
from tests.factories import accounts
from tests.factories import communities as make
from tests.factories.communities import taken
from tests.support.client import Client

pytestmark = pytest.mark.usefixtures("isolated", "frozen_clock")


@pytest.mark.parametrize(
    ("role", "scope", "read", "change"),
    [
        (Role.COMMUNITY_CLERK, "estate", 200, 200),
        (Role.COMMUNITY_CLERK, "street", 200, 200),
        (Role.STREET, "street", 200, 200),
        (Role.DISTRICT, "", 200, 403),
        (Role.OBSERVER, "estate", 403, 403),
        (Role.COMMUNITY_CLERK, "elsewhere", 404, 404),
        (Role.STREET, "elsewhere", 404, 404),
    ],
)
def test_who_may_see_and_change_the_roll(
    client: Client, estate: Estate, role: Role, scope: str, read: int, change: int
) -> None:
    taken(estate, home(1))
    with transaction():
        place = session.get_one(Estate, estate.id)
        other = make.estate("隔壁小区", "隔壁街道")
        scopes: dict[str, dict[str, Any]] = {
            "estate": {"estate": place},
            "street": {"street": place.street},
            "elsewhere": {"street": other.street},
        }
        account = accounts.staff("某人", role, **scopes.get(scope, {}))
    client.sign_in(account)
    assert client.get(address(estate)).status_code == read
    if read == 200:
        assert bool(client.page.all("a", href=address(estate, "/import"))) is (change == 200)
    assert client.get(address(estate, "/import")).status_code == change
    assert client.get(address(estate, f"/import/{'0' * 32}")).status_code in {change, 303}


def test_residents_and_strangers_do_not_see_it(client: Client, estate: Estate) -> None:
    taken(estate, home(1))
    assert "/desk/sign-in" in client.get(address(estate)).location
    with transaction():
        living = accounts.resident(make.living(estate)["1-1"])
    client.sign_in(living)
    assert client.get(address(estate)).status_code == 404
    assert client.get(address(estate, "/import")).status_code == 404


def test_an_estate_without_a_roll_offers_to_import(desk: Client, estate: Estate) -> None:
    page = desk.read(address(estate))
    assert "还没有业主名册" in page.text
    assert page.all("a", href=address(estate, "/import"))


def test_figures_and_homes(desk: Client, estate: Estate) -> None:
    two = {"产权人": "陈小芳、李明", "证件号码": f"{resident(1)}、{resident(2)}", "手机号码": ""}
    taken(
        estate,
        home(1, **two, 面积来源="登记"),
        home(2, **two, 楼栋="2栋"),
        home(3, 楼栋="2栋", 房屋用途="车位"),
    )
    page = desk.read(address(estate))
    figures = [card.text for card in page.all("div", class_="kpi")]
    assert figures == ["计入的房屋 2 套 另有 1 套不计", "业主 1 人 一方一人", "面积 141.00 ㎡"]
    text = page.text
    assert "有 1 套没有写面积来源" in text
    assert "2栋 1 套 1 70.50 ㎡ 1" in text
    assert "登记 1 套" in text
    assert "1栋1单元1-1 陈*芳、李* 70.50 ㎡ 登记 住宅 没有写 证件" in text
    assert "2栋1单元3-1 业*" in text
    assert "车位" in text
    for secret in ("陈小芳", "李明", resident(1), mobile(3)):
        assert secret not in text
    only = desk.read(link(desk, "2栋")).text
    assert "1栋1单元1-1" not in only
    assert "2栋1单元2-1" in only


def test_homes_are_paged(desk: Client, estate: Estate) -> None:
    taken(estate, *(home(n) for n in range(1, 53)))
    assert "第 1 页，共 2 页" in desk.read(address(estate)).text
    assert "1栋1单元52-1" not in desk.page.text
    assert "1栋1单元52-1" in desk.read(link(desk, "下一页")).text
    assert "1栋1单元52-1" in desk.read(address(estate, "?page=99999999999999999999")).text
    assert "1栋1单元1-1" in desk.read(address(estate, "?page=-3")).text


def test_another_estates_building_shows_nothing(desk: Client, estate: Estate) -> None:
    taken(estate, home(1))
    with transaction():
        other = make.living(make.with_roll(home(7), name="隔壁小区"))["7-1"].entrance.building_id
    assert "7-1" not in desk.read(address(estate, f"?building={other}")).text
