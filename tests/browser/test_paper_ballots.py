"""A paper's way: printed and received by a clerk, keyed without the mouse, read again, seen by its voter."""

import io
import re
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, expect

from portal import db
from portal.accounts.models import Account
from portal.audit.services import Actor
from portal.permissions import Role
from portal.voting.models import Vote
from portal.voting.queries import get_vote
from portal.voting.services.receiving import name_reader
from tests.factories import accounts
from tests.factories import voting as make
from tests.support.browser import assert_accessible, picture, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    """While the vote is open; the clock goes on, as the browser's own does."""
    with time_machine.travel(make.NOW, tick=True):
        yield


def _held() -> tuple[Vote, str, Account, list[Account]]:
    """An open vote, the number of the first paper, its owner with an account, and three clerks."""
    with db.transaction():
        entrance = accounts.entrance()
        owners = [accounts.owner(entrance, f"业主{number}号") for number in range(3)]
        homes = [accounts.home(entrance, f"{number + 1}01", of) for number, of in enumerate(owners)]
        owner = accounts.owning_resident(homes[0], owners[0])
        vote = make.opened(accounts.estate_of(entrance), make.APPROVE, make.CHOOSE)
        number = make.voters(vote)[0].number
        names = ("干事一", "干事二", "干事三")
        clerks = [accounts.staff(name, Role.COMMUNITY_CLERK, estate=vote.estate) for name in names]
    return vote, number, owner, clerks


def _photo() -> dict[str, object]:
    content = io.BytesIO()
    Image.new("RGB", (600, 800), "white").save(content, "JPEG")
    return {"name": "票.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def _key(page: Page, number: str, answers: str) -> None:
    """By keyboard alone: the page puts the cursor where one goes on."""
    for typed in (number, "0319", "0", "1", answers):
        expect(page.locator("input[inputmode=numeric]:focus")).to_have_value("")
        page.keyboard.type(typed)
        with page.expect_navigation():
            page.keyboard.press("Enter")


def test_a_paper_from_the_printer_to_its_voter(desk: Page, app: Flask) -> None:
    vote, number, owner, clerks = _held()
    here = f"/desk/estates/{vote.estate_id}/votes/{vote.id}"
    sign_in(desk, app, clerks[0])
    desk.goto(here)
    desk.get_by_role("link", name="打印选票和清单").click()
    assert_accessible(desk)
    picture(desk, "papers-print")
    desk.get_by_role("button", name="编号并打印").click()
    expect(desk.get_by_text(re.compile("排好了"))).to_be_visible()
    assert_accessible(desk)
    picture(desk, "papers-run")
    address = desk.get_by_role("link", name="打开 PDF").get_attribute("href")
    assert desk.request.get(address or "").body().startswith(b"%PDF")
    desk.goto(f"{here}/papers")
    desk.get_by_role("link", name="登记收回", exact=True).click()
    desk.locator("input[type=file]").set_input_files(_photo())  # type: ignore[arg-type]
    desk.get_by_label(re.compile("^选票编号")).fill(number)
    desk.get_by_role("button", name="登记收回").click()
    expect(desk.get_by_text(re.compile("收到："))).to_be_visible()
    assert_accessible(desk)
    picture(desk, "papers-receive")
    desk.get_by_role("link", name="键盘快录").click()
    assert_accessible(desk)
    picture(desk, "papers-keys")
    _key(desk, number, "11")
    expect(desk.get_by_text(re.compile("录好："))).to_be_visible()
    for clerk, said in ((clerks[1], "请第三个人"), (clerks[2], "复核完成")):
        sign_in(desk, app, clerk)
        desk.goto(f"{here}/papers/keys")
        _key(desk, number, "22" if clerk is clerks[1] else "11")
        expect(desk.get_by_text(re.compile(said))).to_be_visible()
    desk.goto(f"{here}/papers/balance")
    assert_accessible(desk)
    picture(desk, "papers-balance")
    _seen_by_its_voter(desk, app, vote, owner)


def _seen_by_its_voter(page: Page, app: Flask, vote: Vote, owner: Account) -> None:
    sign_in(page, app, owner)
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(f"/estates/{vote.estate_id}/votes/{vote.id}/mine")
    expect(page.get_by_text(re.compile("干事一"))).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("这张纸票的照片")).first).to_be_visible()
    assert_accessible(page)
    picture(page, "papers-own")


def test_a_second_clerk_by_mouse_and_a_conflict(desk: Page, app: Flask) -> None:
    vote, number, _, clerks = _held()
    here = f"/desk/estates/{vote.estate_id}/votes/{vote.id}/papers"
    sign_in(desk, app, clerks[0])
    desk.goto(f"{here}/keys")
    _key(desk, number, "21")
    sign_in(desk, app, clerks[1])
    desk.goto(f"{here}/second")
    assert_accessible(desk)
    desk.get_by_role("link", name=re.compile("^复核")).click()
    assert_accessible(desk)
    picture(desk, "papers-check")
    expect(desk.locator("input:checked")).to_have_count(0)
    desk.get_by_role("link", name="先不复核").click()
    for page in ("conflicts", "readers"):
        desk.goto(f"{here}/{page}")
        assert_accessible(desk)
        picture(desk, f"papers-{page}")


def test_a_named_owner_reads_on_the_phone(phone: Page, app: Flask) -> None:
    vote, number, owner, clerks = _held()
    with db.transaction():
        again = get_vote(vote.id)
        by = Actor(clerks[0].id, clerks[0].display_name)
        name_reader(again, make.voters(again)[0], by=by, now=make.NOW)
    sign_in(phone, app, clerks[0])
    phone.goto(f"/desk/estates/{vote.estate_id}/votes/{vote.id}/papers/keys")
    _key(phone, number, "11")
    sign_in(phone, app, owner)
    phone.goto(f"/estates/{vote.estate_id}/votes/{vote.id}")
    phone.get_by_role("link", name=re.compile("复核纸票")).click()
    assert_accessible(phone)
    picture(phone, "papers-second")
    phone.locator(".rows a").first.click()
    assert_accessible(phone)
    picture(phone, "papers-second-reading")
