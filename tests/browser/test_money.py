"""Money in Chromium: a household works out, signs and keeps its paper; the desk records and refunds."""

import io
import re
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from portal import db
from portal.db import session
from portal.permissions import Role
from portal.pledges.models import Commitment, Condition, Payment
from portal.pledges.queries import account
from portal.pledges.services import reconciling
from tests.factories import accounts, pledges
from tests.support.browser import assert_accessible, picture, sign_in

pytestmark = pytest.mark.browser
FRAUD = "本平台不收款，任何人以本平台名义要您转账都是诈骗"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A receipt as a clerk's phone takes it."""
    path = tmp_path / "票据.png"
    content = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(content, "PNG")
    path.write_bytes(content.getvalue())
    return path


def _draw(phone: Page) -> None:
    phone.locator("canvas").evaluate("it => it.scrollIntoView({block: 'center'})")
    box = phone.locator("canvas").bounding_box()
    assert box is not None
    phone.mouse.move(box["x"] + 30, box["y"] + 40)
    phone.mouse.down()
    for step in range(1, 9):
        phone.mouse.move(box["x"] + 30 + 25 * step, box["y"] + 40 + 10 * (step % 3))
    phone.mouse.up()


def _works_out(phone: Page) -> None:
    """The script says what the server says, to the fen, floor by floor."""
    expect(phone.locator(".out")).to_contain_text("23,750.00 元")
    phone.get_by_role("button", name="低一层").click()
    for price, said in (("46.01", "22,172.50 元"), ("46.03", "22,184.16 元 到 22,184.17 元")):
        phone.get_by_label("电梯总价").fill(price)
        expect(phone.locator("[data-mine]")).to_have_text(said)
    worked_out = phone.locator("[data-share]").all_inner_texts()
    phone.get_by_role("button", name="算一算").click()
    expect(phone.locator("[data-mine]")).to_have_text("22,184.16 元 到 22,184.17 元")
    assert phone.locator("[data-share]").all_inner_texts() == worked_out


def _says_yes(phone: Page) -> None:
    phone.get_by_role("link", name="登记我家的意向").click()
    phone.get_by_label("愿意，按测算出").check()
    phone.get_by_role("button", name="登记意向").click()


def _signs(phone: Page) -> None:
    phone.get_by_label("直接出资").check()
    phone.get_by_role("button", name="签名，确认认缴").click()
    expect(phone.get_by_role("alert")).to_contain_text("请附上签名")
    _draw(phone)
    phone.get_by_role("button", name="签名，确认认缴").click()
    expect(phone.get_by_role("heading", name="我家的出资")).to_be_visible()


def _printed(phone: Page, address: str) -> None:
    paper = phone.context.request.get(address)
    words = "".join(PdfReader(io.BytesIO(paper.body())).pages[0].extract_text().split())
    assert "不是收据" in words
    assert "贰万叁仟柒佰伍拾元整" in words


def test_from_the_calculator_to_the_paper(phone: Page, app: Flask) -> None:
    with db.transaction():
        entrance, parts = pledges.tower(doors=3)
        condition = pledges.ever(condition=Condition.HOMES, threshold=2)
        scheme = pledges.opened(entrance, terms=condition)
        who = accounts.owning_resident(parts[-1], parts[-1].party.owners[0])
        address = f"/estates/{scheme.estate_id}/lifts/{scheme.id}"
        estate_id, scheme_id = scheme.estate_id, scheme.id
    sign_in(phone, app, who)
    phone.goto(f"/estates/{estate_id}/my-share")
    expect(phone.locator("main")).to_contain_text("23,750.00 元")
    assert_accessible(phone)
    phone.goto(address)
    _works_out(phone)
    _says_yes(phone)
    phone.get_by_role("link", name=re.compile("签认缴确认单")).click()
    expect(phone.locator("main")).to_contain_text(FRAUD)
    assert_accessible(phone)
    _signs(phone)
    expect(phone.locator("main")).to_contain_text("条件还没有达到，现在不用交")
    assert_accessible(phone)
    picture(phone, "money-own")
    _printed(phone, f"/estates/{estate_id}/commitments/1.pdf")
    (made,) = session.query(Commitment).all()
    assert (made.scheme_id, made.amount) == (scheme_id, 2_375_000)
    db.session.remove()


def _received(desk: Page, photo: Path) -> None:
    desk.get_by_role("link", name="记交款").click()
    desk.get_by_label("日期").fill("2026-03-01")
    desk.get_by_label("开票单位").fill("街道财政所")
    desk.get_by_label("正式票据号").fill("YS-77")
    desk.get_by_label("票据或验收单的照片").set_input_files(photo)
    assert_accessible(desk)
    desk.get_by_role("button", name="录入，等人复核").click()
    expect(desk.locator("main")).to_contain_text("待复核")


def test_money_comes_goes_back_and_is_read_by_all(desk: Page, app: Flask, photo: Path) -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        scheme = pledges.opened(entrance)
        owes = pledges.signed_on_paper(scheme, parts[0], 1_000_00)
        estate = accounts.estate_of(entrance)
        first, second = (accounts.staff(name, Role.COMMUNITY_CLERK, estate=estate) for name in ("甲", "乙"))
        estate_id, scheme_id, commitment_id = estate.id, scheme.id, owes.id
    sign_in(desk, app, first)
    desk.goto(f"/desk/estates/{estate_id}/lifts/{scheme_id}/money")
    assert_accessible(desk)
    desk.goto(f"/desk/estates/{estate_id}/commitments/{commitment_id}")
    assert_accessible(desk)
    _received(desk, photo)
    sign_in(desk, app, second)
    desk.goto(f"/desk/estates/{estate_id}/money/checks")
    assert_accessible(desk)
    desk.get_by_role("button", name="和票据一致").click()
    expect(desk.locator("main")).to_contain_text("已入账")

    payment_id = session.query(Payment).one().id
    db.session.remove()
    desk.goto(f"/desk/estates/{estate_id}/payments/{payment_id}/refund")
    desk.get_by_label("退多少").fill("300")
    desk.get_by_label("退款日期").fill("2026-03-02")
    desk.get_by_label("原因").fill("多收了")
    desk.get_by_label("退款凭证号").fill("TK-1")
    desk.get_by_label("退款凭证的照片").set_input_files(photo)
    desk.get_by_role("button", name="录入，等人复核").click()
    sign_in(desk, app, first)
    desk.goto(f"/desk/estates/{estate_id}/money/checks")
    desk.get_by_role("button", name="和凭证一致").click()
    assert account.standing_of(commitment_id).paid == 700_00
    assert reconciling.findings() == []
    db.session.remove()
    desk.goto("/desk/funds")
    expect(desk.locator("main")).to_contain_text("700 元")
    assert_accessible(desk)
    picture(desk, "money-funds")


def test_a_stranger_reads_the_account(phone: Page) -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        scheme = pledges.opened(entrance)
        people = pledges.desk_people(entrance)
        pledges.paid(pledges.signed_on_paper(scheme, parts[0], 1_000_00), 1_000_00, "YS1", *people)
        estate_id, scheme_id = entrance.estate_id, scheme.id
    phone.goto(f"/estates/{estate_id}/account")
    expect(phone.locator("main")).to_contain_text("1,000.00 元")
    expect(phone.locator("main")).to_contain_text(FRAUD)
    assert_accessible(phone)
    phone.goto(f"/estates/{estate_id}/account/{scheme_id}")
    expect(phone.locator("main")).not_to_contain_text("YS1")
    assert_accessible(phone)
