"""How the works go on, at the desk and for everybody."""

import io

import pytest

from portal.communities.models import Estate
from portal.db import transaction
from portal.permissions import Role
from portal.plans.queries.works import current_notes
from tests.factories import feedback, plans
from tests.factories.accounts import entrance, estate_of, home, staff
from tests.factories.plans import draft
from tests.support.client import Client


@pytest.fixture
def place(isolated: None) -> Estate:
    with transaction():
        return estate_of(home(entrance(), "101").entrance)


@pytest.fixture
def project(place: Estate) -> int:
    with transaction():
        return plans.published(place, draft()).id


def _clerk(client: Client, place: Estate, role: Role = Role.COMMUNITY_CLERK) -> None:
    with transaction():
        clerk = staff("干事甲", role, estate=place)
    client.sign_in(clerk)


def _works(of: Estate, project_id: int, rest: str = "") -> str:
    return f"/desk/estates/{of.id}/plan/projects/{project_id}/works{rest}"


def _picture() -> tuple[io.BytesIO, str]:
    return io.BytesIO(feedback.picture()), "a.jpg"


def test_a_week_reaches_everybody(client: Client, place: Estate, project: int) -> None:
    _clerk(client, place)
    said = {"kind": "weekly", "on": "2026-03-02", "percent": "35", "text": "做到3栋"}
    assert client.submit(_works(place, project, "/notes"), {**said, "percent": ""}).status_code == 200
    assert client.submit(_works(place, project, "/notes"), said).status_code == 303
    client.sign_out()
    page = client.read(f"/estates/{place.id}/plan/progress")
    assert "做到3栋" in page.text
    assert "每周安排 35%" in page.text


def test_a_finding_is_put_right_with_a_picture(client: Client, place: Estate, project: int) -> None:
    _clerk(client, place)
    visit = {"how": "unannounced", "visited_on": "2026-03-02", "inspector": "街道", "item": "0"}
    visit |= {"finding": "没有围挡", "due_on": "2026-03-03"}
    assert client.submit(_works(place, project, "/inspections"), visit).status_code == 303
    public = f"/estates/{place.id}/plan/progress"
    assert "已经晚了" in client.read(public).text
    [mend] = [
        link["href"]
        for link in client.read(_works(place, project)).all("a")
        if "inspections/" in link["href"]
    ]
    proof = f"{public.removesuffix('progress')}inspections/{mend.rsplit('/', 1)[1]}/proof"
    assert client.get(proof).status_code == 404
    said = {"mended_on": "2026-03-04", "how": "装了围挡"}
    for rights, status in (({}, 200), ({"rights": "干事", "may_show": "y"}, 303)):
        assert client.submit(mend, {**said, **rights, "photo": _picture()}).status_code == status
    client.sign_out()
    page = client.read(public)
    assert "已经晚了" not in page.text
    assert "装了围挡" in page.text
    assert client.get(proof).mimetype == "image/jpeg"


def test_a_picture_of_an_item_stands_beside_it(client: Client, place: Estate, project: int) -> None:
    with transaction():
        item = plans.item(plans.find(place.id)).id
    _clerk(client, place)
    said = {"phase": "before", "caption": "老路", "taken_on": "2026-03-01"}
    address = f"/desk/estates/{place.id}/plan/items/{item}/pictures"
    for rights, status in (({}, 200), ({"rights": "干事", "may_show": "y"}, 303)):
        assert client.submit(address, {**said, **rights, "photo": _picture()}).status_code == status
    client.sign_out()
    [picture] = client.read(f"/estates/{place.id}/plan/items/{item}").all("img")
    assert client.get(picture["src"]).mimetype == "image/jpeg"


def test_a_sheet_with_a_wrong_row_writes_nothing(client: Client, place: Estate, project: int) -> None:
    _clerk(client, place)
    head = "日期,类别,进度,说明\n2026-03-02,每周安排,35,做到3栋\n"
    wrong = (io.BytesIO(f"{head}三月,每周安排,35,做\n".encode()), "a.csv")
    sent = client.submit(_works(place, project, "/sheet"), {"sheet": wrong})
    assert sent.status_code == 200
    assert "第 3 行：“三月”不是日期。" in sent.text
    assert current_notes(project) == []
    right = (io.BytesIO(head.encode()), "a.csv")
    assert client.submit(_works(place, project, "/sheet"), {"sheet": right}).status_code == 303
    assert [note.percent for note in current_notes(project)] == [35]
    assert client.get(_works(place, project, "/blank")).data[:2] == b"PK"


def test_an_observer_reads_and_a_stranger_does_not(client: Client, place: Estate, project: int) -> None:
    _clerk(client, place, Role.OBSERVER)
    assert not [a for a in client.read(_works(place, project)).all("a") if "notes" in a["href"]]
    assert client.get(_works(place, project, "/notes")).status_code == 403
    client.sign_out()
    assert client.get(_works(place, project)).status_code in {302, 303}
