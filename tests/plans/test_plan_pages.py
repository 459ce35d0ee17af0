"""A plan as residents read it and as the desk writes it."""

import pytest

from portal.communities.models import Estate, Part
from portal.db import transaction
from portal.permissions import Role
from portal.plans import policy, queries
from portal.plans.models import MoneySource, Nature, Sharing
from tests.factories import plans
from tests.factories.accounts import entrance, estate_of, home, resident, staff
from tests.factories.plans import draft
from tests.support.client import Client

ROOF = draft(
    "公共屋面修缮",
    nature=Nature.BASIC,
    nature_source="街道改造例会纪要",
    cost=30_000,
    money={MoneySource.CITY: 20_000, MoneySource.RESIDENTS: 10_000},
    sharing=Sharing.EQUALLY,
    effect="晾晒先收好\n白天有响动",
    phone="023-7772 0000",
)


@pytest.fixture
def parts(isolated: None) -> list[Part]:
    with transaction():
        doors = entrance()
        return [home(doors, room) for room in ("101", "201", "301")]


@pytest.fixture
def place(parts: list[Part]) -> Estate:
    return estate_of(parts[0].entrance)


def _address(of: Estate, rest: str = "") -> str:
    return f"/estates/{of.id}/plan{rest}"


def _desk(of: Estate, rest: str = "") -> str:
    return f"/desk/estates/{of.id}/plan{rest}"


def test_strangers_read_items_by_nature_with_their_counts(client: Client, place: Estate) -> None:
    with transaction():
        plans.published(place, ROOF, draft("供气"), draft("绿化"))
    page = client.read(_address(place))
    jumps = [link.text for link in page.one("ul", class_="jumpto").all("a")]
    assert jumps == ["1基础项", "2待定"]
    assert "公共屋面修缮" in page.one("section", id="g1").text
    assert "供气" in page.one("section", id="g2").text


def test_an_item_says_what_it_costs_and_that_the_share_needs_a_home(client: Client, place: Estate) -> None:
    with transaction():
        item = plans.item(plans.published(place, ROOF), ROOF.name)
    page = client.read(_address(place, f"/items/{item.id}"))
    assert "市级资金200 元" in page.text
    assert "居民一共出100 元" in page.text
    assert "我家要出" not in page.one("div", class_="split").text
    assert "白天有响动" in page.text
    assert page.all("a", href="tel:023-7772 0000")
    assert "依据：街道改造例会纪要。" in page.text


def test_a_resident_reads_the_share_of_the_own_home(client: Client, parts: list[Part], place: Estate) -> None:
    with transaction():
        item = plans.item(plans.published(place, ROOF), ROOF.name)
        person = resident(parts[0])
    client.sign_in(person)
    page = client.read(_address(place, f"/items/{item.id}"))
    assert "我家要出33.34 元" in page.text  # 100 yuan among three homes, the odd fen to the first


def test_what_nobody_has_said_is_called_open(client: Client, place: Estate) -> None:
    with transaction():
        item = plans.item(plans.published(place, draft("供气")), "供气")
    text = client.read(_address(place, f"/items/{item.id}")).text
    for sentence in ("费用还没有算出来", "时间还没有定", "负责单位还没有定", "性质：待定"):
        assert sentence in text


def test_a_draft_is_nobodys_business(client: Client, place: Estate) -> None:
    with transaction():
        item = plans.item(plans.project(place, ROOF), ROOF.name)
    assert "方案还没有公布" in client.read(_address(place)).text
    client.read(_address(place, f"/items/{item.id}"), status=404)


def test_another_estates_item_is_not_found(client: Client, place: Estate) -> None:
    with transaction():
        item = plans.item(plans.published(place, ROOF), ROOF.name)
        other = estate_of(entrance("别的小区"))
    client.read(f"/estates/{other.id}/plan/items/{item.id}", status=404)
    client.read(f"/estates/{other.id + 99}/plan", status=404)


def test_a_clerk_starts_from_the_policy_and_publishes(client: Client, place: Estate) -> None:
    with transaction():
        clerk = staff("干事甲", Role.COMMUNITY_CLERK, estate=place)
    client.sign_in(clerk)
    assert "还没有改造方案" in client.read(_desk(place)).text
    assert client.send({}, to="/plan/policy").status_code == 303
    page = client.read(_desk(place))
    assert len(page.one("table").all("tr")) == len(policy.WORKS) + 1
    assert client.send({}, to="/publish").status_code == 303
    client.sign_out()
    assert "小区道路" in client.read(_address(place)).text


def test_a_clerk_adds_an_item_and_errors_keep_what_was_typed(client: Client, place: Estate) -> None:
    with transaction():
        project = plans.project(place)
        clerk = staff("干事甲", Role.COMMUNITY_CLERK, estate=place)
    client.sign_in(clerk)
    url = _desk(place, f"/projects/{project.id}/items")
    typed = {"name": "屋面", "category": "common_parts", "cost": "1,000", "money_city": "600"}
    refused = client.submit(url, typed)
    assert "各方出资合计 600.00 元，与费用 1000.00 元不一致。" in refused.text
    assert client.page.one("input", id="cost")["value"] == "1,000"
    assert client.send({"money_residents": "400", "name": "屋面"}).status_code == 303
    [item] = queries.list_items(project.id)
    assert {piece.source: piece.amount for piece in item.money} == {
        MoneySource.CITY: 60_000,
        MoneySource.RESIDENTS: 40_000,
    }


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "请填写这一栏"),
        ({"cost": "很多"}, "不是数字"),
        ({"starts_on": "五月"}, "日期不对"),
        ({"nature": "basic"}, "请写明“基础项”的依据"),
        ({"phone": "13800138000"}, "请填单位的座机或热线"),
    ],
)
def test_bad_answers_come_back_with_a_sentence(
    client: Client, place: Estate, typed: dict[str, str], sentence: str
) -> None:
    with transaction():
        project = plans.project(place)
        clerk = staff("干事甲", Role.COMMUNITY_CLERK, estate=place)
    client.sign_in(clerk)
    url = _desk(place, f"/projects/{project.id}/items")
    page = client.submit(url, {"name": "屋面", **typed})
    assert page.status_code == 200
    assert sentence in page.text
    assert queries.count_items(project.id) == 0


def test_stages_move_on_from_the_desk_and_only_as_they_follow(client: Client, place: Estate) -> None:
    with transaction():
        project = plans.published(place, ROOF)
        plans.walk(project)
        clerk = staff("干事甲", Role.COMMUNITY_CLERK, estate=place)
    client.sign_in(clerk)
    assert client.submit(_desk(place), {}, to="/stage/building").status_code == 303
    page = client.read(_desk(place))
    assert "现在：发展共建。这一阶段里：施工准备。" in page.text
    token = page.all("input", name="csrf_token")[0]["value"]
    for stage, status in (("nowhere", 404), ("sharing", 303)):
        url = _desk(place, f"/projects/{project.id}/stage/{stage}")
        assert client.post(url, data={"csrf_token": token}).status_code == status
    assert "不能变为" in client.read(_desk(place)).text


def test_who_may_not_write_sees_no_button_and_is_stopped(client: Client, place: Estate) -> None:
    with transaction():
        project = plans.project(place, ROOF)
        item = plans.item(project, ROOF.name)
        observer = staff("观察员甲", Role.OBSERVER, estate=place)
    client.sign_in(observer)
    page = client.read(_desk(place))
    assert not page.one("main").all("form")
    client.read(_desk(place, f"/items/{item.id}"), status=403)


def test_a_clerk_of_another_estate_finds_nothing(client: Client, place: Estate) -> None:
    with transaction():
        plans.project(place, ROOF)
        foreign = staff("干事乙", Role.COMMUNITY_CLERK, estate=estate_of(entrance("别的小区")))
    address = _desk(place)
    client.sign_in(foreign)
    client.read(address, status=404)


def test_a_resident_finds_no_desk(client: Client, parts: list[Part], place: Estate) -> None:
    with transaction():
        plans.project(place, ROOF)
        neighbour = resident(parts[0])
    address = _desk(place)
    client.sign_in(neighbour)
    client.read(address, status=404)


def test_a_foreign_item_under_the_own_estates_address_is_not_found(client: Client, place: Estate) -> None:
    with transaction():
        other = estate_of(entrance("别的小区"))
        item = plans.item(plans.project(other, ROOF), ROOF.name)
        clerk = staff("干事甲", Role.COMMUNITY_CLERK, estate=place)
    client.sign_in(clerk)
    client.read(_desk(place, f"/items/{item.id}"), status=404)
