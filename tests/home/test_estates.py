"""The public list of estates: by street, searched, and what it says of each."""

import pytest

from portal.communities.models import Estate, Part
from portal.db import transaction
from tests.factories import plans
from tests.factories.accounts import entrance, estate_of, resident
from tests.factories.voting import opened
from tests.home.statements import counted
from tests.support.client import Client


def _listed(client: Client) -> dict[str, list[str]]:
    """Estates by street as the page at hand has them."""
    return {
        group.one("h2").text: [row.one("span", class_="t").text for row in group.all("a", class_="row")]
        for group in client.page.all("section", class_="grp")
    }


def test_estates_stand_under_their_streets(client: Client, place: Estate) -> None:
    with transaction():
        entrance("柏杨路小区", "芙蓉街道")
        entrance("蓝宝石小区", "芙蓉街道")
    client.read("/estates")
    assert _listed(client) == {"试验街道": ["试验小区"], "芙蓉街道": ["柏杨路小区", "蓝宝石小区"]}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("蓝宝", ["蓝宝石小区"]),
        ("芙蓉", ["柏杨路小区", "蓝宝石小区"]),  # a street's name
        ("芙蓉 柏杨", ["柏杨路小区"]),  # every word
        ("试验小区社区", ["试验小区"]),  # a community's name
        ("  ", ["柏杨路小区", "蓝宝石小区", "试验小区"]),
        ("%", []),  # no pattern of the database's
        ("别处", []),
    ],
)
def test_a_search_finds_by_every_word(client: Client, place: Estate, words: str, found: list[str]) -> None:
    with transaction():
        entrance("柏杨路小区", "芙蓉街道")
        entrance("蓝宝石小区", "芙蓉街道")
    page = client.submit("/estates", {"q": words})
    assert page.status_code == 200
    assert sorted(name for names in _listed(client).values() for name in names) == sorted(found)
    assert found or "没有找到" in page.text


def test_the_list_says_what_is_going_on(client: Client, parts: list[Part], place: Estate) -> None:
    with transaction():
        plans.published(place)
        other = estate_of(entrance("柏杨路小区"))
        opened(place, title="小区谁来管")
        plans.project(other, plans.draft())
        person = resident(parts[0])
    client.sign_in(person)
    text = client.read("/estates").text
    assert "试验小区 我家正在投票：小区谁来管" in text
    assert "柏杨路小区方案还没有公布" in text  # a draft is nobody's business


def test_an_empty_district_says_so(client: Client) -> None:
    assert "还没有小区" in client.read("/estates").text


def test_thirty_one_estates_ask_the_database_no_more_than_one(client: Client, place: Estate) -> None:
    with counted() as few:
        client.read("/estates")
    with transaction():
        for number in range(30):
            plans.published(estate_of(entrance(f"第{number}小区")))
    with counted() as many:
        client.read("/estates")
    assert len(many) == len(few) <= 4
