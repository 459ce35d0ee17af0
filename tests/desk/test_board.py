"""The board: figures against the database, counted statements, filters, streets, targets, and for whom."""

from datetime import timedelta

import pytest

from portal.communities.directory import list_places
from portal.communities.models import Estate, Part
from portal.communities.queries import get_estate
from portal.db import transaction
from portal.desk.board import SHOWS, SORTS, Wanted, against_targets, arrange, streets
from portal.domain.policy_targets import POLICY
from portal.exports.assessment import assessment, bulletin
from portal.exports.board import estate_rows
from portal.permissions import Role
from tests.factories import plans
from tests.factories.accounts import entrance, estate_of, home, owner, staff
from tests.factories.voting import NOW, opened
from tests.home.statements import counted
from tests.support.client import Client


@pytest.fixture
def running(place: Estate) -> Estate:
    """A published plan and an open vote of three homes."""
    with transaction():
        plans.published(get_estate(place.id))
        opened(get_estate(place.id))
    return place


def test_an_open_vote_shows_who_came_and_what_is_missing(running: Estate) -> None:
    [row] = estate_rows(list_places(), NOW)
    assert row.turnout is not None
    assert (row.turnout.is_open, row.turnout.roll.heads, row.turnout.taking_part.heads) == (True, 3, 0)
    assert (row.turnout.missing_heads, row.turnout.missing_area) == (2, 13700)  # two thirds of 20550
    assert row.turnout.is_short


def test_the_board_asks_no_more_for_more_estates(running: Estate) -> None:
    with counted() as few:
        estate_rows(list_places(), NOW)
    with transaction():
        for number in range(8):
            doors = entrance(f"小区{number}")
            home(doors, "101", owner(doors, f"业主{number}"))
            opened(estate_of(doors))
            plans.published(estate_of(doors))
    with counted() as many:
        rows = estate_rows(list_places(), NOW)
    assert len(rows) == 9
    assert len(many) == len(few)


def test_the_scores_ask_no_more_for_more_estates(running: Estate) -> None:
    with counted() as few:
        assessment(list_places(), NOW)
    with transaction():
        for number in range(5):
            entrance(f"小区{number}")
    with counted() as many:
        made = assessment(list_places(), NOW)
    assert len(made.estates) == 6
    assert len(many) == len(few)


def test_filters_and_orders(running: Estate) -> None:
    with transaction():
        entrance("空小区", "另一街道")
    rows = estate_rows(list_places(), NOW)
    full, bare = "试验小区", "空小区"

    def names(**asked: object) -> list[str]:
        return [row.place.name for row in arrange(rows, Wanted(**asked))]

    assert names(show="short") == names(show="open") == [full]
    assert names(show="unplanned") == names(show="unrolled") == names(stage="none") == [bare]
    assert names(street_id=running.street_id) == [full]
    assert names(sort="turnout") == names(sort="turnout", upward=True) == [full, bare]  # none comes last
    assert set(names(sort="no such order")) == {full, bare}
    for key in SORTS:
        assert set(names(sort=key)) == {full, bare}
    for key in SHOWS:
        names(show=key)


def test_streets_add_up(running: Estate) -> None:
    with transaction():
        estate_of(entrance("乙小区"))
        entrance("丙小区", "另一街道")
    found = {street.name: street for street in streets(estate_rows(list_places(), NOW))}
    assert found["试验街道"].estates == 2
    assert (found["试验街道"].open_votes, found["试验街道"].short) == (1, 1)
    assert (found["试验街道"].households, found["另一街道"].households) == (3, 0)


def test_targets_are_the_policys(running: Estate) -> None:
    assert (POLICY.estates, POLICY.buildings, POLICY.households, POLICY.people) == (31, 1618, 13072, 35000)
    assert POLICY.area == 166_650_000  # 0.01 m2 of 166.65 万㎡
    [estates, buildings, area, households, people] = against_targets(estate_rows(list_places(), NOW), {})
    assert (estates.rolled, estates.planned, estates.done) == (1, 1, 0)
    assert (buildings.rolled, area.rolled, households.rolled) == (1, 20550, 3)
    assert people.rolled is None


def test_the_page_has_every_figure_lead_on(client: Client, running: Estate) -> None:
    with transaction():
        entrance("空小区", "另一街道")
        district = staff("区", Role.DISTRICT)
    estate_id = running.id
    client.sign_in(district)
    page = client.read("/desk/board")
    for words in ("各街道（镇）", "试验小区", "差 2 人、137.00", "13,072", "1,666,500.00"):
        assert words in page.text
    hrefs = {link["href"] for link in page.one("main").all("a")}
    assert f"/desk/estates/{estate_id}/board" in hrefs
    for href in sorted(href for href in hrefs if href.startswith("/desk/")):
        client.read(href.partition("#")[0])
    assert "空小区" not in client.read("/desk/board?show=open").one("form", action="/desk/board/compare").text


def test_estates_are_compared_side_by_side(client: Client, running: Estate) -> None:
    with transaction():
        second = estate_of(entrance("空小区")).id
        district = staff("区", Role.DISTRICT)
    first = running.id
    client.sign_in(district)
    heads = client.read(f"/desk/board/compare?estate={second}&estate={first}").one("thead").all("a")
    assert [head.text for head in heads] == ["空小区", "试验小区"]
    assert "还没有选小区" in client.read("/desk/board/compare").text


def test_a_street_sees_its_own_and_nothing_else(client: Client, running: Estate) -> None:
    with transaction():
        foreign = estate_of(entrance("蓝宝石小区", "芙蓉街道")).id
        street = staff("街道甲", Role.STREET, street=get_estate(running.id).street)
    client.sign_in(street)
    assert "蓝宝石小区" not in client.read("/desk/board").text
    assert "蓝宝石小区" not in client.read("/desk/assessment").text
    client.read(f"/desk/board/compare?estate={foreign}", status=404)
    client.read(f"/desk/estates/{foreign}/board", status=404)


def test_the_bulletin_is_words_and_the_formula_with_them(client: Client, parts: list[Part]) -> None:
    with transaction():
        district = staff("区", Role.DISTRICT)
    client.sign_in(district)
    page = client.read("/desk/assessment/bulletin")
    assert "老旧小区改造工作考核情况通报" in page.text
    assert "40 × 按期答复 + 20 × 没有超期" in page.text
    file = client.get("/desk/assessment?file=xlsx")
    assert file.data[:2] == b"PK"


def test_the_bulletin_as_data(app: object, isolated: None) -> None:
    with transaction():
        entrance()
    with app.test_request_context():  # type: ignore[attr-defined]
        said = bulletin(list_places(), NOW + timedelta(days=1), issuer="领导小组办公室")
    assert [table["title"] for table in said["tables"]] == ["街道（镇）得分", "责任单位得分", "小区得分"]
    assert said["tables"][2]["rows"] == [["试验小区", "—", "—", "—", "—", "—"]]
