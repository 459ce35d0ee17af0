"""The desk's page of papers: who may make which, what is handed out, and what goes on record."""

import hashlib
import io

import docx
import pytest

from portal.accounts.models import Account
from portal.audit.models import AuditEntry
from portal.communities.models import Estate
from portal.db import session, transaction
from portal.exports.models import OfficialPaper
from portal.permissions import Role
from tests.factories import accounts
from tests.factories import exports as make
from tests.support.client import Client


@pytest.fixture
def estate(isolated: None) -> Estate:
    with transaction():
        return make.estate()


@pytest.fixture
def desk(estate: Estate) -> str:
    return f"/desk/estates/{estate.id}/papers"


def staff(role: Role, estate: Estate) -> Account:
    inside = estate if role in {Role.COMMUNITY_CLERK, Role.OBSERVER} else None
    above = estate.street if role is Role.STREET else None
    with transaction():
        return accounts.staff(f"某{role.value}", role, estate=inside, street=above)


@pytest.fixture
def clerk(client: Client, estate: Estate) -> Client:
    client.sign_in(staff(Role.COMMUNITY_CLERK, estate))
    return client


@pytest.fixture
def street(client: Client, estate: Estate) -> Client:
    client.sign_in(staff(Role.STREET, estate))
    return client


def press(client: Client, address: str, kind: str, subject: str) -> int:
    """The button of that kind, wherever it stands on the page; or one that the page never had."""
    client.read(address)
    token = next(field["value"] for field in client.page.all("input") if field["name"] == "csrf_token")
    return client.post(address, data={"csrf_token": token, "kind": kind, "subject": subject}).status_code


def test_a_clerk_makes_a_paper_and_takes_both_forms(clerk: Client, desk: str) -> None:
    assert "还没有做过" in clerk.read(desk).text
    assert press(clerk, desk, "roll", "now") == 303
    kept = session.query(OfficialPaper).one()
    listed = clerk.read(desk).text
    assert f"{kept.year}-0001" in listed
    assert f"{kept.digest[:4]} {kept.digest[4:8]}" in listed
    for form, start in (("docx", b"PK"), ("pdf", b"%PDF")):
        answer = clerk.get(f"{desk}/{kept.id}.{form}")
        assert answer.data.startswith(start)
        assert answer.headers["Cache-Control"] == "no-store"
        entry = (
            session.query(AuditEntry).filter_by(action="paper.take").order_by(AuditEntry.id.desc()).first()
        )
        assert entry is not None
        assert entry.detail["sha256"] == hashlib.sha256(answer.data).hexdigest()
        assert entry.actor == "某community_clerk"
    assert session.query(AuditEntry).filter_by(action="paper.make").one().detail["digest"] == kept.digest


@pytest.mark.parametrize(
    ("kind", "subject"), [("roll", "999"), ("notice", "1"), ("x", "now"), ("minutes", "1"), ("case", "-1")]
)
def test_what_is_not_there_is_not_made(clerk: Client, desk: str, kind: str, subject: str) -> None:
    assert press(clerk, desk, kind, subject) == 404
    assert session.query(OfficialPaper).count() == 0


def test_a_paper_of_another_estate_is_not_here(clerk: Client, desk: str) -> None:
    press(clerk, desk, "roll", "now")
    kept = session.query(OfficialPaper).one().id
    with transaction():
        other = make.estate("别的小区", "别的街道").id
    assert clerk.get(f"/desk/estates/{other}/papers/{kept}.pdf").status_code == 404
    assert clerk.get(f"{desk}/{kept + 1}.pdf").status_code == 404


def test_an_observer_and_the_public_stay_outside(client: Client, estate: Estate, desk: str) -> None:
    assert client.get(desk).status_code in {303, 404}
    client.sign_in(staff(Role.OBSERVER, estate))
    assert client.get(desk).status_code in {403, 404}


def test_a_full_paper_needs_the_right(clerk: Client, desk: str) -> None:
    assert clerk.get(f"{desk}/full?kind=roll&subject=now").status_code in {403, 404}


def test_a_full_paper_needs_a_purpose_and_a_second_yes(street: Client, desk: str) -> None:
    address = f"{desk}/full?kind=roll&subject=now"
    assert street.submit(address, purpose="核对产权登记").status_code != 303
    assert street.submit(address, purpose="小区公示栏", confirmed="y").mimetype == "text/html"
    assert session.query(OfficialPaper).count() == 0
    answer = street.submit(address, purpose="核对产权登记", confirmed="y")
    text = "".join(
        cell.text for row in docx.Document(io.BytesIO(answer.data)).tables[1].rows for cell in row.cells
    )
    assert "陈小芳" in text
    kept = session.query(OfficialPaper).one()
    assert (kept.masked, kept.body, kept.purpose) == (False, None, "核对产权登记")
    assert street.get(f"{desk}/{kept.id}.docx").status_code == 404
    assert "不留存" in street.read(desk).text


def test_a_full_one_is_only_of_what_is_personal(street: Client, desk: str) -> None:
    assert street.get(f"{desk}/full?kind=projects&subject=-").status_code == 404


def test_a_street_makes_its_own_papers(street: Client, estate: Estate) -> None:
    address = f"/desk/streets/{estate.street_id}/papers"
    assert "每周工作安排" in street.read(address).text
    for kind in ("week", "month", "projects", "assessment"):
        assert press(street, address, kind, "-") == 303
    kept = session.query(OfficialPaper).filter_by(kind="assessment").one()
    assert (kept.scope, kept.estate_id) == (f"street:{estate.street_id}", None)
    assert street.get(f"{address}/{kept.id}.pdf").data.startswith(b"%PDF")
    assert street.get("/desk/papers/district").status_code == 404


def test_the_district_makes_its_own(client: Client, estate: Estate) -> None:
    client.sign_in(staff(Role.DISTRICT, estate))
    assert press(client, "/desk/papers/district", "projects", "-") == 303
    kept = session.query(OfficialPaper).one()
    assert client.get(f"/desk/papers/district/{kept.id}.docx").data.startswith(b"PK")


def test_a_link_narrows_the_list(clerk: Client, desk: str) -> None:
    page = clerk.read(f"{desk}?about=roll:now").text
    assert "业主名册公示" in page
    assert "项目台账" not in page
    assert clerk.get(f"{desk}?about=:,x,roll").status_code == 200


def test_what_is_read_in_english_is_made_in_chinese(clerk: Client, desk: str) -> None:
    clerk.set_cookie("lang", "en")
    assert press(clerk, desk, "week", "-") == 303
    kept = session.query(OfficialPaper).one()
    assert kept.title == "每周工作安排"
