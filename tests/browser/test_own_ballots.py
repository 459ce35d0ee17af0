"""A vote in my name: the owner presses, a clerk who had no hand in it decides, the owner reads why."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from portal import db
from portal.accounts.models import Account
from portal.permissions import Role
from portal.voting.models import Vote
from tests.factories import accounts
from tests.factories import voting as make
from tests.factories.voting_desk import on_paper
from tests.support.browser import assert_accessible, picture, sign_in

pytestmark = pytest.mark.browser


def _keyed() -> tuple[Vote, Account, Account]:
    """A paper keyed and checked for an owner with an account; and a third clerk."""
    with db.transaction():
        entrance = accounts.entrance()
        owners = [accounts.owner(entrance, f"业主{number}号") for number in range(3)]
        homes = [accounts.home(entrance, f"{number + 1}01", of) for number, of in enumerate(owners)]
        owner = accounts.owning_resident(homes[0], owners[0])
        vote = make.opened(accounts.estate_of(entrance))
        third = accounts.staff("第三人", Role.COMMUNITY_CLERK, estate=vote.estate)
        first = make.voters(vote)[0].id
    on_paper(first, "approve", counts=True)
    return vote, owner, third


def test_an_owner_disputes_a_paper(phone: Page, app: Flask) -> None:
    vote, owner, _ = _keyed()
    sign_in(phone, app, owner)
    phone.goto("/me/messages")
    expect(phone.get_by_text(re.compile("代您录入了一张选票"))).to_be_visible()
    phone.goto(f"/estates/{vote.estate_id}/votes/{vote.id}")
    phone.get_by_role("link", name=re.compile("我名下的选票")).click()
    expect(phone.get_by_text("谁复核")).to_be_visible()
    assert_accessible(phone)
    picture(phone, "own-ballots")
    phone.get_by_role("link", name="先写几句情况").click()
    phone.get_by_label(re.compile("说说情况")).fill("我没有交过纸票")
    assert_accessible(phone)
    picture(phone, "own-ballots-dispute")
    phone.get_by_role("button", name="这不是我投的").click()
    expect(phone.get_by_text("搁置，不计票")).to_be_visible()
    expect(phone.get_by_role("button", name="这不是我投的")).to_have_count(0)
    assert_accessible(phone)
    picture(phone, "own-ballots-aside")


def test_a_third_clerk_decides(desk: Page, app: Flask) -> None:
    vote, owner, third = _keyed()
    sign_in(desk, app, owner)
    desk.goto(f"/estates/{vote.estate_id}/votes/{vote.id}/mine")
    desk.get_by_role("button", name="这不是我投的").click()
    expect(desk.get_by_text("搁置，不计票")).to_be_visible()
    sign_in(desk, app, third)
    desk.goto(f"/desk/estates/{vote.estate_id}/votes/{vote.id}")
    desk.get_by_role("link", name="去处理").click()
    assert_accessible(desk)
    picture(desk, "disputes")
    desk.get_by_role("link", name=re.compile("^处理")).click()
    assert_accessible(desk)
    picture(desk, "dispute-decide")
    desk.get_by_label("经手的人怎么说").fill("当面收的")
    desk.get_by_label("是业主本人的意思，恢复计票").check(force=True)
    desk.get_by_label("理由").fill("业主到场核对了签名")
    desk.get_by_role("button", name="处理并告诉业主").click()
    expect(desk.get_by_text("处理好了，也告诉了提出的业主。")).to_be_visible()
    sign_in(desk, app, owner)
    desk.goto(f"/estates/{vote.estate_id}/votes/{vote.id}/mine")
    expect(desk.get_by_text("处理：恢复计票")).to_be_visible()
