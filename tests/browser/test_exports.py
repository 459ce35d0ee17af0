"""The street's export of all its estates, and the open data on a phone."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from portal.db import session
from portal.exports.models import ExportRecord
from tests.factories import exports as make
from tests.support.browser import assert_accessible, picture
from tests.support.fixtures import Demo

pytestmark = pytest.mark.browser
STREET = "演示芙蓉街道"


def come_in(desk: Page, demo: Demo, user_name: str) -> None:
    desk.goto("/desk/sign-in")
    desk.get_by_label("用户名").fill(user_name)
    desk.get_by_label("密码", exact=True).fill(demo.password(user_name))
    desk.get_by_role("button", name=re.compile("登录")).click()
    expect(desk.get_by_role("heading", level=1)).to_be_visible()


def test_the_street_takes_all_its_opinions_in_one_sheet(desk: Page, demo: Demo, tmp_path: Path) -> None:
    """Scope, table, format, purpose; what comes is on record with whose it is."""
    come_in(desk, demo, STREET)
    desk.get_by_role("link", name="汇总导出").click()
    expect(desk.get_by_label("范围", exact=True)).to_have_value(re.compile("street:"))
    desk.get_by_label(re.compile("^征求意见汇总表")).check(force=True)
    desk.get_by_label("格式").select_option(label="Excel（.xlsx）")
    desk.get_by_label("用途", exact=True).select_option(label="报区住建委")
    desk.get_by_role("button", name="预览").click()
    expect(desk.get_by_role("heading", name="预览：征求意见汇总表")).to_be_visible()
    assert_accessible(desk)
    picture(desk, "street-opinions")
    with desk.expect_download() as started:
        desk.get_by_role("button", name="导出", exact=True).click()
    taken = tmp_path / started.value.suggested_filename
    started.value.save_as(taken)
    rows = make.table(make.workbook(taken)["征求意见汇总表"], "街道")
    assert {row["街道"] for row in rows} == {"芙蓉街道"}
    assert len({row["小区"] for row in rows}) > 1
    told = [row for row in rows if isinstance(row["同意（户）"], int)]  # the others run, or few answered
    assert told
    for row in told:
        assert row["同意（户）"] + row["不同意（户）"] + row["未表态（户）"] == row["发放"]
    record = session.query(ExportRecord).one()
    assert (record.scope, record.estate_id) == ("street:2", None)
    session.remove()
    desk.get_by_label("范围", exact=True).select_option(label="柏杨路小区")
    desk.get_by_role("button", name="换范围").click()
    expect(desk).to_have_url(re.compile("/desk/estates/3/exports"))


def test_a_full_roll_of_the_street_asks_twice(desk: Page, demo: Demo) -> None:
    come_in(desk, demo, STREET)
    desk.goto("/desk/exports")
    desk.get_by_label(re.compile("^业主名册")).check(force=True)
    desk.get_by_label("用途", exact=True).select_option(label="归档")
    desk.get_by_label(re.compile("^隐去姓名")).uncheck(force=True)
    desk.get_by_role("button", name="导出", exact=True).click()
    expect(desk.get_by_role("heading", name="确认完整导出")).to_be_visible()
    assert_accessible(desk)
    desk.get_by_role("button", name="确认导出完整表").click()
    expect(desk.get_by_text(re.compile("至少四个字")).first).to_be_visible()
    assert session.query(ExportRecord).count() == 0
    session.remove()


def test_the_file_of_a_project_is_asked_for_and_listed(desk: Page, demo: Demo) -> None:
    come_in(desk, demo, STREET)
    desk.goto("/desk/estates/3/exports")
    desk.get_by_role("link", name="整套案卷").click()
    desk.get_by_label("用途", exact=True).select_option(label="归档")
    assert_accessible(desk)
    desk.get_by_role("button", name="开始整理").click()
    expect(desk.get_by_role("heading", name="我的大文件")).to_be_visible()
    expect(desk.get_by_text("柏杨路小区：整套案卷")).to_be_visible()
    expect(desk.get_by_text("正在生成")).to_be_visible()
    assert_accessible(desk)
    picture(desk, "street-files")


def test_anybody_finds_the_open_data_on_a_phone(phone: Page, demo: Demo) -> None:
    phone.goto("/privacy")
    phone.get_by_role("link", name="开放数据").click()
    expect(phone.get_by_role("heading", name="开放数据", level=1)).to_be_visible()
    assert_accessible(phone)
    picture(phone, "open-data")
    address = phone.get_by_role("link", name="JSON").first.get_attribute("href")
    answer = phone.request.get(address or "")
    assert len(json.loads(answer.text())["data"]) == 4
