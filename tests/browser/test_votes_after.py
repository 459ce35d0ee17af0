"""The end of a vote: put off and reminded at the desk, objected to on a phone, answered and settled."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from portal.accounts.models import Account
from portal.db import session, transaction
from portal.permissions import Role
from portal.voting.models import Vote
from tests.factories import accounts as people
from tests.factories import after
from tests.factories import voting as make
from tests.support.browser import DESK, assert_accessible, picture, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def now() -> Iterator[Any]:
    with time_machine.travel(make.NOW, tick=True) as moment:
        yield moment


@pytest.fixture
def desk(new_context: Callable[..., BrowserContext], server: str) -> Page:
    """Beside the phone, as in life."""
    return new_context(base_url=server, locale="zh-CN", timezone_id="Asia/Shanghai", **DESK).new_page()


def at(page: Page, app: Flask, account_id: int) -> None:
    """Signed in as this person now: the clock may have been moved past an earlier sign-in."""
    sign_in(page, app, session.get_one(Account, account_id))
    session.remove()


def test_put_off_objected_to_and_settled(phone: Page, desk: Page, app: Flask, now: Any) -> None:
    with transaction():
        vote = make.opened(make.estate([10000] * 6), make.APPROVE)
        owner = after.owner_of(make.voters(vote)[0]).id
        clerk = people.staff("干事", Role.COMMUNITY_CLERK, estate=vote.estate).id
        vote_id, page = vote.id, f"/estates/{vote.estate_id}/votes/{vote.id}"
    at(desk, app, clerk)
    at(phone, app, owner)
    _put_off_and_remind(desk, page)
    _vote_after_the_reminder(phone, page)
    now.move_to(_publish(vote_id))
    at(desk, app, clerk)
    at(phone, app, owner)
    _object(phone, page)
    _answer(desk, page)
    now.move_to(_until(vote_id))
    at(desk, app, clerk)
    desk.goto(f"/desk{page}/objections")
    desk.get_by_role("button", name="结果定案").click()
    expect(desk.get_by_text("结果已定案")).to_be_visible()
    phone.context.clear_cookies()
    phone.goto(f"{page}/result")
    expect(phone.get_by_text("都已答复")).to_be_visible()
    expect(phone.get_by_text("原定").first).to_be_visible()
    picture(phone, "votes-after-final")


def _put_off_and_remind(desk: Page, page: str) -> None:
    desk.goto(f"/desk{page}")
    desk.get_by_role("link", name="延期").click()
    desk.get_by_label("延到什么时候").fill("2026-03-29T18:00")
    desk.get_by_label("理由").fill("还差两户")
    assert_accessible(desk)
    desk.get_by_role("button", name="延期并公布").click()
    expect(desk.get_by_text("已延期：原定 3月26日 10:00 截止")).to_be_visible()
    desk.get_by_role("link", name="提醒还没投的").click()
    assert_accessible(desk)
    desk.get_by_role("button", name="提醒还没投的业主").click()
    expect(desk.get_by_text("提醒了 1 个账号")).to_be_visible()
    expect(desk.get_by_role("heading", name="要打电话或上门的，5 户")).to_be_visible()
    picture(desk, "votes-after-reminders")


def _vote_after_the_reminder(phone: Page, page: str) -> None:
    phone.goto("/me/messages")
    expect(phone.get_by_text("还有您要投的").first).to_be_visible()
    phone.goto(page)
    expect(phone.get_by_text("还差两户")).to_be_visible()
    expect(phone.get_by_text("看不到谁投了什么")).to_be_visible()
    assert_accessible(phone)
    phone.get_by_role("link", name="看明白了，去投票").click()
    phone.get_by_label("同意", exact=True).check(force=True)
    phone.get_by_role("button", name="下一步：核对").click()
    phone.get_by_role("button", name="确认投票").click()
    expect(phone.get_by_role("heading", name="投票成功")).to_be_visible()
    expect(phone.get_by_text("还有您要投的")).to_have_count(0)


def _publish(vote_id: int) -> datetime:
    """The neighbours vote, the end comes, the result is published; a little later it is now."""
    with transaction():
        held = session.get_one(Vote, vote_id)
        for voter in make.voters(held)[1:5]:
            after.say(voter, "approve")
        after.published(held)
        return held.closes_at + timedelta(hours=3)


def _until(vote_id: int) -> datetime:
    until = session.get_one(Vote, vote_id).objections_until
    session.remove()
    assert until is not None
    return until


def _object(phone: Page, page: str) -> None:
    phone.goto(f"{page}/result")
    expect(phone.get_by_text("这是初步结果")).to_be_visible()
    assert_accessible(phone)
    phone.get_by_role("link", name="提异议、看答复").click()
    phone.get_by_label("您觉得哪里不对").fill("我家那栋的票好像没数")
    phone.get_by_label("我要求重新核票").check()
    assert_accessible(phone)
    picture(phone, "votes-after-objection")
    phone.get_by_role("button", name="提出异议").click()
    expect(phone.get_by_text("您的异议是第 1 号")).to_be_visible()


def _answer(desk: Page, page: str) -> None:
    desk.goto(f"/desk{page}")
    desk.get_by_role("link", name="异议和定案").click()
    assert_accessible(desk)
    desk.get_by_label("理由").fill("第 1 号异议要求")
    desk.get_by_role("button", name="重新核票").click()
    expect(desk.get_by_text("选票、投票记录和公布的结果完全一致")).to_be_visible()
    desk.get_by_role("link", name="去答复").click()
    desk.get_by_role("textbox", name="答复").fill("重新数过，一致。")
    desk.get_by_role("button", name="答复并公布").click()
    expect(desk.get_by_text("重新数过，一致。")).to_be_visible()
    picture(desk, "votes-after-answered")
