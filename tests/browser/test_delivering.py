"""A clerk writes down a round of serving and prints the notice for those nobody could reach."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from portal import db
from portal.permissions import Role
from tests.factories import accounts
from tests.factories import voting as make
from tests.support.browser import assert_accessible, picture, sign_in

pytestmark = pytest.mark.browser


def test_a_clerk_serves_a_building(desk: Page, app: Flask) -> None:
    with db.transaction():
        vote = make.opened(make.estate([5000, 6000, 7000, 8000]))
        clerk = accounts.staff("干事一", Role.COMMUNITY_CLERK, estate=vote.estate)
    sign_in(desk, app, clerk)
    desk.goto(f"/desk/estates/{vote.estate_id}/votes/{vote.id}")
    desk.get_by_role("link", name=re.compile("选票送达")).click()
    desk.get_by_role("button", name="登记勾选的户").click()
    expect(desk.get_by_role("alert")).to_contain_text("请至少勾选一户")
    assert_accessible(desk)
    for home in ("1栋1单元101", "1栋1单元201"):
        desk.get_by_label(home).check(force=True)
    desk.get_by_label("当面签收").check(force=True)
    desk.get_by_role("button", name="登记勾选的户").click()
    expect(desk.get_by_text("登记了 2 户。")).to_be_visible()
    desk.get_by_label("1栋1单元301").check(force=True)
    desk.get_by_label("无法送达").check(force=True)
    desk.get_by_label(re.compile("备注")).fill("去过三次，没人")
    desk.get_by_role("button", name="登记勾选的户").click()
    expect(desk.get_by_text("登记了 1 户。")).to_be_visible()
    assert_accessible(desk)
    picture(desk, "deliveries")
    desk.get_by_role("link", name="打印无法送达的公告").click()
    expect(desk.get_by_text("1栋1单元301")).to_be_visible()
    picture(desk, "undeliverable")
