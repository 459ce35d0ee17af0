"""A household at its phone: what do we pay, and what do we say to it?"""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from portal import db
from portal.permissions import Role
from portal.pledges import queries
from portal.pledges.models import PledgeAnswer
from tests.factories import accounts, pledges
from tests.support.browser import assert_accessible, sign_in

pytestmark = pytest.mark.browser


def test_a_household_works_it_out_and_answers(phone: Page, app: Flask) -> None:
    with db.transaction():
        entrance, parts = pledges.tower()
        scheme = pledges.opened(entrance)
        part_id, scheme_id, account = parts[7].id, scheme.id, accounts.resident(parts[7])
        address = f"/estates/{scheme.estate_id}/lifts/{scheme_id}"
    sign_in(phone, app, account)
    phone.goto(address)
    assert_accessible(phone)
    out = phone.locator(".out")
    expect(out).to_contain_text("26,125.00 元")
    phone.get_by_role("button", name="高一层").click()
    expect(out).to_contain_text("5 楼一户出")
    expect(out).to_contain_text("28,500.00 元")
    phone.get_by_label("电梯总价").fill("84")
    expect(out).to_contain_text("57,000.00 元")
    phone.get_by_role("button", name="算一算").click()
    expect(out).to_contain_text("57,000.00 元")  # the server says the same

    phone.get_by_role("link", name="登记我家的意向").click()
    assert_accessible(phone)
    phone.get_by_label("愿意，金额另商量").check()
    phone.get_by_role("button", name="登记意向").click()
    expect(phone.get_by_role("alert")).to_contain_text("请填写您家愿意出多少元")
    assert_accessible(phone)
    phone.get_by_label("另商量的金额").fill("20000")
    phone.get_by_role("button", name="登记意向").click()
    expect(phone.locator("main")).to_contain_text("愿意出 2 万元")
    said = queries.find_pledge(scheme_id, part_id)
    assert said is not None
    assert (said.answer, said.amount) == (PledgeAnswer.OTHER_AMOUNT, 2_000_000)
    db.session.remove()


def test_a_clerk_drafts_a_scheme(desk: Page, app: Flask) -> None:
    with db.transaction():
        entrance, _ = pledges.tower(floors=7)
        clerk = accounts.staff("干事", Role.COMMUNITY_CLERK, estate=accounts.estate_of(entrance))
        estate_id = entrance.estate_id
    sign_in(desk, app, clerk)
    desk.goto(f"/desk/estates/{estate_id}/lifts")
    assert_accessible(desk)
    desk.get_by_role("link", name="新建方案").click()
    desk.get_by_role("button", name="下一步：填费用").click()
    desk.get_by_label("总费用").fill("460000")
    desk.get_by_role("button", name="看看每户出多少").click()
    expect(desk.get_by_role("table")).to_contain_text("380,000.00 元")
    assert_accessible(desk)
    desk.get_by_role("button", name="存为草稿").click()
    desk.get_by_role("button", name="开始登记").click()
    expect(desk.locator("main")).to_contain_text("每户金额不再变动")
    assert_accessible(desk)
