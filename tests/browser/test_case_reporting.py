"""Somebody without an account reports from a phone; the desk answers with a day, and is held to it."""

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from portal import crypto, db
from portal.accounts.models import Account
from portal.db import session
from portal.domain.deadlines import local_day
from portal.feedback.models import Case
from portal.messages.models import Dispatch
from portal.permissions import Role
from portal.web import clock
from tests.factories import accounts
from tests.support.browser import assert_accessible, sign_in

pytestmark = pytest.mark.browser


def _code() -> str:
    session.expire_all()
    last = session.scalars(select(Dispatch).order_by(Dispatch.id.desc()).limit(1)).one()
    text = crypto.unseal(last.text)
    db.session.remove()
    return "".join(sign for sign in text.split("，")[0] if sign.isdigit())


def test_a_report_without_an_account_is_answered(phone: Page, desk: Page, app: Flask, server: str) -> None:
    with db.transaction():
        entrance = accounts.entrance()
        clerk = accounts.staff("干事", Role.COMMUNITY_CLERK, estate=accounts.estate_of(entrance))
        estate_id, clerk_id = entrance.estate_id, clerk.id
    phone.goto(f"{server}/estates/{estate_id}/")
    phone.get_by_role("link", name="不登录，反映一件事").click()
    assert_accessible(phone)
    phone.get_by_label("手机号").fill("139 0000 1111")
    phone.get_by_role("button", name="发验证码").click()
    assert_accessible(phone)
    phone.get_by_label("验证码").fill(_code())
    phone.get_by_label("是什么事？").fill("路灯坏了三天，晚上看不清。")
    phone.get_by_label("诉求").check()
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_role("heading", name="收到了")).to_be_visible()
    assert_accessible(phone)

    sign_in(desk, app, session.get_one(Account, clerk_id))
    made = session.scalars(select(Case)).one()
    desk.goto(f"{server}/desk/estates/{estate_id}/cases/{made.id}")
    expect(desk.locator("main")).to_contain_text("路灯坏了三天")
    db.session.remove()
    for step, words in (("受理", ""), ("答复居民（还没办完）", "换了灯就亮。")):
        desk.get_by_label(step, exact=True).check()
        desk.get_by_label("写给居民的话").fill(words)
        if words:
            day = local_day(clock.now()) + timedelta(days=3)
            desk.get_by_label("说好哪天办好").fill(day.isoformat())
        desk.get_by_role("button", name="记录并告诉居民").click()
    assert_accessible(desk)
    made = session.scalars(select(Case)).one()
    assert made.promised_on == local_day(clock.now()) + timedelta(days=3)
    db.session.remove()
