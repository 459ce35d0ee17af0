"""A clerk goes from door to door, with and without a network; an observer looks and changes nothing."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from portal import db
from portal.permissions import Role
from portal.voting.models import Visit, Vote
from portal.web import clock
from tests.factories import accounts
from tests.factories import voting as make
from tests.support.browser import assert_accessible, picture, sign_in

pytestmark = pytest.mark.browser


def opened() -> Vote:
    with db.transaction():
        vote = make.opened(make.estate([5000, 6000, 7000, 8000]))
        vote.closes_at = clock.now() + timedelta(days=6)  # the browser's day is today
    return vote


def visits() -> list[tuple[str, str]]:
    with db.transaction():
        return [(row.part.room, row.outcome.value) for row in db.session.query(Visit).order_by(Visit.id)]


def to_doors(page: Page, vote: Vote) -> None:
    page.goto(f"/desk/estates/{vote.estate_id}/votes/{vote.id}")
    page.get_by_role("link", name="上门", exact=True).click()


def test_a_clerk_at_the_door(phone: Page, app: Flask) -> None:
    vote = opened()
    with db.transaction():
        clerk = accounts.staff("干事一", Role.COMMUNITY_CLERK, estate=vote.estate)
    sign_in(phone, app, clerk)
    to_doors(phone, vote)
    expect(phone.get_by_text("约差 3 户")).to_be_visible()
    assert_accessible(phone)
    picture(phone, "doors")
    phone.get_by_role("link", name=re.compile("1栋")).first.click()
    phone.get_by_role("link", name=re.compile("401")).click()
    phone.get_by_role("button", name="登记", exact=True).click()
    expect(phone.get_by_role("alert")).to_contain_text("请选一项")
    phone.get_by_label("留票").check(force=True)
    phone.get_by_label(re.compile("备注")).fill("塞进信报箱")
    assert_accessible(phone)
    phone.get_by_role("button", name="登记", exact=True).click()
    expect(phone.get_by_role("link", name="401，留了票")).to_be_visible()
    assert_accessible(phone)
    picture(phone, "doors-building")
    phone.get_by_role("link", name=re.compile("401")).click()
    expect(phone.get_by_text("信报箱或房内").last).to_be_visible()
    assert visits() == [("401", "left")]


def test_without_a_network(phone: Page, app: Flask) -> None:
    """Taken along, written down offline, sent once although pressed twice, handed over, wiped."""
    vote = opened()
    with db.transaction():
        clerk = accounts.staff("干事一", Role.COMMUNITY_CLERK, estate=vote.estate)
        accounts.staff("干事二", Role.COMMUNITY_CLERK, estate=vote.estate)
    sign_in(phone, app, clerk)
    phone.goto(f"/desk/estates/{vote.estate_id}/votes/{vote.id}/doors/in?building=1栋")
    phone.get_by_role("button", name="带走这一栋").click()
    phone.get_by_role("button", name="放进这部手机").click()
    expect(phone.get_by_text("放好了，没有网也能打开。")).to_be_visible()
    assert_accessible(phone)
    held = phone.evaluate("JSON.stringify(localStorage)")
    assert "401" in held
    assert "业主" not in held
    phone.context.set_offline(True)
    phone.get_by_role("link", name="打开清单，去敲门").click()
    for room, outcome in (("401", "没人"), ("301", "外住")):
        phone.get_by_role("button", name=re.compile(room)).click()
        phone.get_by_role("button", name="记在手机里").click()
        expect(phone.get_by_role("alert")).to_contain_text("请选一项")
        phone.get_by_label(outcome).check(force=True)
        phone.get_by_role("button", name="记在手机里").click()
    expect(phone.get_by_text("没发送 2 条")).to_be_visible()
    phone.reload()  # the page and what was written down are still there
    expect(phone.get_by_text("没发送 2 条")).to_be_visible()
    assert_accessible(phone)
    picture(phone, "doors-offline")
    phone.get_by_role("button", name="发送没发的").click()
    expect(phone.get_by_text("记录留在手机里")).to_be_visible()
    assert visits() == []
    phone.context.set_offline(False)
    phone.get_by_role("button", name="发送没发的").dblclick()
    expect(phone.get_by_text("已发送 2 条")).to_be_visible()
    assert visits() == [("401", "nobody"), ("301", "away")]
    hand_over(phone, vote)


def hand_over(phone: Page, vote: Vote) -> None:
    """Not before everything is sent; afterwards the phone knows nothing of the building."""
    phone.get_by_role("button", name=re.compile("201")).click()
    phone.get_by_label("拒绝").check(force=True)
    phone.get_by_role("button", name="记在手机里").click()
    phone.goto(f"/desk/estates/{vote.estate_id}/votes/{vote.id}/doors/lists/1")
    phone.get_by_label(re.compile("交给谁")).select_option(label="干事二")
    phone.get_by_role("button", name="交接").click()
    expect(phone.get_by_text("还有 1 条没有发送").first).to_be_visible()
    phone.get_by_role("link", name="打开清单，去敲门").click()
    phone.get_by_role("button", name="发送没发的").click()
    expect(phone.get_by_text("已发送 3 条")).to_be_visible()
    phone.goto(f"/desk/estates/{vote.estate_id}/votes/{vote.id}/doors/lists/1")
    phone.get_by_label(re.compile("交给谁")).select_option(label="干事二")
    phone.get_by_role("button", name="交接").click()
    expect(phone.get_by_text("已交接，对方")).to_be_visible()
    assert "401" not in phone.evaluate("JSON.stringify(localStorage)")
    phone.goto("/doors")
    expect(phone.get_by_text("这部手机里没有清单")).to_be_visible()


def test_after_a_day_the_list_is_gone(phone: Page, app: Flask) -> None:
    """And it is said that something was not sent."""
    phone.goto("/doors")
    phone.evaluate(
        """localStorage.setItem('doors:7', JSON.stringify({id: 7, title: '1栋', ends: Date.now() - 1,
        doors: [[1, '1单元', '4', '401']], visits: [{part: 1, outcome: 'nobody', note: '', sent: 0}]}))"""
    )
    phone.reload()
    expect(phone.get_by_text("有 1 条没有发送")).to_be_visible()
    assert "401" not in phone.evaluate("JSON.stringify(localStorage)")


def test_an_observer_looks_and_changes_nothing(desk: Page, app: Flask) -> None:
    vote = opened()
    with db.transaction():
        observer = accounts.staff("观察员", Role.OBSERVER, estate=vote.estate)
    sign_in(desk, app, observer)
    to_doors(desk, vote)
    assert_accessible(desk)
    desk.get_by_role("link", name=re.compile("1栋")).first.click()
    expect(desk.get_by_role("button", name="带走这一栋")).to_have_count(0)
    desk.get_by_role("link", name=re.compile("401")).click()
    expect(desk.get_by_text("还没去过")).to_be_visible()
    expect(desk.get_by_role("button", name="登记", exact=True)).to_have_count(0)
    assert_accessible(desk)
    picture(desk, "doors-observer")
