"""How the works go on: read on a phone by a stranger, written at the desk, approved by the street."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.factories import feedback
from tests.support.browser import assert_accessible, picture
from tests.support.fixtures import Demo

pytestmark = pytest.mark.browser


def _sign_in(desk: Page, demo: Demo, name: str) -> None:
    desk.goto("/desk/sign-in")
    desk.get_by_label("用户名").fill(name)
    desk.get_by_label("密码").fill(demo.password(name))
    desk.get_by_role("button", name=re.compile("登录")).click()


def test_a_stranger_reads_the_week_what_is_late_and_a_model(phone: Page, demo: Demo) -> None:
    phone.goto("/estates/3/plan/progress")
    expect(phone.get_by_text("南门堆的沙石占了消防通道").first).to_be_visible()
    expect(phone.get_by_text("已经晚了 2 天")).to_be_visible()
    expect(phone.get_by_text("管网做到3栋").first).to_be_visible()
    assert_accessible(phone)
    picture(phone, "works-progress")
    phone.get_by_role("link", name="看别的小区的典型案例").click()
    expect(phone.get_by_text("路只挖一回").first).to_be_visible()
    assert_accessible(phone)
    phone.goto("/estates/2/plan")
    phone.get_by_role("link", name="和油房沟小区一起改造，看方案").click()
    expect(phone).to_have_url(re.compile("/estates/1/plan$"))


def test_the_street_notes_a_week_and_proves_what_was_put_right(desk: Page, demo: Demo) -> None:
    _sign_in(desk, demo, "演示芙蓉街道")
    desk.goto("/desk/estates/3/plan")
    desk.get_by_role("link", name="施工跟踪").click()
    assert_accessible(desk)
    picture(desk, "works-desk")
    desk.get_by_role("link", name="写每周安排、每月调度").click()
    desk.get_by_label("完成百分之几").fill("41")
    desk.get_by_label("一句话说明").fill("道路破完，开始铺管。")
    assert_accessible(desk)
    desk.get_by_role("button", name="记下").click()
    expect(desk.get_by_text("道路破完，开始铺管。")).to_be_visible()
    desk.get_by_role("link", name=re.compile("登记整改")).click()
    desk.get_by_label("怎么整改的").fill("沙石运走了。")
    desk.get_by_label("整改后的照片").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": feedback.picture()}
    )
    desk.get_by_role("button", name="登记整改").click()
    expect(desk.get_by_text(re.compile("照片.*公开")).first).to_be_visible()
    assert_accessible(desk)
    desk.get_by_label("谁拍的").fill("街道经办")
    desk.get_by_label("拍的人同意公开").check()
    desk.get_by_label("整改后的照片").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": feedback.picture()}
    )
    desk.get_by_role("button", name="登记整改").click()
    expect(desk.get_by_text("整改已登记")).to_be_visible()


def test_a_committee_tests_an_estate_and_only_the_street_approves_a_model(desk: Page, demo: Demo) -> None:
    _sign_in(desk, demo, "演示干事甲")
    desk.goto("/desk/estates/1/plan")
    desk.get_by_role("link", name="范围和典型案例").click()
    expect(desk.get_by_text("并入的相邻小区")).to_be_visible()
    assert_accessible(desk)
    picture(desk, "works-scope")
    desk.get_by_role("link", name="核对一个小区").click()
    assert_accessible(desk)
    desk.get_by_label("哪一年建成").fill("2003")
    desk.get_by_label("谁核对的").fill("社区居委会")
    desk.get_by_role("button", name="保存").click()
    expect(desk.get_by_text("6 条不符合")).to_be_visible()
