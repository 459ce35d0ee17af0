"""New versions at the desk, their difference for everybody, and the case that led to them."""

import pytest

from portal.communities.models import Estate, Part
from portal.db import transaction
from portal.domain.stages import ProjectStage
from portal.permissions import Role
from portal.plans import queries
from portal.plans.models import ItemState
from tests.factories import feedback, plans
from tests.factories.accounts import entrance, estate_of, home, resident, staff
from tests.factories.plans import draft
from tests.support.client import Client

ROAD = draft("小区道路", cost=5_800_000)


@pytest.fixture
def part(isolated: None) -> Part:
    with transaction():
        return home(entrance(), "101")


@pytest.fixture
def place(part: Part) -> Estate:
    return estate_of(part.entrance)


def _clerk(client: Client, place: Estate) -> None:
    with transaction():
        clerk = staff("干事甲", Role.COMMUNITY_CLERK, estate=place)
    client.sign_in(clerk)


def _desk(of: Estate, rest: str = "") -> str:
    return f"/desk/estates/{of.id}/plan{rest}"


def test_from_a_reason_to_the_difference_that_everybody_reads(client: Client, place: Estate) -> None:
    with transaction():
        project = plans.published(place, ROAD, draft("供气"))
        road = plans.item(project)
    _clerk(client, place)
    sent = client.submit(_desk(place, f"/projects/{project.id}/draft"), {"reason": "坡道太陡"})
    assert sent.status_code == 303
    draft_page = sent.headers["Location"]
    client.submit(
        f"{draft_page}/items/{road.id}", {"why": "坡道太陡", "cost": "60000"}, to=f"/items/{road.id}"
    )
    page = client.read(draft_page)
    assert "小改动" in page.text
    assert "5.80 万元 → 6 万元" in page.text
    assert client.send({}, to="/publish").status_code == 303
    client.sign_out()
    listed = client.read(f"/estates/{place.id}/plan/versions")
    assert "第 2 版" in listed.text
    version = queries.find_published_version(project)
    assert version is not None
    page = client.read(f"/estates/{place.id}/plan/versions/{version.id}")
    assert "5.80 万元 → 6 万元" in page.text
    assert "坡道太陡" in page.text
    assert (version.digest or "?") in page.text


def test_a_dropped_item_says_why_and_is_gone_from_the_plan(client: Client, place: Estate) -> None:
    with transaction():
        project = plans.published(place, ROAD, draft("供气"))
        gas = plans.item(project, "供气")
    _clerk(client, place)
    at = client.submit(_desk(place, f"/projects/{project.id}/draft"), {"reason": "管线另做"}).headers[
        "Location"
    ]
    client.submit(f"{at}/items/{gas.id}", {"reason": "燃气公司另做"}, to="/drop")
    assert "大改动" in client.read(at).text
    client.send({}, to="/publish")
    assert "供气" not in client.read(f"/estates/{place.id}/plan").one("main").text


def test_who_proposed_a_change_is_told_and_the_case_shows_it(
    client: Client, place: Estate, part: Part
) -> None:
    with transaction():
        neighbour = resident(part)
        case = feedback.raised(place.id, neighbour, text="坡道太陡，轮椅上不去")
        project = plans.published(place, ROAD)
        road = plans.item(project)
    _clerk(client, place)
    at = client.submit(_desk(place, f"/projects/{project.id}/draft"), {"reason": "听意见"}).headers[
        "Location"
    ]
    said = {"why": "坡度改缓", "case_number": case.number, "what": "坡道改缓"}
    assert client.submit(f"{at}/items/{road.id}", said, to=f"/items/{road.id}").status_code == 303
    client.read(at)
    assert client.send({}, to="/publish").status_code == 303
    client.sign_out()
    client.sign_in(neighbour)
    assert "您提的，方案改了" in client.read("/me/messages").text
    page = client.read(f"/estates/{place.id}/cases/{case.id}")
    assert "坡度改缓" in page.text


def test_a_case_that_is_not_there_is_refused_beside_what_was_typed(client: Client, place: Estate) -> None:
    with transaction():
        project = plans.published(place, ROAD)
        road = plans.item(project)
    _clerk(client, place)
    at = client.submit(_desk(place, f"/projects/{project.id}/draft"), {"reason": "听意见"}).headers[
        "Location"
    ]
    said = {"why": "坡度改缓", "case_number": "没有的号"}
    page = client.submit(f"{at}/items/{road.id}", said, to=f"/items/{road.id}")
    assert "没有编号为“没有的号”的反馈" in page.text
    assert client.page.one("input", id="why")["value"] == "坡度改缓"


def test_progress_is_reported_without_a_version(client: Client, place: Estate) -> None:
    with transaction():
        project = plans.published(place, ROAD)
        road = plans.item(project)
    _clerk(client, place)
    assert client.submit(_desk(place, f"/items/{road.id}"), {}, to="/state/under_way").status_code == 303
    assert plans.item(project).state is ItemState.UNDER_WAY
    assert (queries.find_published_version(project) or road).id
    assert "正在做" in client.read(f"/estates/{place.id}/plan/items/{road.id}").text


def test_a_draft_is_staffs_alone(client: Client, place: Estate, part: Part) -> None:
    with transaction():
        project = plans.published(place, ROAD)
        neighbour = resident(part)
    client.read(f"/estates/{place.id}/plan/versions/99", status=404)
    client.sign_in(neighbour)
    client.read(_desk(place, f"/projects/{project.id}/draft"), status=404)


def test_a_step_is_not_skipped_and_a_stage_not_left_before_its_last(client: Client, place: Estate) -> None:
    with transaction():
        project = plans.published(place, ROAD)
    _clerk(client, place)
    page = client.read(_desk(place))
    token = page.all("input", name="csrf_token")[0]["value"]
    for deed in ("step/publishing", "stage/building"):
        url = _desk(place, f"/projects/{project.id}/{deed}")
        assert client.post(url, data={"csrf_token": token}).status_code == 303
    text = client.read(_desk(place)).text
    assert "不能跳到“方案公示”" in text
    assert "还没有走完" in text
    for step in ("checking", "asking", "planning", "publishing"):
        client.read(_desk(place))
        client.send({}, to=f"/step/{step}")
    client.read(_desk(place))
    client.send({}, to="/stage/building")
    assert queries.get_project(place.id, project.id).stage is ProjectStage.BUILDING
    nowhere = _desk(place, f"/projects/{project.id}/step/nowhere")
    assert client.post(nowhere, data={"csrf_token": token}).status_code == 404
