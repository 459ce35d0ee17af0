"""The ledger at the desk, and how far it is for everybody."""

import io

import pytest

from portal.communities.models import Estate
from portal.db import transaction
from portal.permissions import Role
from tests.factories import feedback, plans
from tests.factories.accounts import entrance, estate_of, home, staff
from tests.factories.plans import draft
from tests.support.client import Client


@pytest.fixture
def place(isolated: None) -> Estate:
    with transaction():
        return estate_of(home(entrance(), "101").entrance)


def _clerk(client: Client, place: Estate, role: Role = Role.COMMUNITY_CLERK) -> None:
    with transaction():
        clerk = staff("干事甲", role, estate=place)
    client.sign_in(clerk)


def _ledger(of: Estate, project_id: int, rest: str = "") -> str:
    return f"/desk/estates/{of.id}/plan/projects/{project_id}/ledger{rest}"


def test_what_the_desk_enters_everybody_reads(client: Client, place: Estate) -> None:
    with transaction():
        project = plans.published(place, draft())
    _clerk(client, place)
    said = {"field": "progress", "text": "做了一半", "percent": "50"}
    assert client.submit(_ledger(place, project.id, "/entries"), said).status_code == 303
    assert "50% 做了一半" in client.read(_ledger(place, project.id)).text
    client.sign_out()
    page = client.read(f"/estates/{place.id}/plan/progress")
    assert "50%" in page.text
    assert "做了一半" in page.text
    assert "公布方案第 1 版" in page.text


def test_a_picture_without_a_word_on_rights_is_refused(client: Client, place: Estate) -> None:
    with transaction():
        project = plans.published(place, draft())
    _clerk(client, place)
    said = {"caption": "坡道", "phase": "before", "taken_on": "2026-03-01"}
    for rights, status in (({}, 200), ({"rights": "干事甲", "may_show": "y"}, 303)):
        file = (io.BytesIO(feedback.picture()), "a.jpg")
        sent = client.submit(_ledger(place, project.id, "/pictures"), {**said, **rights, "photo": file})
        assert sent.status_code == status
    page = client.read(f"/estates/{place.id}/plan/progress")
    [picture] = page.all("img")
    assert client.get(picture["src"]).mimetype == "image/jpeg"


def test_the_workbook_is_staffs_and_the_observer_reads_without_buttons(client: Client, place: Estate) -> None:
    with transaction():
        project = plans.published(place, draft())
    address = _ledger(place, project.id, "/workbook")
    assert client.get(address).status_code == 303
    _clerk(client, place, Role.OBSERVER)
    assert client.get(address).mimetype.endswith("spreadsheetml.sheet")
    page = client.read(_ledger(place, project.id))
    assert "记一笔" not in page.text
    client.read(_ledger(place, project.id, "/entries"), status=403)


def test_nothing_is_told_of_a_draft(client: Client, place: Estate) -> None:
    with transaction():
        plans.project(place, draft())
    client.read(f"/estates/{place.id}/plan/progress", status=404)
