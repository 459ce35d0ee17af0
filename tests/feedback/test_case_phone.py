"""From a photo on a phone to the resident's last word, with the desk in between."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal import db
from portal.domain.stages import CaseState
from portal.feedback import queries
from portal.feedback.models import Case
from portal.permissions import Role
from tests.factories import accounts, feedback
from tests.support.browser import assert_accessible, sign_in

pytestmark = pytest.mark.browser


def test_a_matter_from_photo_to_last_word(phone: Page, app: Flask, tmp_path: Path) -> None:
    with db.transaction():
        part = accounts.home(accounts.entrance(), "501")
        estate_id, account = part.estate_id, accounts.resident(part)
    photo = tmp_path / "漏水.jpg"
    photo.write_bytes(feedback.picture(size=(3000, 2000)))
    sign_in(phone, app, account)
    phone.goto(f"/estates/{estate_id}/cases")
    assert_accessible(phone)
    phone.get_by_role("link", name="拍照反映").click()
    phone.get_by_label("是什么事？").fill("楼梯间窗户渗水，墙皮掉了")
    phone.locator("input[type=file]").set_input_files(photo)
    expect(phone.get_by_role("img", name="照片 1")).to_be_visible()
    assert_accessible(phone)
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_role("alert")).to_contain_text("请选一类")
    assert phone.get_by_label("是什么事？").input_value() == "楼梯间窗户渗水，墙皮掉了"
    phone.locator("input[type=file]").set_input_files(photo)
    phone.get_by_label("投诉").check()
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("已经提交")
    assert_accessible(phone)

    with db.transaction():
        case = db.session.scalars(select(Case)).one()
        case_id = case.id
        assert len(case.photos) == 1
        feedback.brought_to(case, CaseState.ANSWERED)
    phone.goto(f"/estates/{estate_id}/cases/{case_id}")
    expect(phone.get_by_role("img", name="照片 1")).to_be_visible()
    assert_accessible(phone)
    phone.get_by_role("button", name="没解决").click()
    expect(phone.get_by_role("alert")).to_contain_text("请写一句哪里没解决")
    phone.get_by_label("没解决的，写一句哪里不好").fill("大雨还是渗")
    phone.get_by_role("button", name="没解决").click()
    expect(phone.locator("main")).to_contain_text("已退回重新办理")
    db.session.remove()  # what it read before is old by now
    assert queries.get_case(estate_id, case_id).state is CaseState.REOPENED
    db.session.remove()


def test_a_clerk_finds_and_accepts(desk: Page, app: Flask) -> None:
    with db.transaction():
        part = accounts.home(accounts.entrance(), "501")
        feedback.raised(part.estate_id, accounts.resident(part))
        clerk = accounts.staff("干事", Role.COMMUNITY_CLERK, estate=accounts.estate_of(part.entrance))
        estate_id = part.estate_id
    sign_in(desk, app, clerk)
    desk.goto(f"/desk/estates/{estate_id}/cases")
    assert_accessible(desk)
    desk.get_by_role("link", name="FK-260320-001").click()
    assert_accessible(desk)
    desk.get_by_label("受理").check()
    desk.get_by_role("button", name="记录并告诉居民").click()
    expect(desk.get_by_role("status")).to_contain_text("居民会收到消息")
    assert_accessible(desk)
