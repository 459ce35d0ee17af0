"""A committee's whole way, on the screens of its office: from the owners' sheet to the published result."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from portal.accounts.models import Account
from portal.accounts.passwords import hash_secret
from portal.communities.models import Community, Estate, Street
from portal.db import session, transaction
from portal.domain.deadlines import CHINA
from portal.permissions import Role
from portal.voting.models import Vote, Voter
from tests.factories import accounts as people
from tests.factories import after
from tests.factories import voting as make
from tests.support.browser import DESK, assert_accessible, picture, sign_in, watched

pytestmark = pytest.mark.browser
ROLL = "\n".join(
    [
        "小区,楼栋,单元,楼层,房号,建筑面积(㎡),房屋用途,产权人,证件号码",
        "和平小区,1栋,1单元,1,101,80.00,住宅,甲某,",
        "和平小区,1栋,1单元,2,201,90.00,住宅,乙某,",
        "和平小区,1栋,1单元,3,301,100.00,住宅,丙某,",
    ]
)
PASSWORD = "长一点的密码-2026"


@pytest.fixture
def now() -> Iterator[Any]:
    with time_machine.travel(make.NOW, tick=True) as moment:
        yield moment


@pytest.fixture
def estate_id(fresh_database: str) -> int:
    with transaction():
        street = Street(name="和平街道")
        made = Estate(name="和平小区", street=street, community=Community(name="和平社区", street=street))
        session.add(made)
        session.flush()
        people.staff("干事甲", Role.COMMUNITY_CLERK, estate=made, password_hash=hash_secret(PASSWORD))
        people.staff("干事乙", Role.COMMUNITY_CLERK, estate=made)
        return made.id


@pytest.fixture
def second(new_context: Callable[..., BrowserContext], server: str) -> Iterator[Page]:
    """The colleague's screen."""
    context: AbstractContextManager[Page] = watched(
        new_context(base_url=server, locale="zh-CN", timezone_id="Asia/Shanghai", **DESK)
    )
    with context as page:
        yield page


def at(page: Page, app: Flask, user_name: str) -> None:
    """Signed in again: weeks have passed."""
    sign_in(page, app, session.query(Account).filter_by(user_name=user_name).one())
    session.remove()


def test_from_the_sheet_to_the_result(desk: Page, second: Page, app: Flask, estate_id: int, now: Any) -> None:
    office = f"/desk/estates/{estate_id}"
    _come_in(desk)
    _bring_the_roll(desk, office)
    _publish_the_roll(desk, office)
    now.move_to(make.NOW + timedelta(days=9))
    at(desk, app, "干事甲")
    console = _set_up(desk, office)
    _fill_the_gaps(desk)
    desk.get_by_role("button", name=re.compile("^公告，")).click()
    expect(desk.get_by_text("已公告，未开始").first).to_be_visible()
    now.move_to(_opening() + timedelta(days=1))
    at(desk, app, "干事甲")
    at(second, app, "干事乙")
    _key_a_paper(desk, second, console)
    _others_vote()
    now.move_to(_closing() + timedelta(hours=1))
    at(desk, app, "干事甲")
    _publish_the_result(desk, console)


def _come_in(desk: Page) -> None:
    desk.goto("/desk/")
    desk.get_by_label("用户名").fill("干事甲")
    desk.get_by_label("密码", exact=True).fill(PASSWORD)
    desk.get_by_role("button", name=re.compile("登录")).click()
    expect(desk.get_by_role("link", name="业主名册")).to_be_visible()


def _bring_the_roll(desk: Page, office: str) -> None:
    desk.goto(f"{office}/roll/import")
    sheet = {"name": "名册.csv", "mimeType": "text/csv", "buffer": ROLL.encode()}
    desk.get_by_label("名册文件").set_input_files(sheet)
    desk.get_by_label("面积从哪里来").select_option(label="登记")
    desk.get_by_role("button", name="下一步：核对").click()
    desk.get_by_role("button", name="确认导入").click()
    expect(desk.get_by_role("link", name="1栋").first).to_be_visible()
    assert_accessible(desk)


def _publish_the_roll(desk: Page, office: str) -> None:
    desk.get_by_role("link", name="公布名册").click()
    desk.get_by_role("link", name="公布现在的名册").click()
    desk.get_by_label("纸质名册已经或马上张贴在小区").check()
    assert_accessible(desk)
    desk.get_by_role("button", name="公布名册").click()
    expect(desk.get_by_text(re.compile("第 ?1 ?号")).first).to_be_visible()


def _set_up(desk: Page, office: str) -> str:
    """The management mode as the policy has it; the company is not to be had here."""
    desk.goto(f"{office}/votes")
    desk.get_by_role("link", name="新建投票").first.click()
    desk.get_by_role("link", name="自己写").click()
    desk.get_by_label("投票名称").fill("改造后谁来管")
    desk.get_by_label("管理模式：三种办法选一种").check(force=True)
    desk.locator("[name='mode_company-unavailable']").fill("还没有业主大会")
    desk.locator("[name='mode_service_centre-charge']").fill("0.35")
    desk.get_by_label("召集人").fill("和平社区居民委员会")
    assert_accessible(desk)
    desk.get_by_role("button", name="存成草稿").click()
    expect(desk.get_by_role("heading", name="公告前的清单")).to_be_visible()
    return desk.url


def _fill_the_gaps(desk: Page) -> None:
    desk.get_by_role("link", name="补齐和改设置").click()
    desk.get_by_label("依据哪条规定召集").fill("街道〔2026〕1号")
    desk.get_by_label("联系人和电话").fill("李干事 023-0000 0000")
    desk.get_by_label("监督单位").fill("和平街道办事处")
    desk.get_by_label("街道指导意见").fill("3月2日街道指导，居民小组已成立")
    desk.get_by_role("button", name="存好").click()
    expect(desk.get_by_text("没有办好")).to_have_count(0)


def _key_a_paper(desk: Page, second: Page, console: str) -> None:
    """The first reads it off, the second reads it again without seeing that."""
    number = session.query(Voter).order_by(Voter.id).first()
    assert number is not None
    paper = number.number
    session.remove()
    for page, button in ((desk, "录入，下一张"), (second, "复核，下一张")):
        page.goto(f"{console}/papers")
        page.get_by_label("选票编号").fill(paper)
        page.get_by_role("button", name="找到这张票").click()
        page.get_by_label("票上写的签名时间").fill(_noon())
        page.get_by_label("纸质", exact=True).check(force=True)
        page.get_by_label("没有问题").check(force=True)
        page.get_by_label("社区物业服务中心来管").check(force=True)
        page.get_by_role("button", name=button).click()
    expect(second.get_by_text("两次录入一致，复核完成")).to_be_visible()


def _noon() -> str:
    return f"{_opening() + timedelta(hours=3):%Y-%m-%dT%H:%M}"


def _opening() -> Any:
    return _vote_moment("opens_at")


def _closing() -> Any:
    return _vote_moment("closes_at")


def _vote_moment(name: str) -> Any:
    vote = session.query(Vote).one()
    session.remove()
    return getattr(vote, name).astimezone(CHINA)


def _others_vote() -> None:
    """At home, on their phones."""
    with transaction():
        for voter in session.query(Voter).order_by(Voter.id).offset(1):
            after.say(voter, "option:service_centre", now=_opened_since(voter.vote))


def _opened_since(vote: Vote) -> Any:
    return vote.opens_at + timedelta(hours=5)


def _publish_the_result(desk: Page, console: str) -> None:
    desk.goto(console)
    desk.get_by_role("button", name="截止，开始清点").click()
    expect(desk.get_by_text("这是预览，居民还看不到")).to_be_visible()
    desk.get_by_role("button", name="公布初步结果").click()
    expect(desk.get_by_text("这是初步结果")).to_be_visible()
    picture(desk, "committee-published")
    desk.get_by_role("link", name="看居民看到的结果").click()
    expect(desk.get_by_text("通过：社区物业服务中心来管").first).to_be_visible()
    expect(desk.get_by_text("四道线全过").first).to_be_visible()
    assert_accessible(desk)
    picture(desk, "committee-result")
