"""The desk's page: look, take, and what a full table costs; each file as it is on record."""

import hashlib
import io
from urllib.parse import unquote

import pytest
from werkzeug.test import TestResponse

from portal.accounts.models import Account
from portal.audit.models import AuditEntry
from portal.communities.models import Estate
from portal.db import session, transaction
from portal.domain.tally import Choice
from portal.exports.forms import TABLES
from portal.exports.models import ExportRecord
from portal.permissions import Role
from portal.voting.models import Vote
from tests.factories import accounts, voting
from tests.factories import exports as make
from tests.support.client import Client


@pytest.fixture
def estate(isolated: None) -> Estate:
    with transaction():
        return make.estate()


@pytest.fixture
def vote(estate: Estate) -> Vote:
    with transaction():
        return make.held(estate)


@pytest.fixture
def desk(estate: Estate) -> str:
    return f"/desk/estates/{estate.id}/exports"


def staff(role: Role, estate: Estate) -> Account:
    of_street = {"street": estate.street} if role is Role.STREET else {}
    of_estate = {"estate": estate} if role in {Role.COMMUNITY_CLERK, Role.OBSERVER} else {}
    with transaction():
        return accounts.staff(f"某{role.value}", role, **of_street, **of_estate)


@pytest.fixture
def clerk(client: Client, estate: Estate) -> Client:
    client.sign_in(staff(Role.COMMUNITY_CLERK, estate))
    return client


@pytest.fixture
def street(client: Client, estate: Estate) -> Client:
    client.sign_in(staff(Role.STREET, estate))
    return client


def took(response: TestResponse) -> TestResponse:
    """Read to its end and closed, as a browser leaves it."""
    response.get_data()
    response.close()
    return response


def file_name(response: TestResponse) -> str:
    return unquote(response.headers["Content-Disposition"].split("filename*=UTF-8''")[1])


def test_a_clerk_takes_a_masked_table(clerk: Client, vote: Vote, desk: str) -> None:
    vote_id = vote.id
    response = took(
        clerk.submit(desk, table="voters", vote=vote_id, kind="xlsx", purpose="归档", note="年终")
    )
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert response.mimetype.endswith("spreadsheetml.sheet")
    name = file_name(response)
    assert name.startswith(f"试验小区-投票{vote_id}-试验投票-逐户计票表-2")
    record = session.query(ExportRecord).one()
    content = response.data
    assert (record.sha256, record.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert response.content_length == len(content)
    assert (record.actor, record.purpose, record.masked) == ("某community_clerk", "归档：年终", True)
    assert (record.rows, record.file_name, record.table) == (9, name, "voters")
    entry = session.query(AuditEntry).filter_by(action="export.make").one()
    assert (entry.detail["sha256"], entry.detail["purpose"]) == (record.sha256, "归档：年终")
    rows = make.workbook(io.BytesIO(content))["逐户计票"]
    assert make.table(rows, "票号")[0]["业主"] == "陈*芳"


def test_csv_leaves_as_csv(clerk: Client, vote: Vote, desk: str) -> None:
    response = took(clerk.submit(desk, table="result", vote=vote.id, kind="csv", purpose="报区住建委"))
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.data.startswith(b"\xef\xbb\xbf")
    assert file_name(response).endswith(".csv")


@pytest.mark.parametrize("table", ["roll", "votes", "plan", "pledges", "cases"])
def test_tables_of_the_estate_need_no_vote(clerk: Client, desk: str, table: str) -> None:
    response = took(clerk.submit(desk, table=table, purpose="归档"))
    assert response.status_code == 200
    assert session.query(ExportRecord).one().vote_id is None


def test_what_was_taken_is_listed(clerk: Client, vote: Vote, desk: str) -> None:
    assert "还没有导出过" in clerk.read(desk).text
    took(clerk.submit(desk, table="roll", purpose="小区公示"))
    record = session.query(ExportRecord).one()
    listed = clerk.read(desk).text
    assert f"{record.sha256[:4]} {record.sha256[4:8]}" in listed
    assert all(word in listed for word in ("业主名册", "隐名", "小区公示", "某community_clerk"))
    assert record.sha256 in listed.replace(" ", "")
    with transaction():
        session.query(ExportRecord).update({"estate_id": None})  # as if another place's
    assert "还没有导出过" in clerk.read(desk).text


def test_a_purpose_must_be_chosen(clerk: Client, vote: Vote, desk: str) -> None:
    clerk.submit(desk, table="roll", purpose="")
    assert "请选择用途" in clerk.page.text
    clerk.send({"table": "roll", "purpose": "其他", "note": ""})
    assert "请写明用途" in clerk.page.text
    assert session.query(ExportRecord).count() == 0


def test_a_preview_shows_the_beginning_and_takes_nothing(clerk: Client, vote: Vote, desk: str) -> None:
    clerk.submit(desk, table="voters", vote=vote.id, preview="1")
    assert "1栋1单元901" in clerk.page.text
    assert "陈*芳" in clerk.page.text
    assert not [name for name in make.NAMES if len(name) > 2 and name in clerk.page.text]
    assert session.query(ExportRecord).count() == 0


def test_a_preview_is_masked_for_the_street_too(street: Client, vote: Vote, desk: str) -> None:
    street.submit(desk, {"table": "voters", "vote": vote.id, "masked": None, "preview": "1"})
    assert "陈小芳" not in street.page.text
    assert "回执" not in street.page.text


def test_an_open_vote_shows_turnout_only(clerk: Client, estate: Estate, desk: str) -> None:
    with transaction():
        vote = make.open_vote(estate)
        make.answer(voting.voters(vote)[0], Choice.APPROVE, 0)
    clerk.submit(desk, table="result", vote=vote.id, preview="1")
    shown = clerk.page.one("section", aria_labelledby="look").text
    assert "参加（占全体）" in shown
    assert "只列参加情况" in shown
    assert "同意" not in shown.replace("是否同意改造方案？", "")


def test_the_clerk_is_not_offered_a_full_table(clerk: Client, vote: Vote, desk: str) -> None:
    vote_id = vote.id
    assert not clerk.read(desk).all(name="masked")
    clerk.read(f"{desk}/full?table=voters&vote={vote_id}&kind=xlsx", 403)
    token = clerk.read(desk).all(name="csrf_token")[0]["value"]
    sent = {"csrf_token": token, "table": "voters", "vote": vote_id, "kind": "xlsx", "purpose": "归档"}
    response = took(clerk.post(desk, data=sent))  # as if the box were there, and not ticked
    rows = make.workbook(io.BytesIO(response.data))["逐户计票"]
    assert make.table(rows, "票号")[0]["业主"] == "陈*芳"


def ask_full(street: Client, desk: str, vote_id: int, purpose: str = "报区住建委") -> TestResponse:
    return street.submit(
        desk, {"table": "voters", "vote": vote_id, "kind": "xlsx", "purpose": purpose, "masked": None}
    )


def test_the_street_takes_a_full_table_by_a_second_confirmation(
    street: Client, vote: Vote, desk: str
) -> None:
    response = ask_full(street, desk, vote.id)
    assert response.status_code == 303
    street.read(response.location)
    assert "不得公示" in street.page.text
    assert session.query(ExportRecord).count() == 0
    response = took(street.send({"purpose": "报区住建委核查", "confirmed": "y"}))
    rows = make.table(make.workbook(io.BytesIO(response.data))["逐户计票"], "票号")
    assert (rows[0]["业主"], rows[0]["是否同意改造方案？"]) == ("陈小芳", "同意")
    record = session.query(ExportRecord).one()
    assert (record.masked, record.purpose) == (False, "报区住建委核查")
    assert "-完整-" in file_name(response)


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"purpose": "报区住建委核查"}, "再次确认"),
        ({"purpose": "", "confirmed": "y"}, "请写明用途"),
        ({"purpose": "查", "confirmed": "y"}, "至少四个字"),
        ({"purpose": "贴出来公示", "confirmed": "y"}, "必须隐去"),
    ],
)
def test_the_second_confirmation_asks_for_purpose_and_tick(
    street: Client, vote: Vote, desk: str, answers: dict[str, str], sentence: str
) -> None:
    street.submit(f"{desk}/full?table=voters&vote={vote.id}&kind=xlsx", answers)
    assert sentence in street.page.text
    assert session.query(ExportRecord).count() == 0


def test_a_table_for_publication_is_masked(street: Client, vote: Vote, desk: str) -> None:
    ask_full(street, desk, vote.id, "小区公示")
    assert "必须隐去" in street.page.text


def test_a_table_without_personal_data_needs_no_confirmation(street: Client, vote: Vote, desk: str) -> None:
    response = took(
        street.submit(desk, {"table": "result", "vote": vote.id, "purpose": "归档", "masked": None})
    )
    assert response.status_code == 200
    assert session.query(ExportRecord).one().masked is True


@pytest.mark.parametrize("bad", ["table=vote", "table=nothing", "table=result", "kind=pdf", "vote=4711"])
def test_the_second_page_knows_only_what_the_first_sends(
    street: Client, vote: Vote, desk: str, bad: str
) -> None:
    asked = dict(piece.split("=") for piece in f"table=voters&vote={vote.id}&kind=xlsx&{bad}".split("&"))
    street.read(f"{desk}/full?" + "&".join(f"{key}={value}" for key, value in asked.items()), 404)


@pytest.mark.parametrize(("role", "status"), [(Role.OBSERVER, 403), (Role.DISTRICT, 200)])
def test_who_may_open_the_page(client: Client, estate: Estate, desk: str, role: Role, status: int) -> None:
    client.sign_in(staff(role, estate))
    client.read(desk, status)


def test_another_estate_is_not_there(clerk: Client, vote: Vote, desk: str) -> None:
    with transaction():
        foreign = make.estate("别的小区", "别的街道")
        theirs = make.open_vote(foreign)
    clerk.read(f"/desk/estates/{foreign.id}/exports", 404)
    token = clerk.read(desk).all(name="csrf_token")[0]["value"]
    sent = {"csrf_token": token, "table": "voters", "vote": theirs.id, "kind": "xlsx", "purpose": "归档"}
    assert clerk.post(desk, data=sent).status_code == 404
    assert session.query(ExportRecord).count() == 0


def test_an_empty_estate_has_tables_too(client: Client) -> None:
    with transaction():
        estate = voting.estate([], name="空小区")
    client.sign_in(staff(Role.COMMUNITY_CLERK, estate))
    desk = f"/desk/estates/{estate.id}/exports"
    assert "没有内容" in client.read(desk).text
    for table in TABLES:
        assert took(client.submit(desk, table=table, purpose="归档")).status_code == 200
    assert {record.rows for record in session.query(ExportRecord)} == {0}


def test_a_draft_is_not_offered(clerk: Client, estate: Estate, desk: str) -> None:
    with transaction():
        voting.create(voting.specification(estate, title="草稿投票"), voting.CLERK, now=voting.NOW)
    assert "草稿投票" not in clerk.read(desk).text
