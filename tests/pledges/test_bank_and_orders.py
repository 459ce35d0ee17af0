"""The bank's sheet beside the promises, and orders among neighbours that no total knows of."""

import io

import pytest

from portal import db
from portal.accounts.models import Account
from portal.db import session
from portal.pledges.models import BankLine
from tests.factories import accounts
from tests.factories.pledge_desk import Desk, photo
from tests.support.client import Client


@pytest.fixture
def desk(client: Client) -> Desk:
    with db.transaction():
        return Desk()


SHEET = "交易日期,收入金额,支出金额,对方户名,摘要,流水号\n"


def _import(client: Client, desk: Desk, lines: str) -> int:
    sheet = (io.BytesIO((SHEET + lines).encode("utf-8-sig")), "流水.csv")
    return client.submit(desk.at("/bank"), account="改造专户", sheet=sheet).status_code


def test_a_bank_sheet_finds_its_promises(client: Client, desk: Desk) -> None:
    owes = [desk.owes(place, 1_000_00) for place in range(3)]
    client.sign_in(desk.first)
    lines = (
        f"2026-03-20,1000.00,,张三,电梯款{owes[0].number},A1\n"
        "2026/3/20,600,,李四,1栋1单元102 电梯,A2\n"
        '20260320,"1,000.00",,业主201,,A3\n'
        "2026-03-20 10:00:00,3.21,,,利息,A4\n"
        "2026-03-20,,500,某公司,付款,A5\n"
    )
    assert _import(client, desk, lines) == 303
    found = session.query(BankLine).order_by(BankLine.serial).all()
    assert [line.commitment_id for line in found] == [*(one.id for one in owes), None]
    assert [line.matched_by for line in found] == ["确认单号", "房号", "户名", ""]
    assert _import(client, desk, lines) == 303
    assert session.query(BankLine).count() == 4
    page = client.read(desk.at("/bank"))
    assert "利息" in page.text
    line = found[1]
    receive = desk.at(f"/commitments/{owes[1].id}/payment?line={line.id}")
    assert client.read(receive).one("input", name="amount")["value"] == "600"
    typed = {"issuer": "财政所", "receipt_number": "YS9", "photo": photo()}
    client.submit(receive, {**typed, "amount": "599"})
    assert "金额和流水的600.00元不一样" in client.page.one(role="alert").text
    typed["photo"] = photo()
    assert client.submit(receive, typed).status_code == 303
    client.read(desk.at("/bank"))
    client.send({"why": "利息"}, to=f"/{found[3].id}/dismiss")
    assert session.get_one(BankLine, found[3].id).dismissed_why == "利息"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (SHEET + "2026-03-20,x,,张三,,A1\n2026-13-20,1,,李四,,A2\n2026-03-20,1,,王五,,\n", "有 3 处错误"),
        (SHEET + "2026-03-20,1.234,,张三,,A1\n", "第 2 行：“1.234”的小数多于2位"),
        (SHEET + "2026-03-20,-5,,张三,,A1\n", "不能为负数"),
        (SHEET + "2026-03-20,5,,张三,,A1\n2026-03-20,5,,张三,,A1\n", "出现了两次"),
        ("日期,金额\n2026-03-20,5\n", "没有找到表头"),
        (SHEET + "2026-03-20,,5,张三,,A1\n", "没有收入的流水"),
    ],
)
def test_a_sheet_in_another_shape_is_refused_whole(
    client: Client, desk: Desk, content: str, said: str
) -> None:
    client.sign_in(desk.first)
    sheet = (io.BytesIO(content.encode()), "流水.csv")
    assert client.submit(desk.at("/bank"), account="改造专户", sheet=sheet).status_code == 200
    assert said in client.page.text
    assert session.query(BankLine).count() == 0


def _resident(desk: Desk) -> Account:
    with db.transaction():
        return accounts.resident(desk.parts[0])


def test_neighbours_order_together_outside_every_total(client: Client, desk: Desk) -> None:
    client.sign_in(desk.first)
    client.submit(desk.at("/joint-orders/new"), title="一起换窗", what="几家一起量。", contact="王阿姨")
    resident = _resident(desk)
    client.sign_in(resident)
    page = f"/estates/{desk.scheme.estate_id}/indoor"
    assert "一起换窗" in client.read(page).text
    client.send({}, to="/on")
    assert "已有 1 户报名" in client.read(page).text
    client.send({}, to="/off")
    assert "已有 0 户报名" in client.read(page).text
    client.send({}, to="/on")
    client.sign_in(desk.first)
    assert "1栋1单元101" in client.read(desk.at("/joint-orders")).text
    client.send({}, to="/close")
    client.sign_in(resident)
    assert not client.read(page).one("main").all("form", method="post") or "取消报名" in client.page.text
