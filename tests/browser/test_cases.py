"""A matter on phone and desk: answered, not solved, gone up, solved; and a caller's by the clerk."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from portal import db
from portal.accounts.models import Account
from portal.communities.models import Estate
from portal.db import session
from portal.feedback import queries
from portal.feedback.services import escalate_overdue
from portal.permissions import Role
from tests.factories import accounts
from tests.support.browser import DESK, assert_accessible, picture, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(new_context: Callable[..., BrowserContext], server: str) -> Page:
    """Beside the phone, as in life."""
    return new_context(base_url=server, locale="zh-CN", timezone_id="Asia/Shanghai", **DESK).new_page()


def _at(page: Page, app: Flask, account_id: int) -> None:
    sign_in(page, app, session.get_one(Account, account_id))
    session.remove()


def _people() -> tuple[int, int, int, int]:
    with db.transaction():
        part = accounts.home(accounts.entrance(), "501")
        estate = session.get_one(Estate, part.estate_id)
        clerk = accounts.staff("干事", Role.COMMUNITY_CLERK, estate=estate).id
        street = accounts.staff("街道", Role.STREET, street=estate.street).id
        return estate.id, accounts.resident(part, "陈小芳").id, clerk, street


def _step(desk: Page, name: str, words: str = "") -> None:
    desk.get_by_label(name, exact=True).check(force=True)
    desk.get_by_label("写给居民的话").fill(words)
    desk.get_by_role("button", name="记录并告诉居民").click()
    expect(desk.get_by_text("已记录，居民会收到消息")).to_be_visible()


def _raise(phone: Page, estate_id: int) -> str:
    phone.goto(f"/estates/{estate_id}/cases/new")
    phone.get_by_label("是什么事？").fill("家里电表跳闸，几天了")
    phone.get_by_label("诉求").check(force=True)
    assert_accessible(phone)
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_role("heading", name="已经提交")).to_be_visible()
    return phone.url.partition("?")[0]


def _go_up(estate_id: int, case_id: int) -> None:
    due = queries.get_case(estate_id, case_id).due_at
    session.remove()
    assert due is not None
    with db.transaction():
        escalate_overdue(due, due)
    session.remove()


def test_from_raised_to_solved(phone: Page, desk: Page, app: Flask) -> None:
    estate_id, who, clerk, street = _people()
    _at(phone, app, who)
    trail = _raise(phone, estate_id)
    case_id = int(trail.rpartition("/")[2])
    _at(desk, app, clerk)
    desk.goto(f"/desk/estates/{estate_id}/cases")
    desk.get_by_role("link", name=re.compile("FK-")).click()
    _step(desk, "受理")
    expect(desk.get_by_label("转给谁", exact=True)).to_have_value("power")
    _step(desk, "转交给别的单位")
    expect(desk.get_by_text("国网重庆武隆供电公司").first).to_be_visible()
    _step(desk, "办结，请居民确认", "换了空气开关。")
    assert_accessible(desk)
    picture(desk, "case-desk")
    phone.goto(trail)
    phone.get_by_label("没解决的，写一句哪里不好").fill("又跳了")
    phone.get_by_role("button", name="没解决").click()
    expect(phone.get_by_text("已退回重新办理")).to_be_visible()
    _go_up(estate_id, case_id)
    phone.goto(trail)
    expect(phone.get_by_text("现在由街道督办")).to_be_visible()
    _at(desk, app, street)
    desk.goto(f"/desk/estates/{estate_id}/cases?level=at_street")
    desk.get_by_role("link", name=re.compile("FK-")).click()
    _step(desk, "办结，请居民确认", "换了进户线。")
    phone.reload()
    phone.get_by_role("button", name="解决了", exact=True).click()
    expect(phone.get_by_text("谢谢您确认")).to_be_visible()
    assert_accessible(phone)
    picture(phone, "case-solved")
    desk.goto("/desk/cases/figures")
    expect(desk.get_by_text("国网重庆武隆供电公司")).to_be_visible()
    assert_accessible(desk)


def test_a_caller_by_the_clerk(desk: Page, app: Flask) -> None:
    estate_id, _who, clerk, _street = _people()
    _at(desk, app, clerk)
    desk.goto(f"/desk/estates/{estate_id}/cases")
    desk.get_by_role("link", name="登记来电来访").click()
    desk.get_by_label("来电").check(force=True)
    desk.get_by_label("怎么称呼").fill("王婆婆")
    desk.get_by_label("是什么事").fill("自来水停了")
    desk.get_by_label("求助").check(force=True)
    assert_accessible(desk)
    desk.get_by_role("button", name="登记", exact=True).click()
    expect(desk.get_by_text("请把编号告诉对方")).to_be_visible()
    _step(desk, "受理")
    _step(desk, "办结，请居民确认", "来水了。")
    desk.get_by_text("电话回访，对方怎么说").click()
    desk.get_by_role("button", name="说解决了").click()
    expect(desk.get_by_text("居民已确认解决")).to_be_visible()
