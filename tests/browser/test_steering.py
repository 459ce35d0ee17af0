"""A street and the district steer: the board, a meeting and its task, places and the record."""

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from portal.accounts.queries import get_staff
from portal.web import clock
from tests.support.browser import assert_accessible, picture, sign_in
from tests.support.fixtures import Demo

pytestmark = pytest.mark.browser


def test_the_district_finds_what_lags_and_reads_the_record(desk: Page, app: Flask, demo: Demo) -> None:
    sign_in(desk, app, get_staff("演示区住建委"))
    desk.goto("/desk/board")
    assert_accessible(desk)
    picture(desk, "board")
    desk.locator(".kpi", has_text="投票还没过线").get_by_role("link").click()
    expect(desk.get_by_role("link", name="油房沟小区", exact=True)).to_be_visible()
    expect(desk.locator("#c3")).to_have_count(0)
    desk.goto("/desk/board")
    desk.locator("#c1").check()
    desk.locator("#c3").check()
    desk.get_by_role("button", name="比一比勾上的").click()
    expect(desk.locator("thead a")).to_have_count(2)
    assert_accessible(desk)
    desk.locator("thead a").first.click()
    expect(desk.get_by_role("heading", name="投票来了多少")).to_be_visible()
    assert_accessible(desk)
    desk.goto("/desk/assessment")
    assert_accessible(desk)
    desk.get_by_role("link", name="打印通报").click()
    expect(desk.get_by_role("heading", name="老旧小区改造工作考核情况通报")).to_be_visible()
    for address in ("/desk/administration", "/desk/settings", "/desk/record", "/desk/estates/import"):
        desk.goto(address)
        assert_accessible(desk)


def test_a_street_meets_gives_a_task_and_settles_it(desk: Page, app: Flask, demo: Demo) -> None:
    sign_in(desk, app, get_staff("演示街道经办"))
    desk.goto("/desk/meetings")
    assert_accessible(desk)
    desk.get_by_role("link", name="登记会议").click()
    desk.get_by_label("专题会").check()
    desk.get_by_label("会议名称").fill("管线迁改专题会")
    yesterday = clock.now().astimezone(clock.CHINA) - timedelta(days=1)
    desk.get_by_label("什么时候开的").fill(f"{yesterday:%Y-%m-%dT%H:%M}")
    desk.get_by_role("button", name="保存，接着加定的事").click()
    desk.get_by_label("定了什么事").fill("弱电线路三天内报方案")
    desk.get_by_label("谁来办").select_option(label="中国电信武隆分公司")
    desk.get_by_label("哪天前办好").fill(f"{yesterday + timedelta(days=3):%Y-%m-%d}")
    desk.get_by_role("button", name="交办").click()
    expect(desk.get_by_text("已交办。")).to_be_visible()
    assert_accessible(desk)
    desk.goto("/desk/")
    desk.get_by_role("link", name="弱电线路三天内报方案").click()
    desk.get_by_label("怎么办的").fill("方案已报，区经济信息委同意")
    desk.get_by_role("button", name="登记办结").click()
    expect(desk.get_by_text("记下了，已办结。")).to_be_visible()


def test_the_days_work_on_a_phone(phone: Page, app: Flask, demo: Demo) -> None:
    sign_in(phone, app, get_staff("演示街道经办"))
    for address in ("/desk/", "/desk/meetings", "/desk/board", "/desk/administration"):
        phone.goto(address)
        assert_accessible(phone)
    picture(phone, "today-phone")
