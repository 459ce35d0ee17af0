"""Before the ballot: residents check their list, a draft goes, and a paper names who signed it."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from portal import db
from portal.accounts.models import Account
from portal.domain.tally import QuestionKind, Regime
from portal.permissions import Role
from portal.voting.services.drafting import create
from portal.voting.services.opening import open_now
from portal.voting.specification import QuestionSpec, SettingSpec
from portal.web import clock
from tests.factories import accounts
from tests.factories import voting as make
from tests.factories.voting_rules import MEETING
from tests.support.browser import assert_accessible, picture, sign_in

pytestmark = pytest.mark.browser
ASK = QuestionSpec("q1", "是否同意由居民自己管？", QuestionKind.APPROVE, None)
ADULTS = MEETING | {"electors": SettingSpec("adults", "街道〔2026〕3号")}


def test_a_meetings_list_hangs_and_somebody_who_lives_there_objects(
    desk: Page, phone: Page, app: Flask
) -> None:
    with db.transaction():
        entrance = accounts.entrance()
        owner = accounts.owner(entrance, "业主一号")
        home = accounts.home(entrance, "101", owner)
        account = accounts.owning_resident(home, owner)
        estate = accounts.estate_of(entrance)
        clerk = accounts.staff("干事一", Role.COMMUNITY_CLERK, estate=estate)
        spec = make.specification(estate, ASK, regime=Regime.RESIDENTS, settings=ADULTS)
        vote = create(spec, make.CLERK, now=clock.now())
    sign_in(desk, app, clerk)
    desk.goto(f"/desk/estates/{estate.id}/votes/{vote.id}")
    desk.get_by_role("link", name=re.compile("去办.*居民名单已录入")).click()
    assert_accessible(desk)
    desk.get_by_label("居民名单", exact=True).fill("1栋 1单元 101 2")
    desk.get_by_role("button", name="存好名单").click()
    desk.get_by_role("link", name=re.compile("去办.*居民名单公布")).click()
    desk.get_by_role("link", name="公布名单").click()
    assert_accessible(desk)
    desk.get_by_label("纸质名册已经或马上张贴在小区").check()
    desk.get_by_role("button", name="公布", exact=True).click()
    expect(desk.get_by_role("heading", name="第 1 号居民名单")).to_be_visible()
    assert_accessible(desk)
    sign_in(phone, app, account)
    phone.goto(f"/estates/{estate.id}/votes")
    phone.get_by_role("link", name="看公布的居民名单").click()
    assert_accessible(phone)
    picture(phone, "votes-electors")
    phone.get_by_role("link", name="我家写得不对").click()
    phone.get_by_label("哪里不对").fill("我家有三位成年人")
    assert_accessible(phone)
    phone.get_by_role("button", name="提交异议").click()
    expect(phone.get_by_text("我家有三位成年人")).to_be_visible()
    desk.reload()
    desk.get_by_role("link", name=re.compile("^答复")).click()
    assert_accessible(desk)


def test_a_draft_goes_with_its_reason(desk: Page, app: Flask) -> None:
    with db.transaction():
        estate = make.estate([5000, 6000])
        clerk = accounts.staff("干事一", Role.COMMUNITY_CLERK, estate=estate)
        vote = create(make.specification(estate), make.CLERK, now=clock.now())
    sign_in(desk, app, clerk)
    desk.goto(f"/desk/estates/{estate.id}/votes/{vote.id}")
    desk.get_by_role("link", name="删除草稿").click()
    assert_accessible(desk)
    desk.get_by_label("为什么删除").fill("重复建了一份")
    desk.get_by_role("button", name="删除").click()
    expect(desk.get_by_text("草稿删掉了")).to_be_visible()


def _open() -> tuple[str, Account]:
    """The page on which the first paper of an open vote is keyed, and a clerk."""
    now = clock.now()
    with db.transaction():
        estate = make.estate([5000, 6000])
        clerk = accounts.staff("干事一", Role.COMMUNITY_CLERK, estate=estate)
        make.roll_published(estate, now)
        shift = now - make.NOW
        plain = make.specification(estate)
        times = {name: getattr(plain, name) + shift for name in ("notice_at", "opens_at", "closes_at")}
        vote = create(make.specification(estate, **times), make.CLERK, now=now)
        open_now(vote, make.CLERK, now=now)
        first = make.voters(vote)[0]
        page = f"/desk/estates/{estate.id}/votes/{vote.id}/papers/{first.id}"
    return page, clerk


def test_a_paper_that_somebody_signed_without_being_on_record(desk: Page, app: Flask) -> None:
    page, clerk = _open()
    sign_in(desk, app, clerk)
    desk.goto(page)
    desk.get_by_label("票上写的签名时间").fill(clock.now().strftime("%Y-%m-%dT00:01"))
    desk.get_by_label("纸质", exact=True).check()
    desk.get_by_label("没有问题").check()
    desk.get_by_label("谁签的名").select_option("受托人")
    desk.get_by_label("同意", exact=True).check()
    desk.get_by_role("button", name="录入，下一张").click()
    expect(desk.get_by_text("这一户没有登记“受托人”").first).to_be_visible()
    assert_accessible(desk)
    picture(desk, "votes-signer")
