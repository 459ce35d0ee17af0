"""The first time: a clerk led from an empty estate to an announced vote, and a resident at the door."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import FilePayload, Page, expect

from portal.accounts.models import Account
from portal.communities.models import Community, Estate, Street
from portal.db import session, transaction
from portal.permissions import Role
from tests.factories import accounts as people
from tests.factories import plans
from tests.factories import voting as make
from tests.support.browser import assert_accessible, picture, sign_in

pytestmark = pytest.mark.browser
ROLL = "\n".join(
    [
        "小区,楼栋,单元,楼层,房号,建筑面积(㎡),房屋用途,产权人,证件号码",
        "和平小区,1栋,1单元,1,101,80.00,住宅,甲某,",
        "和平小区,1栋,1单元,2,201,90.00,住宅,乙某,",
    ]
)


@pytest.fixture
def now() -> Iterator[Any]:
    with time_machine.travel(make.NOW, tick=True) as moment:
        yield moment


@pytest.fixture
def clerk(fresh_database: str) -> str:
    with transaction():
        street = Street(name="和平街道")
        made = Estate(name="和平小区", street=street, community=Community(name="和平社区", street=street))
        session.add(made)
        session.flush()
        return people.staff("干事甲", Role.COMMUNITY_CLERK, estate=made).user_name or ""


def _at(page: Page, app: Flask, user_name: str) -> None:
    sign_in(page, app, session.query(Account).filter_by(user_name=user_name).one())
    session.remove()


def _go_on(desk: Page, step: str) -> None:
    """Only by what the page itself offers: back to the estate, and the one button of the step."""
    desk.get_by_role("link", name="小区概况").click()
    desk.get_by_role("link", name=f"去做：{step}").click()


def test_the_page_leads_a_new_clerk_to_an_announced_vote(
    desk: Page, app: Flask, clerk: str, now: Any
) -> None:
    _at(desk, app, clerk)
    desk.goto("/desk/")
    desk.get_by_role("link", name=re.compile("还没投过票")).click()
    assert_accessible(desk)
    picture(desk, "first-steps")
    _go_on(desk, "导入业主名册")
    sheet = FilePayload(name="名册.csv", mimeType="text/csv", buffer=ROLL.encode())
    desk.get_by_label("名册文件").set_input_files(sheet)
    desk.get_by_label("面积从哪里来").select_option(label="登记")
    desk.get_by_role("button", name="下一步：核对").click()
    desk.get_by_role("button", name="确认导入").click()
    _go_on(desk, "公布名册")
    desk.get_by_role("link", name="公布现在的名册").click()
    desk.get_by_label("纸质名册已经或马上张贴在小区").check()
    desk.get_by_role("button", name="公布名册").click()
    _print_letters(desk)
    now.move_to(make.NOW + timedelta(days=9))
    _at(desk, app, clerk)
    _draft(desk)
    _go_on(desk, "公告")
    desk.get_by_role("button", name=re.compile("^公告，")).click()
    expect(desk.get_by_text("已公告，未开始").first).to_be_visible()
    desk.get_by_role("link", name="小区概况").click()
    expect(desk.get_by_role("heading", name="接下来")).to_have_count(0)


def _print_letters(desk: Page) -> None:
    _go_on(desk, "印入户信")
    desk.get_by_role("button", name=re.compile("打印|印")).first.click()
    desk.goto("/desk/")


def _draft(desk: Page) -> None:
    desk.get_by_role("link", name="小区概况").click()
    expect(desk.get_by_text("公布期满了")).to_be_visible()
    picture(desk, "first-steps-half")
    _go_on(desk, "起草投票")
    desk.get_by_role("link", name="自己写").click()
    desk.get_by_label("投票名称").fill("改造后谁来管")
    desk.get_by_label("管理模式：三种办法选一种").check(force=True)
    desk.locator("[name='mode_company-unavailable']").fill("还没有业主大会")
    desk.locator("[name='mode_service_centre-charge']").fill("0.35")
    desk.get_by_label("召集人").fill("和平社区居民委员会")
    desk.get_by_role("button", name="存成草稿").click()
    _go_on(desk, "补齐公告前的清单")
    desk.get_by_role("link", name="补齐和改设置").click()
    desk.get_by_label("依据哪条规定召集").fill("街道〔2026〕1号")
    desk.get_by_label("联系人和电话").fill("李干事 023-0000 0000")
    desk.get_by_label("监督单位").fill("和平街道办事处")
    desk.get_by_label("街道指导意见").fill("3月2日街道指导，居民小组已成立")
    desk.get_by_role("button", name="存好").click()


class _Taps:
    """Counts what a finger does."""

    def __init__(self, page: Page) -> None:
        self._page, self.count = page, 0

    def on(self, name: str) -> None:
        self.count += 1
        self._page.get_by_role("link", name=re.compile(name)).first.click()


@pytest.fixture
def owner(fresh_database: str) -> dict[str, Any]:
    with transaction():
        doors = people.entrance()
        holders = [people.owner(doors, f"业主{number}") for number in range(2)]
        homes = [people.home(doors, f"{number + 1}01", of) for number, of in enumerate(holders)]
        who = people.owning_resident(homes[0], holders[0])
        plans.published(people.estate_of(doors))
        vote = make.opened(people.estate_of(doors))
        return {"who": who, "estate": vote.estate_id, "vote": vote.id, "entrance": doors.id}


@pytest.mark.parametrize(
    ("scanned", "taps"),
    [
        ("/estates/{estate}/votes/{vote}?door=1-1", ["去投票"]),  # the vote's poster at the door
        ("/estates/{estate}/entrances/{entrance}", ["去投票", "去投票"]),  # the entrance's own code
        ("/", ["去投票", "去投票"]),
    ],
)
def test_from_the_door_to_the_vote(
    phone: Page, app: Flask, now: Any, owner: dict[str, Any], scanned: str, taps: list[str]
) -> None:
    sign_in(phone, app, owner["who"])
    phone.goto(scanned.format(**owner))
    count = _Taps(phone)
    for name in taps:
        assert_accessible(phone)
        count.on(name)
    expect(phone.get_by_role("radio").first).to_be_visible()
    expect(phone.get_by_role("button", name="下一步：核对")).to_be_visible()
    assert count.count <= 4
    assert_accessible(phone)


def test_signing_in_leads_back_to_the_ballot(phone: Page, now: Any, owner: dict[str, Any]) -> None:
    phone.goto("/estates/{estate}/votes/{vote}?door=1-1".format(**owner))
    phone.get_by_role("link", name="看明白了，去投票").click()
    expect(phone.get_by_role("heading", name="您怎么登录？")).to_be_visible()
    assert_accessible(phone)


def test_help_fetches_a_picture_only_when_asked(phone: Page) -> None:
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.goto("/help/resident", wait_until="networkidle")
    assert not [url for url in asked if ".webp" in url]
    assert len(asked) <= 6
    assert_accessible(phone)
    with phone.expect_response(re.compile(r"resident-1\.webp")) as answer:
        phone.get_by_text("看这一页的图").first.click()
    assert answer.value.ok
    picture(phone, "help-resident")
