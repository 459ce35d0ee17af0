"""Was my ballot counted? A resident from the receipt to the bundle, and an observer at the record."""

import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Download, Page, expect

from portal import db
from portal.accounts.models import Account
from portal.domain.tally import Choice
from portal.permissions import Role
from portal.voting.answers import Given
from portal.voting.bundle import verify
from portal.voting.models import Vote
from portal.voting.services.closing import close, publish_result
from portal.voting.services.online import cast
from tests.factories import accounts
from tests.factories import voting as make
from tests.support.browser import assert_accessible, picture, sign_in

pytestmark = pytest.mark.browser


def _held() -> tuple[Vote, str, Account]:
    """Three owners, two ballots, closed and published; the first owner has an account."""
    with db.transaction():
        entrance = accounts.entrance()
        owners = [accounts.owner(entrance, f"业主{number}号") for number in range(3)]
        homes = [accounts.home(entrance, f"{number + 1}01", of) for number, of in enumerate(owners)]
        account = accounts.owning_resident(homes[0], owners[0])
        vote = make.opened(accounts.estate_of(entrance))
        first, second, _ = make.voters(vote)
        approve = Given(vote.questions[0], Choice.APPROVE)
        receipt = cast(first, [approve], once="1", by=make.CLERK, now=make.NOW).receipt
        cast(second, [approve], once="2", by=make.CLERK, now=make.NOW)
        later = make.NOW + timedelta(days=8)
        close(vote, make.CLERK, now=later)
        publish_result(vote, make.CLERK, now=later)
    return vote, receipt, account


def _sound(download: Download, folder: Path) -> bool:
    with zipfile.ZipFile(download.path()) as archive:
        archive.extractall(folder)
    return verify.main(["verify.py", str(next(folder.rglob("verify.py")).parent)]) == 0


def test_anybody_with_the_number_finds_the_ballot_counted(phone: Page) -> None:
    vote, receipt, _ = _held()
    address = f"/estates/{vote.estate_id}/votes/{vote.id}"
    phone.goto(f"{address}/counted")  # not signed in
    phone.get_by_label("回执号").fill("1234")
    phone.get_by_role("button", name="计进去没有").click()
    expect(phone.get_by_role("alert")).to_contain_text("编号应为8位数字")
    assert_accessible(phone)
    phone.get_by_label("回执号").fill(f"{receipt[:4]} {receipt[4:]}")
    phone.get_by_role("button", name="计进去没有").click()
    expect(phone.get_by_text("计进去了").first).to_be_visible()
    expect(phone.get_by_text("对得上，没有被改过")).to_be_visible()
    phone.get_by_text("怎么知道没有被改过").click()
    assert_accessible(phone)
    picture(phone, "proof-counted")
    assert "同意" not in phone.locator("main").inner_text()


def test_a_resident_goes_from_the_receipt_to_an_own_recount(phone: Page, app: Flask, tmp_path: Path) -> None:
    vote, receipt, account = _held()
    address = f"/estates/{vote.estate_id}/votes/{vote.id}"
    sign_in(phone, app, account)
    phone.goto(f"{address}/receipt/{receipt}")
    expect(phone.get_by_text("计进去了").first).to_be_visible()
    expect(phone.get_by_text("手机上投出")).to_be_visible()
    chosen = phone.locator("details.noprint li")
    expect(chosen).to_be_hidden()
    phone.get_by_text("看我选的").click()
    expect(chosen).to_contain_text("同意")
    phone.emulate_media(media="print")
    expect(chosen).to_be_hidden()  # opened, and still not on paper
    phone.emulate_media(media="screen")
    assert_accessible(phone)
    picture(phone, "proof-receipt")

    phone.goto(f"{address}/result")
    phone.get_by_role("link", name=re.compile("投票的指纹")).click()
    assert_accessible(phone)
    picture(phone, "proof-fingerprints")
    phone.get_by_role("link", name=re.compile("自己重数一遍")).click()
    phone.get_by_role("button", name="下载核验包").click()
    expect(phone.get_by_role("alert")).to_contain_text("请先勾选")
    phone.get_by_label("我只用来核对计票").check(force=True)
    with phone.expect_download() as got:
        phone.get_by_role("button", name="下载核验包").click()
    assert _sound(got.value, tmp_path)
    phone.goto(f"{address}/bundle")
    expect(phone.get_by_text("您领过 1 份")).to_be_visible()
    phone.get_by_text("名册里哪一行是我家").click()
    assert_accessible(phone)
    picture(phone, "proof-bundle")


def test_an_observer_checks_the_record(desk: Page, app: Flask, tmp_path: Path) -> None:
    vote, _, _ = _held()
    with db.transaction():
        observer = accounts.staff("观察员", Role.OBSERVER, estate=vote.estate)
        street = accounts.staff("街道", Role.STREET, street=vote.estate.street)
    sign_in(desk, app, observer)
    desk.goto(f"/desk/estates/{vote.estate_id}/votes/{vote.id}")
    desk.get_by_role("link", name="投票记录").click()
    expect(desk.get_by_text("核对过：记录一行没有改过")).to_be_visible()
    expect(desk.get_by_label("法院，按调取文书")).to_have_count(0)
    assert_accessible(desk)
    picture(desk, "proof-record")
    desk.get_by_label(re.compile("本单位")).check(force=True)
    desk.get_by_label("单位名称").fill("观察员一组")
    desk.get_by_label("用途或文书号").fill("核对计票")
    with desk.expect_download() as got:
        desk.get_by_role("button", name="下载").click()
    assert _sound(got.value, tmp_path / "observer")

    sign_in(desk, app, street)
    desk.goto(f"/desk/estates/{vote.estate_id}/votes/{vote.id}/record")
    expect(desk.get_by_text("观察员一组")).to_be_visible()  # on record
    desk.get_by_label("存档，整个案卷").check(force=True)
    desk.get_by_label("单位名称").fill("街道档案室")
    desk.get_by_label("用途或文书号").fill("归档")
    with desk.expect_download() as got:
        desk.get_by_role("button", name="下载").click()
    assert _sound(got.value, tmp_path / "file")

    with db.transaction():
        db.session.execute(sa.text("UPDATE voter SET area = area + 1"))
    desk.reload()
    expect(desk.get_by_text("1 处对不上")).to_be_visible()
    expect(desk.get_by_text("表决名册和固定时的指纹不符")).to_be_visible()
    assert_accessible(desk)
