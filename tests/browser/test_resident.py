"""A resident on a small phone: from the letter to the receipt, and the result of another estate."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import assert_accessible, picture
from tests.support.fixtures import Demo

pytestmark = pytest.mark.browser


def _open_home(phone: Page, demo: Demo) -> None:
    phone.goto("/slip")
    phone.get_by_label("短码").fill(demo.codes[0])
    phone.get_by_role("button", name="看一看").or_(phone.get_by_role("button", name="下一步")).first.click()
    phone.get_by_role("button", name="同意，打开我家").click()


def _prove(phone: Page, demo: Demo) -> None:
    phone.goto("/estates/1/votes/1/ballot")
    expect(phone.get_by_role("heading", name="先确认是业主")).to_be_visible()
    phone.get_by_role("link", name=re.compile("的业主")).click()
    phone.get_by_role("radio").first.check(force=True)
    phone.get_by_role("button", name=re.compile("下一步")).click()
    phone.get_by_role("link", name=re.compile("证件号后六位")).click()
    phone.get_by_label("证件号后六位").fill(demo.tails[0])
    phone.get_by_role("button", name="核对").click()
    expect(phone.get_by_text("您现在可以投票")).to_be_visible()


def test_from_the_letter_to_the_receipt(phone: Page, demo: Demo) -> None:
    _open_home(phone, demo)
    _prove(phone, demo)
    phone.get_by_role("link", name="改造", exact=True).click()
    phone.get_by_role("link", name=re.compile("综合管线整治")).click()
    expect(phone.get_by_role("heading", name="综合管线整治", level=1)).to_be_visible()
    assert_accessible(phone)
    phone.get_by_role("link", name=re.compile("^投票")).last.click()
    phone.get_by_role("link", name=re.compile("改造后谁来管.*投票中")).click()
    assert_accessible(phone)
    phone.get_by_role("link", name="看明白了，去投票").click()
    phone.get_by_role("button", name="下一题").click()
    expect(phone.get_by_role("alert")).to_contain_text("请选一项")
    assert_accessible(phone)
    phone.get_by_label("社区物业服务中心来管").check(force=True)
    phone.get_by_role("button", name="下一题").click()
    phone.get_by_label("同意", exact=True).check(force=True)
    phone.get_by_role("button", name="下一步：核对").click()
    expect(phone.get_by_text("社区物业服务中心来管")).to_be_visible()
    assert_accessible(phone)
    phone.get_by_role("button", name="确认投票").click()
    expect(phone.get_by_role("heading", name="投票成功")).to_be_visible()
    expect(phone.get_by_text("社区物业服务中心来管")).to_be_hidden()  # until asked for
    phone.get_by_text("看我选的").click()
    expect(phone.get_by_text("社区物业服务中心来管")).to_be_visible()
    assert_accessible(phone)
    picture(phone, "resident-receipt")


def test_results_of_another_estate(phone: Page, demo: Demo) -> None:
    phone.goto("/estates/3/votes/2/result")
    expect(phone.get_by_text("四道线全过").first).to_be_visible()
    assert_accessible(phone)
    phone.goto("/estates/4/votes/3/result")
    expect(phone.get_by_text(re.compile("未通过：同意的人数差"))).to_be_visible()
    picture(phone, "resident-result")
