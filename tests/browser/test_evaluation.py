"""What was promised, judged on the phone and on paper; what is low is put right and asked again."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from portal.accounts.models import Account
from portal.db import session, transaction
from portal.domain.satisfaction import Verdict
from portal.evaluation.models import AnswerChannel
from portal.evaluation.queries import list_dwellings, list_rounds
from portal.evaluation.services.answering import Paper, Said, enter
from portal.messages import outlets
from portal.messages.services import send_sms
from portal.messages.texts import Text
from portal.permissions import Role
from portal.web import clock
from tests.factories import accounts as make
from tests.factories import evaluation as judge
from tests.factories.messages import PHONE, use
from tests.support.browser import assert_accessible, picture, sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def place(fresh_database: str) -> judge.Judged:
    with transaction():
        return judge.estate(8)


def account(name: str) -> Account:
    return session.query(Account).filter_by(display_name=name).one()


def some_have_answered(place: judge.Judged, homes: range) -> None:
    """Neighbours, on paper, for whom the road is bad."""
    with transaction():
        (of,) = list_rounds(place.estate_id)
        parts = list_dwellings(place.estate_id)
        for home in homes:
            said = {
                point.id: Said(Verdict.DISSATISFIED if point.position == 1 else Verdict.SATISFIED)
                for point in of.points
            }
            paper = Paper(parts[home].id, AnswerChannel.PAPER, said, f"P{home}")
            enter(of, paper, by=place.clerk, now=clock.now())


def test_a_promise_is_judged_put_right_and_asked_again(
    app: Flask, phone: Page, desk: Page, place: judge.Judged, tmp_path: Path
) -> None:
    estate_id = place.estate_id
    with transaction():
        make.resident(place.homes[0], "住户甲")
    sign_in(desk, app, account("干事评价小区"))
    _open_round(desk, estate_id)
    sign_in(phone, app, account("住户甲"))
    _judge_on_the_phone(phone, estate_id)
    some_have_answered(place, range(1, 6))
    _key_a_paper(desk, estate_id)
    _end(desk, phone, estate_id)
    _put_right(desk, estate_id, tmp_path)
    phone.goto(f"/estates/{estate_id}/evaluation")
    expect(phone.get_by_text("路面重铺了")).to_be_visible()
    assert_accessible(phone)
    picture(phone, "evaluation-rounds")
    phone.goto(f"/estates/{estate_id}/")
    phone.get_by_role("link", name="去评一评").click()
    expect(phone.get_by_role("heading", name="请您评一评")).to_be_visible()
    expect(phone.get_by_text("整改完成，请您再评")).to_be_visible()


def _open_round(desk: Page, estate_id: int) -> None:
    desk.goto(f"/desk/estates/{estate_id}/evaluation")
    assert_accessible(desk)
    desk.get_by_role("link", name="请居民评效果").click()
    desk.get_by_label("评到哪天（含当天）").fill((clock.now() + timedelta(days=9)).date().isoformat())
    assert_accessible(desk)
    desk.get_by_role("button", name="开始，并通知住户").click()
    expect(desk.get_by_text("结束前谁都看不到分数")).to_be_visible()


def _judge_on_the_phone(phone: Page, estate_id: int) -> None:
    phone.goto("/me/messages")
    phone.get_by_role("button", name="去看看").click()
    phone.get_by_role("link", name="开始评").click()
    assert_accessible(phone)
    picture(phone, "evaluation-judge")
    for position in range(1, 6):
        phone.get_by_text("没做" if position == 1 else "非常满意", exact=True).click()
        phone.get_by_label(re.compile("想说的话")).fill("雨天积水" if position == 1 else "")
        phone.get_by_role("button", name=re.compile("保存")).click()
    expect(phone.get_by_role("heading", name="评完了，谢谢您")).to_be_visible()
    assert_accessible(phone)


def _key_a_paper(desk: Page, estate_id: int) -> None:
    desk.get_by_role("link", name="录问卷").click()
    desk.get_by_label("哪一户").select_option(label="1栋1单元203")
    desk.get_by_label("上门", exact=True).check()
    desk.get_by_label("小区道路", exact=True).select_option("dissatisfied")
    assert_accessible(desk)
    desk.get_by_role("button", name="录入，下一份").click()
    expect(desk.get_by_text("录好了")).to_be_visible()


def _end(desk: Page, phone: Page, estate_id: int) -> None:
    desk.get_by_role("link", name="返回").click()
    desk.get_by_role("button", name="现在结束，公布结果").click()
    expect(desk.get_by_role("heading", name="逐项得分")).to_be_visible()
    expect(desk.get_by_text("没做：雨天积水")).to_be_visible()
    assert_accessible(desk)
    phone.goto(f"/estates/{estate_id}/evaluation")
    phone.locator("a.row").first.click()
    expect(phone.get_by_role("heading", name="评价结果")).to_be_visible()
    expect(phone.get_by_text("21.4 分")).to_be_visible()  # six say 1 and one says it was not done: 6 of 28
    expect(phone.get_by_text("雨天积水")).to_have_count(0)
    assert_accessible(phone)
    picture(phone, "evaluation-result")


def _put_right(desk: Page, estate_id: int, tmp_path: Path) -> None:
    desk.get_by_role("row", name=re.compile("小区道路")).get_by_role(
        "link", name=re.compile("下达整改")
    ).click()
    desk.get_by_label("要改什么").fill("路面重铺")
    desk.get_by_label("谁来改").fill("项目组")
    desk.get_by_label("期限").fill((clock.now() + timedelta(days=20)).date().isoformat())
    desk.get_by_role("button", name="下达").click()
    desk.get_by_role("link", name=re.compile("报完成")).click()
    shot = tmp_path / "road.png"
    Image.new("RGB", (200, 150), "gray").save(shot)
    desk.get_by_label("做了什么").fill("路面重铺了")
    desk.locator("input[type=file]").set_input_files(shot)
    desk.get_by_role("button", name="报完成").click()
    desk.get_by_role("link", name=re.compile("整改后再评")).click()
    desk.get_by_label("评到哪天（含当天）").fill((clock.now() + timedelta(days=9)).date().isoformat())
    desk.get_by_role("button", name="开始，并通知住户").click()
    expect(desk.get_by_text("结束前谁都看不到分数")).to_be_visible()


@pytest.fixture
def no_contract(app: Flask) -> Iterator[None]:
    kept = dict(outlets._outlets.carriers)
    use(None)
    yield
    outlets._outlets.carriers = kept


@pytest.mark.usefixtures("no_contract")
def test_who_could_not_be_reached_is_called_and_crossed_off(
    app: Flask, desk: Page, place: judge.Judged
) -> None:
    with transaction():
        send_sms(clock.now(), PHONE, Text("owner_claim"), estate_id=place.estate_id)
        make.staff("街道甲", Role.STREET, street=place.estate.street)
    sign_in(desk, app, account("街道甲"))
    desk.goto(f"/desk/estates/{place.estate_id}/texts")
    expect(desk.get_by_text("没有短信合同，请打电话或当面告知。").first).to_be_visible()
    assert_accessible(desk)
    picture(desk, "texts")
    desk.get_by_role("button", name="看电话").click()
    expect(desk.get_by_role("link", name=PHONE)).to_be_visible()
    assert_accessible(desk)
    desk.get_by_role("button", name="已经告知").click()
    expect(desk.get_by_text("没有要打电话的")).to_be_visible()
    desk.goto("/desk/works")
    expect(desk.get_by_text("到期的评价自动结束并公布")).to_be_visible()
    assert_accessible(desk)


@pytest.mark.parametrize("path", ["management", "figures"])
def test_what_comes_after_is_for_everybody_to_read(
    new_context: Callable[..., BrowserContext], phone: Page, place: judge.Judged, path: str
) -> None:
    phone.goto(f"/estates/{place.estate_id}/{path}")
    assert_accessible(phone)
