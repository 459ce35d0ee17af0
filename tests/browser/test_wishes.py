"""Wishes asked, a version laid open, a lift led through: by residents, a clerk, the street, and strangers."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from portal.accounts.models import Account
from portal.communities.models import Estate
from portal.db import session, transaction
from portal.permissions import Role
from portal.plans.models import Channel
from portal.plans.queries.wishes import list_surveys
from portal.plans.services import wishes
from portal.web import clock
from tests.factories import accounts as make
from tests.factories import plans
from tests.support.browser import assert_accessible, picture, sign_in

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Place:
    """An estate with six homes of one entrance; somebody who owns the first lives in it."""

    estate_id: int
    parts: list[int]
    owner_id: int

    def owner(self) -> Account:
        return session.get_one(Account, self.owner_id)


@pytest.fixture
def place(fresh_database: str) -> Place:
    """With a clerk, and the street."""
    with transaction():
        door = make.entrance()
        owner = make.owner(door, "楼下业主", id_number="1")
        first = make.home(door, "101", owner)
        rest = [make.home(door, room) for room in ("102", "201", "202", "301", "302")]
        estate = session.get_one(Estate, door.estate_id)
        make.staff("干事甲", Role.COMMUNITY_CLERK, estate=estate)
        make.staff("街道乙", Role.STREET, street=estate.street)
        lives = make.owning_resident(first, owner)
        return Place(estate.id, [part.id for part in (first, *rest)], lives.id)


def _account(name: str) -> Account:
    return session.query(Account).filter_by(display_name=name).one()


def test_wishes_on_the_phone_at_the_door_and_into_a_draft(
    app: Flask, phone: Page, desk: Page, place: Place
) -> None:
    estate_id = place.estate_id
    sign_in(desk, app, _account("干事甲"))
    desk.goto(f"/desk/estates/{estate_id}/plan")
    desk.get_by_role("link", name="意愿征询").click()
    desk.get_by_role("link", name="开始征询").click()
    desk.get_by_label("收到哪天（含当天）").fill((clock.now() + timedelta(days=9)).date().isoformat())
    assert_accessible(desk)
    picture(desk, "wishes-open")
    desk.get_by_role("button", name="开始，并通知住户").click()
    sign_in(phone, app, place.owner())
    phone.goto(f"/estates/{estate_id}/")
    phone.get_by_role("link", name="去答一答").click()
    expect(phone.get_by_text("意愿征集，不构成业主表决")).to_be_visible()
    phone.get_by_role("link", name="开始答").click()
    assert_accessible(phone)
    picture(phone, "wishes-answer")
    phone.get_by_label("愿意", exact=True).first.check()
    phone.get_by_label("加装电梯", exact=True).check()
    phone.get_by_role("button", name="交上去").click()
    expect(phone.get_by_text("收到了，谢谢您")).to_be_visible()
    _neighbours_answer(place)
    _key_one_and_draft(desk)
    phone.context.clear_cookies()
    phone.goto(f"/estates/{estate_id}/wishes")
    phone.get_by_role("link", name=re.compile("意愿征询")).last.click()
    expect(phone.get_by_role("heading", name="大家想改什么")).to_be_visible()
    assert_accessible(phone)


def _key_one_and_draft(desk: Page) -> None:
    desk.get_by_role("link", name="录一份").click()
    desk.get_by_label("哪一户").select_option(label="1栋1单元302")
    desk.get_by_label("上门", exact=True).check()
    desk.get_by_label("不愿意", exact=True).first.check()
    assert_accessible(desk)
    desk.get_by_role("button", name="录入，下一份").click()
    expect(desk.get_by_text("录好了")).to_be_visible()
    desk.get_by_role("link", name="返回").click()
    desk.get_by_role("button", name="现在结束，公布结果").click()
    assert_accessible(desk)
    picture(desk, "wishes-result")
    desk.get_by_role("button", name="按意愿拟方案").click()
    expect(desk.get_by_text("5 户").first).to_be_visible()
    assert_accessible(desk)


def _neighbours_answer(place: Place) -> None:
    with transaction():
        [survey] = list_surveys(place.estate_id)
        for number, part_id in enumerate(place.parts[1:5]):
            said = {"renovate": ["yes"], "items": ["加装电梯"]}
            paper = wishes.Paper(part_id, Channel.PAPER, said, f"N{number}")
            wishes.enter(survey, paper, by=plans.CLERK, now=clock.now())


def test_an_objection_is_answered_before_the_end(app: Flask, phone: Page, desk: Page, place: Place) -> None:
    estate_id = place.estate_id
    with transaction():
        plans.published(session.get_one(Estate, estate_id), plans.draft("小区道路", effect="请从南门进出"))
    sign_in(desk, app, _account("街道乙"))
    desk.goto(f"/desk/estates/{estate_id}/plan")
    desk.get_by_role("link", name=re.compile("选.*小区道路")).click()
    desk.get_by_label("1栋", exact=True).check()
    desk.get_by_role("button", name="保存").click()
    desk.get_by_role("link", name="方案公示").click()
    desk.get_by_role("link", name="开始公示").click()
    desk.get_by_label("到哪天（含当天）").fill((clock.now() + timedelta(days=9)).date().isoformat())
    assert_accessible(desk)
    desk.get_by_role("button", name="开始，并通知住户").click()
    sign_in(phone, app, place.owner())
    phone.goto(f"/estates/{estate_id}/plan")
    phone.get_by_role("link", name=re.compile("1栋1单元改什么")).click()
    expect(phone.get_by_text("请从南门进出")).to_be_visible()
    assert_accessible(phone)
    phone.get_by_role("link", name="方案在公示，去提意见").click()
    phone.get_by_role("button", name="我家看过了").click()
    expect(phone.get_by_text("您家看过了")).to_be_visible()
    phone.get_by_role("link", name="提意见、提异议").click()
    phone.get_by_label("异议，不同意这样做").check()
    phone.get_by_label("怎么想的").fill("坡道太陡")
    assert_accessible(phone)
    phone.get_by_role("button", name="提上去").click()
    expect(phone.get_by_text("还有 1 条在等答复")).to_be_visible()
    _answer_it(desk)
    phone.context.clear_cookies()
    phone.goto(f"/estates/{estate_id}/publicity")
    phone.get_by_role("link", name=re.compile("第 1 版方案")).click()
    expect(phone.get_by_text("坡道放缓")).to_be_visible()
    assert_accessible(phone)
    picture(phone, "publicity")


def _answer_it(desk: Page) -> None:
    desk.reload()
    assert_accessible(desk)
    picture(desk, "publicity-desk")
    desk.get_by_role("link", name="结束公示").click()
    desk.get_by_label("公示结果").fill("好")
    desk.get_by_role("button", name="结束并公布结果").click()
    expect(desk.get_by_text("期满才能结束").first).to_be_visible()
    desk.get_by_role("link", name="返回").click()
    desk.get_by_role("link", name=re.compile("^答复")).click()
    desk.get_by_label("答复", exact=True).fill("坡道放缓")
    desk.get_by_role("button", name="答复并公布").click()
    with desk.expect_download() as kept:
        desk.get_by_role("link", name="公示（Word）").click()
    assert kept.value.suggested_filename.endswith(".docx")


def test_a_lift_is_led_and_downstairs_is_heard(app: Flask, phone: Page, desk: Page, place: Place) -> None:
    estate_id = place.estate_id
    sign_in(desk, app, _account("干事甲"))
    desk.goto(f"/desk/estates/{estate_id}/plan")
    desk.get_by_role("link", name="电梯、管线、危房").click()
    desk.get_by_role("link", name="办一件加装电梯").click()
    desk.get_by_role("button", name="下一步：填基本情况").click()
    desk.get_by_label(re.compile("一共几层")).fill("5")
    desk.get_by_label(re.compile("结构检查报告")).fill("检字12号")
    desk.get_by_label("查过，安全").check()
    desk.get_by_role("button", name="保存").click()
    desk.get_by_role("link", name="下一步：资格核查").click()
    desk.get_by_role("button", name="记下").click()
    expect(desk.get_by_text("这里填的是 5 层").first).to_be_visible()
    assert_accessible(desk)
    desk.get_by_role("link", name="返回").click()
    desk.get_by_role("link", name="填基本情况").click()
    desk.get_by_label(re.compile("一共几层")).fill("7")
    assert_accessible(desk)
    desk.get_by_role("button", name="保存").click()
    desk.get_by_role("link", name="下一步：资格核查").click()
    desk.get_by_role("button", name="记下").click()
    expect(desk.get_by_text("已记下：资格核查")).to_be_visible()
    _downstairs_asks(app, phone, place)
    desk.reload()
    assert_accessible(desk)
    picture(desk, "course-desk")
    desk.get_by_role("link", name=re.compile("^答复")).click()
    desk.get_by_label("谈拢了", exact=True).check()
    desk.get_by_label("答复", exact=True).fill("井道外移")
    assert_accessible(desk)
    desk.get_by_role("button", name="答复，并告诉业主").click()
    phone.context.clear_cookies()
    phone.goto(f"/estates/{estate_id}/courses")
    phone.get_by_role("link", name=re.compile("加装电梯")).click()
    expect(phone.get_by_text("挡光")).to_have_count(0)
    expect(phone.get_by_text("提了 1 条")).to_be_visible()


def _downstairs_asks(app: Flask, phone: Page, place: Place) -> None:
    sign_in(phone, app, place.owner())
    phone.goto(f"/estates/{place.estate_id}/courses")
    assert_accessible(phone)
    phone.get_by_role("link", name=re.compile("加装电梯")).click()
    phone.get_by_role("link", name=re.compile("提补偿要求")).click()
    phone.get_by_label(re.compile("影响了什么")).fill("挡光")
    assert_accessible(phone)
    phone.get_by_role("button", name="提上去").click()
    expect(phone.get_by_text("您家提的")).to_be_visible()
    assert_accessible(phone)
    picture(phone, "course")


def test_a_stranger_reads_the_policy_in_plain_words(phone: Page, fresh_database: str) -> None:
    phone.goto("/policy")
    phone.get_by_text("能装电梯吗？政府补多少？").click()
    expect(phone.get_by_text("每台补助 8 万元")).to_be_visible()
    assert_accessible(phone)
    phone.get_by_role("link", name=re.compile("看原文")).first.click()
    assert phone.url.endswith("#p4-7")
