"""A household that cannot pay in time asks on the phone; the desk answers, and the phone says so."""

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from portal import db
from portal.communities.models import Part
from portal.db import session
from portal.pledges.models import Commitment
from tests.factories import accounts
from tests.factories.pledge_desk import Desk
from tests.support.browser import assert_accessible, sign_in

pytestmark = pytest.mark.browser


def test_paying_in_parts_is_asked_for_and_granted(phone: Page, desk: Page, app: Flask) -> None:
    with db.transaction():
        office = Desk()
    owes = office.owes(3, 1_000_00)
    with db.transaction():
        home = session.get_one(Part, owes.part_id)
        who = accounts.owning_resident(home, home.party.owners[0])
    own = f"/estates/{owes.estate_id}/lifts/{owes.scheme_id}/own"
    sign_in(phone, app, who)
    phone.goto(own)
    phone.get_by_role("link", name="交款有困难，申请减轻").click()
    assert_accessible(phone)
    phone.get_by_role("button", name="交上申请").click()
    expect(phone.get_by_role("alert")).to_contain_text("请选一种")
    phone.get_by_label("分期").check()
    phone.get_by_label("分几次交").fill("2")
    phone.get_by_label("原因").fill("一下子拿不出")
    phone.get_by_role("button", name="交上申请").click()
    expect(phone.locator("main")).to_contain_text("申请分期：等答复")
    assert_accessible(phone)

    sign_in(desk, app, office.first)
    desk.goto(office.at("/money/checks"))
    assert_accessible(desk)
    desk.get_by_role("link", name="答复").click()
    assert_accessible(desk)
    desk.get_by_role("button", name="同意，记下").click()
    expect(desk.locator("main")).to_contain_text("2 次")
    phone.goto(own)
    expect(phone.locator("main")).to_contain_text("申请分期：同意了")
    session.expire_all()
    assert session.get_one(Commitment, owes.id).parts == 2
    db.session.remove()
