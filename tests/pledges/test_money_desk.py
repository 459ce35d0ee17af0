"""Money on the desk: entered by one, checked by another, spent in public, and what each role may press."""

import io
from datetime import UTC, datetime

import pytest

from portal import db
from portal.db import session
from portal.permissions import Role
from portal.pledges.models import Commitment, Payment, Spending, SpendingState
from portal.pledges.queries import account
from portal.pledges.queries import spending as spending_queries
from portal.pledges.services import reconciling
from tests.factories import accounts, pledges
from tests.factories.pledge_desk import Desk, photo
from tests.support.client import Client

TODAY = f"{datetime.now(UTC):%Y-%m-%d}"


@pytest.fixture
def desk(client: Client) -> Desk:
    with db.transaction():
        return Desk()


def _pay(client: Client, desk: Desk, owes: Commitment, **changes: object) -> int:
    typed: dict[str, object] = {
        "amount": "600",
        "paid_on": TODAY,
        "issuer": "财政所",
        "receipt_number": "YS1",
        "photo": photo(),
        **changes,
    }
    if isinstance(typed["photo"], bytes):
        typed["photo"] = (io.BytesIO(typed["photo"]), "a.png")
    return client.submit(desk.at(f"/commitments/{owes.id}/payment"), typed).status_code


def test_two_people_record_a_payment(client: Client, desk: Desk) -> None:
    owes = desk.owes(0, 1_000_00)
    client.sign_in(desk.first)
    assert _pay(client, desk, owes) == 303
    page = client.read(desk.at("/money/checks"))
    assert "您录的，请别人复核" in page.text
    number = session.query(Payment).one().id
    assert not page.all("form", action=desk.at(f"/payments/{number}/check"))
    client.sign_in(desk.second)
    client.read(desk.at("/money/checks"))
    assert client.send({}, to=f"/payments/{number}/check").status_code == 303
    assert account.standing_of(owes.id).paid == 600_00
    photo = client.get(desk.at(f"/money/payment/{number}/photo"))
    assert (photo.status_code, photo.mimetype) == (200, "image/jpeg")
    assert client.get(desk.at("/money/payment/999/photo")).status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": "1000.01"}, "超过了应交的"),
        ({"amount": "-1"}, "不能为负数"),
        ({"amount": "0.001"}, "小数多于2位"),
        ({"receipt_number": ""}, "请填写正式票据"),
        ({"paid_on": "2999-01-01"}, "日期不能晚于今天"),
        ({"paid_on": ""}, "请填写日期"),
        ({"photo": b"x"}, "不是照片"),
    ],
)
def test_a_wrong_payment_is_said_and_not_kept(
    client: Client, desk: Desk, changes: dict[str, object], said: str
) -> None:
    client.sign_in(desk.first)
    assert _pay(client, desk, desk.owes(0, 1_000_00), **changes) == 200
    assert said in client.page.one(role="alert").text
    assert session.query(Payment).count() == 0


def test_a_refund_goes_the_same_way(client: Client, desk: Desk) -> None:
    owes = desk.owes(0, 1_000_00)
    made = desk.paid(owes, 1_000_00)
    client.sign_in(desk.first)
    typed = {"amount": "300", "paid_on": TODAY, "reason": "多收", "voucher": "TK1", "photo": photo()}
    page = desk.at(f"/payments/{made.id}/refund")
    client.submit(page, {**typed, "amount": "1000.01"})
    assert "超过了这一笔还能退的" in client.page.one(role="alert").text
    typed["photo"] = photo()
    assert client.submit(page, typed).status_code == 303
    client.sign_in(desk.second)
    client.read(desk.at("/money/checks"))
    client.send({"why": "凭证看不清"}, to="/refuse")
    client.sign_in(desk.first)
    typed["photo"] = photo()
    client.submit(page, typed)
    client.sign_in(desk.second)
    client.read(desk.at("/money/checks"))
    client.send({}, to="/check")
    there = account.standing_of(owes.id)
    assert (there.paid, there.returned) == (700_00, 300_00)
    assert "多收" in client.read(desk.at(f"/commitments/{owes.id}")).text


def test_spending_is_asked_for_approved_published_and_paid(client: Client, desk: Desk) -> None:
    owes = desk.owes(0, 1_000_00)
    desk.paid(owes, 1_000_00)
    client.sign_in(desk.first)
    client.submit(desk.lift("/spending/new"), amount="1000.01", payee="某公司", purpose="材料")
    assert "只剩1000.00元" in client.page.one(role="alert").text
    assert (
        client.submit(desk.lift("/spending/new"), amount="400", payee="某公司", purpose="材料").status_code
        == 303
    )
    page = client.read(desk.lift("/spending"))
    assert "同意" not in [button.text for button in page.one("main").all("button")]
    (made,) = spending_queries.list_spending(desk.scheme.id)
    token = client.read(desk.lift("/spending/new")).all("input", name="csrf_token")[0]["value"]
    approve = desk.at(f"/spending/{made.id}/approve")
    assert client.post(approve, data={"csrf_token": token}).status_code == 403
    client.sign_in(desk.street)
    client.read(desk.lift("/spending"))
    client.send({}, to="/approve")
    client.sign_in(desk.first)
    client.read(desk.lift("/spending"))
    client.send({"days": "0"}, to="/publish")
    public = f"/estates/{desk.scheme.estate_id}/account/{desk.scheme.id}"
    assert "公示中" in client.read(public).text
    pay = desk.at(f"/spending/{made.id}/pay")
    client.submit(pay, voucher="ZC1", paid_on=TODAY, photo=photo())
    assert "公示到" in client.page.one(role="alert").text
    with db.transaction():
        row = spending_queries.get_spending(desk.scheme.estate_id, made.id)
        row.public_until = pledges.TODAY
    assert client.submit(pay, voucher="ZC1", paid_on=TODAY, photo=photo()).status_code == 303
    assert session.get_one(Spending, made.id).state is SpendingState.PAID
    assert "已支出" in client.read(public).text
    assert reconciling.findings() == []


def test_only_the_street_writes_off(client: Client, desk: Desk) -> None:
    owes = desk.owes(0, 1_000_00)
    page = desk.at(f"/commitments/{owes.id}/relief")
    client.sign_in(desk.first)
    client.read(page)
    assert "减免" not in [label.text for label in client.page.one("main").all("label")]
    token = client.page.all("input", name="csrf_token")[0]["value"]
    typed = {"csrf_token": token, "kind": "write_off", "amount": "1", "reason": "困难"}
    assert client.post(page, data=typed).status_code == 404
    client.sign_in(desk.street)
    assert client.submit(page, kind="write_off", amount="100", reason="困难").status_code == 303
    assert account.standing_of(owes.id).waived == 100_00
    client.submit(page, kind="defer", due_on="2999-01-01", reason="困难")
    assert client.submit(page, kind="parts", parts="3", reason="困难").status_code == 303
    shown = client.read(desk.at(f"/commitments/{owes.id}")).text
    assert "3 次" in shown


def test_only_the_street_undoes_what_was_entered_wrongly(client: Client, desk: Desk) -> None:
    owes = desk.owes(0, 1_000_00)
    number = desk.paid(owes, 1_000_00).id
    page = desk.at(f"/commitments/{owes.id}")
    client.sign_in(desk.second)
    assert not client.read(page).all("form", action=desk.at(f"/payments/{number}/undo"))
    client.sign_in(desk.street)
    client.read(page)
    assert client.send({"why": "户名看错"}, to="/undo").status_code == 303
    assert "已冲正" in client.read(page).text
    assert account.standing_of(owes.id).owed == 1_000_00


def test_signatures_are_for_those_who_work_with_them(client: Client, desk: Desk) -> None:
    owes = desk.owes(0, 1_000_00)
    client.sign_in(desk.observer)
    assert client.get(desk.at(f"/money/commitment/{owes.id}/photo")).status_code == 403
    assert client.get(f"/estates/{desk.entrance.estate_id}/commitments/{owes.id}.pdf").status_code == 404


def test_what_was_signed_on_paper_and_agreed_with_bodies(client: Client, desk: Desk) -> None:
    client.sign_in(desk.first)
    paper = {"part": desk.parts[0].id, "kind": "cash", "amount": "500", "as_owner": "y", "photo": photo()}
    assert client.submit(desk.lift("/money/paper"), paper).status_code == 303
    body = {"source": "body", "contributor": "某公司", "kind": "cash", "amount": "900", "photo": photo()}
    assert client.submit(desk.lift("/money/agreement"), body).status_code == 303
    page = client.read(desk.lift("/money"))
    assert "某公司" in page.text
    assert "业***1" in page.text
    assert "1,400.00 元" in page.text
    client.submit(desk.lift("/money/agreement"), {**body, "contributor": "", "photo": photo()})
    assert "请写明出资单位的名称" in client.page.one(role="alert").text
    made = session.query(Commitment).filter_by(contributor="某公司").one()
    assert client.get(f"/estates/{made.estate_id}/commitments/{made.id}.pdf").mimetype == "application/pdf"


def test_whoever_reads_does_not_write(client: Client, desk: Desk) -> None:
    owes = desk.owes(0, 1_000_00)
    client.sign_in(desk.observer)
    for page in ("/money", "/spending"):
        shown = client.read(desk.lift(page)).one("main")
        assert not [form for form in shown.all("form") if "lifts" in form["action"]]
    client.read(desk.at("/money/checks"))
    for page in (f"/commitments/{owes.id}/payment", f"/commitments/{owes.id}/relief", "/bank"):
        assert client.get(desk.at(page)).status_code == 403
    assert client.get(desk.lift("/money/paper")).status_code == 403


def test_another_estates_money_is_not_there(client: Client, desk: Desk) -> None:
    owes = desk.owes(0, 1_000_00)
    with db.transaction():
        other = Desk.__new__(Desk)
        other.entrance, _ = pledges.tower(name="别的小区")
        clerk = accounts.staff("外人", Role.COMMUNITY_CLERK, estate=accounts.estate_of(other.entrance))
    client.sign_in(clerk)
    assert client.get(other.at(f"/commitments/{owes.id}")).status_code == 404
    assert client.get(other.at(f"/lifts/{desk.scheme.id}/money")).status_code == 404
    assert client.get(other.at(f"/money/commitment/{owes.id}/photo")).status_code == 404
    assert client.get(desk.at(f"/commitments/{owes.id}")).status_code == 404
