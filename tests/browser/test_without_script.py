"""The journeys without scripts: from letter to receipt, a matter, a pledge, and a paper at the desk."""

import re
from collections.abc import Callable, Iterator

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from portal import db
from portal.accounts.models import Account
from portal.db import session
from portal.permissions import Role
from tests.factories import accounts, pledges
from tests.factories import voting as make
from tests.support.browser import DESK, PHONE, sign_in
from tests.support.fixtures import Demo

pytestmark = pytest.mark.browser


def _plain(new_context: Callable[..., BrowserContext], server: str, look: dict[str, object]) -> Page:
    context = new_context(
        base_url=server, java_script_enabled=False, locale="zh-CN", timezone_id="Asia/Shanghai", **look
    )
    return context.new_page()


@pytest.fixture
def plain_phone(new_context: Callable[..., BrowserContext], server: str) -> Page:
    return _plain(new_context, server, PHONE)


@pytest.fixture
def plain_desk(new_context: Callable[..., BrowserContext], server: str) -> Page:
    return _plain(new_context, server, DESK)


def test_from_letter_to_receipt_and_a_matter(plain_phone: Page, demo: Demo) -> None:
    phone = plain_phone
    phone.goto("/slip")
    phone.get_by_label("短码").fill(demo.codes[0])
    phone.get_by_role("button", name="看一看").or_(phone.get_by_role("button", name="下一步")).first.click()
    phone.get_by_role("button", name="同意，打开我家").click()
    _prove(phone, demo.tails[0])
    phone.goto("/estates/1/votes/1/ballot")
    phone.get_by_label("社区物业服务中心来管").check(force=True)
    phone.get_by_role("button", name="下一题").click()
    phone.get_by_label("同意", exact=True).check(force=True)
    phone.get_by_role("button", name="下一步：核对").click()
    phone.get_by_role("button", name="确认投票").click()
    expect(phone.get_by_role("heading", name="投票成功")).to_be_visible()
    _raise_a_matter(phone)


def _prove(phone: Page, tail: str) -> None:
    phone.goto("/estates/1/votes/1/ballot")
    phone.get_by_role("link", name=re.compile("的业主")).click()
    phone.get_by_role("radio").first.check(force=True)
    phone.get_by_role("button", name=re.compile("下一步")).click()
    phone.get_by_role("link", name=re.compile("证件号后六位")).click()
    phone.get_by_label("证件号后六位").fill(tail)
    phone.get_by_role("button", name="核对").click()
    expect(phone.get_by_text("您现在可以投票")).to_be_visible()


def _raise_a_matter(phone: Page) -> None:
    phone.goto("/estates/1/cases/new")
    phone.get_by_label("诉求").check(force=True)
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_role("alert")).to_contain_text("请")
    phone.get_by_label("是什么事？").fill("楼道灯不亮")
    phone.get_by_label("诉求").check(force=True)
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_role("heading", name="已经提交")).to_be_visible()


def test_a_pledge(plain_phone: Page, app: Flask, fresh_database: str) -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        scheme = pledges.opened(entrance)
        owner = accounts.owning_resident(parts[0], parts[0].party.owners[0])
        where = f"/estates/{scheme.estate_id}/lifts/{scheme.id}"
    sign_in(plain_phone, app, session.get_one(Account, owner.id))
    plain_phone.goto(f"{where}/pledge")
    plain_phone.get_by_role("radio").first.check(force=True)
    plain_phone.locator("button[type=submit][form=f]").click()
    expect(plain_phone.locator("h1")).to_be_visible()
    assert "/pledge" not in plain_phone.url or plain_phone.get_by_role("alert").count() == 0, plain_phone.url


@pytest.fixture
def while_open() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=True):
        yield


def test_a_paper_at_the_desk(plain_desk: Page, app: Flask, while_open: None) -> None:
    desk = plain_desk
    with db.transaction():
        entrance = accounts.entrance()
        accounts.home(entrance, "101")
        vote = make.opened(accounts.estate_of(entrance), make.APPROVE, make.CHOOSE)
        number = make.voters(vote)[0].number
        clerk = accounts.staff("干事一", Role.COMMUNITY_CLERK, estate=vote.estate)
        here = f"/desk/estates/{vote.estate_id}/votes/{vote.id}/papers/keys"
    sign_in(desk, app, session.get_one(Account, clerk.id))
    desk.goto(here)
    fields = {"number": number, "signed": "0319", "state": "0", "way": "1", "answers": "11"}
    for name, typed in fields.items():
        desk.locator(f"input[name={name}]").fill(typed)
    desk.locator("input[name=answers]").press("Enter")
    expect(desk.get_by_text(re.compile("录好："))).to_be_visible()
