"""回访核票 from the drawing to the page that all read: a denial, its decision, the published reason."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from portal.accounts.models import Account
from portal.db import session, transaction
from portal.permissions import Role
from portal.voting.queries import get_vote
from portal.voting.services.closing import close
from tests.factories import accounts as people
from tests.factories import voting as make
from tests.factories.voting_desk import on_paper, voter_ids
from tests.support.browser import DESK, assert_accessible, picture, sign_in

pytestmark = pytest.mark.browser
LATER = make.NOW + timedelta(days=7)


@pytest.fixture
def now() -> Iterator[Any]:
    with time_machine.travel(LATER, tick=True) as moment:
        yield moment


@pytest.fixture
def desk(new_context: Callable[..., BrowserContext], server: str) -> Page:
    """Beside the phone, as in life."""
    return new_context(base_url=server, locale="zh-CN", timezone_id="Asia/Shanghai", **DESK).new_page()


def test_drawn_denied_set_aside_and_published_with_the_reason(
    phone: Page, desk: Page, app: Flask, now: Any
) -> None:
    with transaction():
        vote = make.opened(make.estate([10000] * 6), make.APPROVE)
        estate_id, vote_id = vote.estate_id, vote.id
        street = people.staff("街道一", Role.STREET, street=vote.estate.street).id
        caller = people.staff("回访员", Role.COMMUNITY_CLERK, estate=vote.estate).id
    for voter_id in voter_ids(get_vote(vote_id))[:3]:
        on_paper(voter_id, "approve", counts=True)
    with transaction():
        close(get_vote(vote_id), make.CLERK, now=LATER)
    page = f"/estates/{estate_id}/votes/{vote_id}"
    _at(desk, app, caller)
    _draw(desk, page)
    _deny(desk, page)
    _at(desk, app, street)
    _leave_aside(desk, page)
    _publish_early(desk, page)
    phone.goto(f"{page}/result")
    expect(phone.get_by_role("heading", name="回访核票")).to_be_visible()
    expect(phone.get_by_text("没有问完就公布的原因：两户外住，年底才回")).to_be_visible()
    assert_accessible(phone)
    picture(phone, "call-backs-result")


def _at(page: Page, app: Flask, account_id: int) -> None:
    sign_in(page, app, session.get_one(Account, account_id))
    session.remove()


def _draw(desk: Page, page: str) -> None:
    desk.goto(f"/desk{page}")
    desk.get_by_role("link", name="去抽取").click()
    desk.get_by_label("当众得到的随机数").fill("3 1 4 1 5 9 2 6 5 3")
    desk.get_by_label("谁在场").fill("王业主、居民监督员李某")
    desk.get_by_role("button", name="抽取", exact=True).click()
    expect(desk.get_by_role("link", name="打印抽取记录")).to_be_visible()
    assert_accessible(desk)
    picture(desk, "call-backs-drawn")


def _deny(desk: Page, page: str) -> None:
    desk.get_by_role("link", name="回访").first.click()
    assert desk.locator("input[type=radio]:checked").count() == 0  # nothing is ticked beforehand
    desk.locator("input[value=denied]").check()
    desk.get_by_label("记录").fill("不是我签的")
    desk.get_by_role("button", name="记下").click()
    expect(desk.get_by_text("业主说不是自己的意思，已搁置")).to_be_visible()


def _leave_aside(desk: Page, page: str) -> None:
    desk.goto(f"/desk{page}/disputes")
    desk.get_by_role("link", name="处理").first.click()
    desk.locator("input[value=leave]").check()
    desk.get_by_label("经手的人怎么说").fill("收票的人记不清了")
    desk.get_by_label("理由").fill("签名和名册不符")
    desk.locator("main button[type=submit]").click()
    expect(desk.get_by_text("不再计票").first).to_be_visible()


def _publish_early(desk: Page, page: str) -> None:
    desk.goto(f"/desk{page}")
    expect(desk.get_by_text("抽中的纸票还有 2 张没有问业主")).to_be_visible()
    desk.get_by_role("link", name="写明原因，先公布").click()
    assert_accessible(desk)
    picture(desk, "publish-early")
    desk.get_by_label("理由").fill("两户外住，年底才回")
    desk.get_by_role("button", name="写明原因，公布").click()
    expect(desk.get_by_text("结果已公布，居民现在看得到。")).to_be_visible()
