"""A plan and how it changed: read on a phone by a stranger, written at the desk by a clerk."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import assert_accessible, picture
from tests.support.fixtures import Demo

pytestmark = pytest.mark.browser


def test_a_stranger_reads_how_far_it_is_and_what_changed(phone: Page, demo: Demo) -> None:
    phone.goto("/estates/3/plan")
    phone.get_by_role("link", name="做到哪一步了").click()
    expect(phone.get_by_text("35%").first).to_be_visible()
    assert_accessible(phone)
    picture(phone, "plan-progress")
    phone.get_by_role("link", name="看改了什么").first.click()
    expect(phone.get_by_text("坡太陡")).to_be_visible()
    assert_accessible(phone)
    picture(phone, "plan-version")


def test_the_desk_drafts_publishes_and_everybody_sees_it(desk: Page, demo: Demo) -> None:
    desk.goto("/desk/sign-in")
    desk.get_by_label("用户名").fill("演示芙蓉街道")
    desk.get_by_label("密码").fill(demo.password("演示芙蓉街道"))
    desk.get_by_role("button", name=re.compile("登录")).click()
    desk.goto("/desk/estates/3/plan")
    assert_accessible(desk)
    desk.get_by_role("link", name="起草新版本").click()
    desk.get_by_label("为什么要改").fill("管线单位调了工期")
    desk.get_by_role("button", name="开始起草").click()
    desk.get_by_role("link", name="消防设施").click()
    desk.get_by_label("为什么改").fill("器材换了型号")
    desk.get_by_label("具体做什么").fill("换新灭火器，打通消防通道。")
    desk.get_by_role("button", name="写进草稿").click()
    expect(desk.get_by_text("小改动").first).to_be_visible()
    assert_accessible(desk)
    picture(desk, "plan-draft")
    desk.get_by_role("button", name="公布新版本").click()
    expect(desk.get_by_text("新版本已公布")).to_be_visible()
    desk.get_by_role("link", name="项目台账").click()
    assert_accessible(desk)
    picture(desk, "plan-ledger")
    desk.goto("/estates/3/plan/versions")
    expect(desk.get_by_text("第 3 版")).to_be_visible()
