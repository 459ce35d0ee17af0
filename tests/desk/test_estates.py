"""Estates at the desk: the list in scope, one estate's overview, and registering another."""

import pytest

from portal.accounts.queries import get_account
from portal.audit.queries import list_of
from portal.communities.directory import list_places
from portal.communities.models import Estate, Part
from portal.db import transaction
from portal.permissions import Role
from tests.factories import plans
from tests.factories.accounts import entrance, estate_of, resident, staff
from tests.factories.voting import opened
from tests.home.statements import counted
from tests.support.client import Client

NEW = {
    "name": "红豆大厦小区",
    "community": "红豆社区",
    "contact": "李干事",
    "phone": "023-7772 1111",
    "hours": "工作日 9:00–17:30",
}


def _names(client: Client) -> list[str]:
    return [row.one("a").text for row in client.read("/desk/estates").one("table").all("th", scope="row")]


def test_each_role_sees_the_estates_it_reaches(client: Client, place: Estate) -> None:
    with transaction():
        second = estate_of(entrance("柏杨路小区"))
        estate_of(entrance("蓝宝石小区", "芙蓉街道"))
        clerk = staff("干事甲", Role.COMMUNITY_CLERK, estate=second)
        street = staff("街道甲", Role.STREET, street=place.street)
        district = staff("区", Role.DISTRICT)
        ids = [who.id for who in (clerk, street, district)]
    seen = []
    for account_id in ids:
        client.sign_in(get_account(account_id))
        seen.append(_names(client))
    assert seen == [
        ["柏杨路小区"],
        ["柏杨路小区", "试验小区"],
        ["柏杨路小区", "试验小区", "蓝宝石小区"],
    ]


def test_the_list_tells_roll_plan_and_votes(client: Client, place: Estate) -> None:
    with transaction():
        plans.published(place)
        opened(place)
        entrance("柏杨路小区")
        district = staff("区", Role.DISTRICT)
    client.sign_in(district)
    rows = [row.text for row in client.read("/desk/estates").one("tbody").all("tr")]
    assert "没有名册" in rows[0]
    for words in ("3 套", "3 人", "205.50 ㎡", "决策共谋，1 项"):
        assert words in rows[1]


def test_an_estates_overview_leads_to_everything(client: Client, place: Estate) -> None:
    with transaction():
        plans.published(place)
        opened(place, title="小区谁来管")
        clerk = staff("干事甲", Role.COMMUNITY_CLERK, estate=place)
    address, plan = f"/desk/estates/{place.id}", f"/desk/estates/{place.id}/plan"
    client.sign_in(clerk)
    page = client.read(address)
    for words in ("3 套", "205.50 ㎡", "小区谁来管", "投票中", "1 项内容"):
        assert words in page.text
    assert page.one("main").all("a", href=plan)
    assert not page.all("a", href=f"{address}/edit")  # a clerk runs an estate and does not rename it


def test_an_estate_without_anything_says_what_to_do_first(client: Client, place: Estate) -> None:
    with transaction():
        bare = estate_of(entrance("红豆大厦小区"))
        clerk = staff("干事甲", Role.COMMUNITY_CLERK, estate=bare)
    address = f"/desk/estates/{bare.id}"
    client.sign_in(clerk)
    page = client.read(address)
    for words in ("还没有业主名册", "还没有投票。", "还没有方案", "没有正在征求意见的单元"):
        assert words in page.text


def test_a_clerk_of_another_estate_finds_nothing(client: Client, place: Estate) -> None:
    with transaction():
        foreign = staff("干事乙", Role.COMMUNITY_CLERK, estate=estate_of(entrance("柏杨路小区")))
    address = f"/desk/estates/{place.id}"
    client.sign_in(foreign)
    client.read(address, status=404)


def test_a_resident_finds_nothing(client: Client, parts: list[Part], place: Estate) -> None:
    with transaction():
        neighbour = resident(parts[0])
    address = f"/desk/estates/{place.id}"
    client.sign_in(neighbour)
    client.read(address, status=404)


def test_a_street_registers_an_estate_in_its_own_street(client: Client, place: Estate) -> None:
    with transaction():
        entrance("蓝宝石小区", "芙蓉街道")
        street = staff("街道甲", Role.STREET, street=place.street)
    client.sign_in(street)
    page = client.read("/desk/estates/new")
    assert [option.text for option in page.one("select", id="street").all("option")] == ["试验街道"]
    made = client.send(NEW)
    assert made.status_code == 303
    page = client.read(made.location)
    for words in ("红豆大厦小区", "李干事", "023-7772 1111"):
        assert words in page.text
    [entry] = list_of(f"estate:{int(made.location.split('/')[-1])}")
    assert (entry.action, entry.actor) == ("estate.create", "街道甲")


def test_a_street_cannot_send_another_street(client: Client, place: Estate) -> None:
    with transaction():
        other = estate_of(entrance("蓝宝石小区", "芙蓉街道")).street_id
        street = staff("街道甲", Role.STREET, street=place.street)
    client.sign_in(street)
    assert client.submit("/desk/estates/new", {**NEW, "street": other}).status_code == 200
    assert len(list_places()) == 2


def test_the_district_registers_a_new_street_with_its_first_estate(client: Client) -> None:
    with transaction():
        district = staff("区", Role.DISTRICT)
    client.sign_in(district)
    assert "请写街道（镇）的名称。" in client.submit("/desk/estates/new", NEW).text
    assert client.send({**NEW, "new_street": "江口镇"}).status_code == 303
    [made] = list_places()
    assert (made.street, made.community, made.name) == ("江口镇", "红豆社区", "红豆大厦小区")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "请填写这一栏"),
        ({"name": "试验小区"}, "“试验小区”已经有了，请换一个名称。"),
        ({"phone": "13800138000"}, "请填单位的座机或热线"),
    ],
)
def test_bad_answers_come_back_with_a_sentence_and_make_nothing(
    client: Client, place: Estate, typed: dict[str, str], sentence: str
) -> None:
    with transaction():
        street = staff("街道甲", Role.STREET, street=place.street)
    client.sign_in(street)
    assert sentence in client.submit("/desk/estates/new", {**NEW, **typed}).text
    assert client.page.one("input", id="community")["value"] == "红豆社区"
    assert [found.name for found in list_places()] == ["试验小区"]


def test_renaming_reaches_residents_and_the_record(client: Client, place: Estate) -> None:
    with transaction():
        street = staff("街道甲", Role.STREET, street=place.street)
    address = f"/desk/estates/{place.id}/edit"
    place_id = place.id
    client.sign_in(street)
    changed = {"name": "试验小区东区", "phone": "023-7772 2222", "contact": "王干事"}
    assert client.submit(address, changed).status_code == 303
    [found] = list_places()
    assert (found.name, found.phone, found.community) == ("试验小区东区", "023-7772 2222", "试验小区社区")
    said = list_of(f"estate:{place_id}")[-1].detail["was"]
    assert (said["name"], said["phone"]) == ("试验小区", "023-7772 0000")


def test_a_community_of_two_estates_is_left_when_one_of_them_names_another(
    client: Client, place: Estate
) -> None:
    with transaction():
        second = estate_of(entrance("柏杨路小区"))
        second.community_id = place.community_id
        street = staff("街道甲", Role.STREET, street=place.street)
    address = f"/desk/estates/{place.id}/edit"
    client.sign_in(street)
    client.submit(address, {"community": "新社区"})
    assert {found.name: found.community for found in list_places()} == {
        "试验小区": "新社区",
        "柏杨路小区": "试验小区社区",
    }


def test_a_clerk_may_neither_register_nor_rename(client: Client, place: Estate) -> None:
    with transaction():
        clerk = staff("干事甲", Role.COMMUNITY_CLERK, estate=place)
    address = f"/desk/estates/{place.id}/edit"
    client.sign_in(clerk)
    client.read("/desk/estates/new", status=403)
    client.read(address, status=403)


def test_more_estates_ask_the_database_no_more(client: Client, place: Estate) -> None:
    with transaction():
        district = staff("区", Role.DISTRICT)
    client.sign_in(district)
    with counted() as few:
        client.read("/desk/estates")
    with transaction():
        for number in range(12):
            plans.published(estate_of(entrance(f"第{number}小区")))
    with counted() as many:
        client.read("/desk/estates")
    assert len(many) == len(few)
