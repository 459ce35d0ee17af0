"""From the matter to the ballot: a clerk prepares by rule, and residents answer by it."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, expect

from portal import db
from portal.accounts.models import Account
from portal.communities.models import Estate
from portal.permissions import Role
from portal.voting.services.rolls import publish_roll
from portal.web import clock
from tests.factories import accounts
from tests.factories import voting as make
from tests.support.browser import assert_accessible, picture, sign_in
from tests.support.fixtures import Demo

pytestmark = pytest.mark.browser


def _estate() -> tuple[Estate, Account, Account]:
    """Three homes, a clerk, and the first home's owner on the phone."""
    with db.transaction():
        entrance = accounts.entrance()
        owners = [accounts.owner(entrance, f"业主{number}号") for number in range(3)]
        homes = [accounts.home(entrance, f"{number + 1}01", of) for number, of in enumerate(owners)]
        account = accounts.owning_resident(homes[0], owners[0])
        estate = accounts.estate_of(entrance)
        clerk = accounts.staff("干事一", Role.COMMUNITY_CLERK, estate=estate)
    return estate, clerk, account


def test_from_the_matter_to_the_announcement(desk: Page, app: Flask) -> None:
    estate, clerk, _ = _estate()
    with db.transaction():
        long_ago = clock.now() - timedelta(days=30)
        publish_roll(estate, days=7, by=make.CLERK, now=long_ago)
    sign_in(desk, app, clerk)
    desk.goto(f"/desk/estates/{estate.id}/votes")
    desk.get_by_role("link", name="新建投票").first.click()
    assert_accessible(desk)
    desk.get_by_role("link", name=re.compile("成立业主大会")).click()
    assert_accessible(desk)
    desk.get_by_role("button", name="存成草稿").click()
    expect(desk.get_by_role("heading", name="补齐投票")).to_be_visible()
    assert_accessible(desk)
    desk.get_by_label("依据哪条规定召集").fill("街道〔2026〕1号")
    desk.get_by_label("联系人和电话").fill("李干事 023-0000 0000")
    desk.get_by_label("监督单位").fill("街道办事处")
    desk.get_by_role("button", name="存好").click()
    expect(desk.get_by_text("还有 1 项没有办好")).to_be_visible()  # the street's guidance
    desk.get_by_role("link", name=re.compile("去办.*街道指导")).click()
    desk.get_by_label("街道指导意见").fill("街道三月一日派人指导")
    desk.get_by_role("button", name="存好").click()
    picture(desk, "votes-checklist")
    desk.get_by_role("button", name=re.compile("自动开始")).click()
    expect(desk.get_by_text("已公告。到了开始时间，投票自动开始。")).to_be_visible()
    assert_accessible(desk)


def test_the_roll_is_published_and_an_owner_objects(desk: Page, phone: Page, app: Flask) -> None:
    estate, clerk, account = _estate()
    sign_in(desk, app, clerk)
    desk.goto(f"/desk/estates/{estate.id}/roll")
    desk.get_by_role("link", name="公布名册").click()
    desk.get_by_role("link", name="公布现在的名册").click()
    assert_accessible(desk)
    desk.get_by_label("纸质名册已经或马上张贴在小区").check()
    desk.get_by_role("button", name="公布名册").click()
    expect(desk.get_by_role("heading", name="第 1 号名册")).to_be_visible()
    assert_accessible(desk)
    sign_in(phone, app, account)
    phone.goto(f"/estates/{estate.id}/votes")
    phone.get_by_role("link", name="看公布的业主名册").click()
    assert_accessible(phone)
    picture(phone, "roll-published")
    phone.get_by_role("link", name="我家写得不对").click()
    phone.get_by_label("哪里不对").fill("产权证上多一平方米")
    phone.get_by_role("button", name="提交异议").click()
    expect(phone.get_by_text("还没有答复")).to_be_visible()
    desk.reload()
    desk.get_by_role("link", name=re.compile("^答复")).click()
    desk.get_by_text("不成立，名册不改").click()
    desk.get_by_label("答复", exact=True).fill("已核对登记簿")
    desk.get_by_role("button", name="答复").click()
    phone.reload()
    expect(phone.get_by_text("已核对登记簿")).to_be_visible()


def test_a_proxys_paper_is_seen_by_two(desk: Page, app: Flask) -> None:
    estate, clerk, _ = _estate()
    with db.transaction():
        second = accounts.staff("干事二", Role.COMMUNITY_CLERK, estate=estate)
        vote = make.opened(estate)
        voter = make.voters(vote)[0].id
    sign_in(desk, app, clerk)
    desk.goto(f"/desk/estates/{estate.id}/votes/{vote.id}/voters/{voter}")
    assert_accessible(desk)
    desk.get_by_role("link", name="登记代表或委托").click()
    desk.get_by_text("受托人", exact=True).click()
    desk.get_by_label("姓名").fill("陈芳")
    desk.get_by_label("身份证号").fill("110101199003070011")
    desk.get_by_label("材料名称和日期").fill("委托书，2026年3月1日")
    desk.get_by_label("材料照片").set_input_files(
        {"name": "委托书.jpg", "mimeType": "image/jpeg", "buffer": _photo()}
    )
    desk.get_by_label(re.compile("我看过原件")).check()
    assert_accessible(desk)
    desk.get_by_role("button", name="登记").click()
    expect(desk.get_by_text("请另一个人看原件确认")).to_be_visible()
    sign_in(desk, app, second)
    desk.goto(f"/desk/estates/{estate.id}/votes/{vote.id}/mandates")
    assert_accessible(desk)
    desk.get_by_role("button", name="我看过原件，确认").click()
    expect(desk.get_by_text("确认好了，从现在起有效。")).to_be_visible()
    picture(desk, "votes-mandates")


def _photo() -> bytes:
    out = BytesIO()
    Image.new("RGB", (64, 64), "white").save(out, "JPEG")
    return out.getvalue()


def test_a_household_chooses_within_a_budget(phone: Page, demo: Demo) -> None:
    phone.goto("/slip")
    phone.get_by_label("短码").fill(demo.codes[0])
    phone.get_by_role("button", name="看一看").or_(phone.get_by_role("button", name="下一步")).first.click()
    phone.get_by_role("button", name="同意，打开我家").click()
    phone.goto("/estates/1/votes")
    phone.get_by_role("link", name=re.compile("院坝先做什么.*投票中")).click()
    expect(phone.get_by_text("意愿征集，不构成业主表决").first).to_be_visible()
    assert_accessible(phone)
    phone.get_by_role("link", name="看明白了，去投票").click()
    for name in ("凉亭", "路灯"):
        phone.get_by_label(name).check(force=True)
    expect(phone.get_by_text(re.compile("^超了"))).to_be_visible()
    phone.get_by_label("路灯").uncheck(force=True)
    phone.get_by_label("无障碍坡道").check(force=True)
    assert_accessible(phone)
    phone.get_by_role("button", name="下一步：核对").click()
    expect(phone.get_by_text("2 样，合计 4.50 万元，预算 5 万元")).to_be_visible()
    assert_accessible(phone)
    phone.get_by_role("button", name="确认投票").click()
    expect(phone.get_by_role("heading", name="投票成功")).to_be_visible()
    picture(phone, "survey-receipt")
