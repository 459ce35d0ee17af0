"""The street office's way to a file: from its desk to a workbook with the figures of the count."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from portal.db import session
from portal.domain.tally import Measure
from portal.exports.models import ExportRecord
from portal.voting.models import Vote
from portal.voting.queries.counting import QuestionCount, count
from tests.factories import exports as make
from tests.support.browser import assert_accessible, picture
from tests.support.fixtures import Demo

pytestmark = pytest.mark.browser
HERE, THERE = "演示芙蓉街道", "演示街道经办"
"""Of the street whose vote has a result, and of the other street."""


def _come_in(desk: Page, demo: Demo, user_name: str) -> None:
    desk.goto("/desk/sign-in")
    desk.get_by_label("用户名").fill(user_name)
    desk.get_by_label("密码", exact=True).fill(demo.password(user_name))
    desk.get_by_role("button", name=re.compile("登录")).click()
    expect(desk.get_by_role("heading", level=1)).to_be_visible()


def _find_exports(desk: Page, estate: str) -> None:
    desk.get_by_role("link", name="全部小区").click()
    desk.get_by_role("link", name=re.compile(estate)).first.click()
    desk.get_by_role("link", name="导出", exact=True).click()
    expect(desk.get_by_role("heading", name="导出报表", level=1)).to_be_visible()


def _take(desk: Page, folder: Path) -> Path:
    """The result of the vote, as Excel, for the housing committee."""
    desk.get_by_label(re.compile("^结果汇总表")).check(force=True)
    desk.get_by_label("格式").select_option(label="Excel（.xlsx）")
    desk.get_by_label("用途", exact=True).select_option(label="报区住建委")
    with desk.expect_download() as started:
        desk.get_by_role("button", name="导出", exact=True).click()
    taken = folder / started.value.suggested_filename
    started.value.save_as(taken)
    return taken


def test_a_result_leaves_with_the_figures_of_the_count(desk: Page, demo: Demo, tmp_path: Path) -> None:
    _come_in(desk, demo, HERE)
    _find_exports(desk, "柏杨路小区")
    desk.get_by_role("button", name="预览").click()
    expect(desk.get_by_role("heading", name="预览：结果汇总表")).to_be_visible()
    assert_accessible(desk)
    taken = _take(desk, tmp_path)
    assert taken.name.startswith("柏杨路小区-投票")
    assert taken.suffix == ".xlsx"
    rows = make.workbook(taken)["结果汇总"]
    counted = count(session.query(Vote).filter_by(estate_id=3).one())
    _has_the_roll(rows, counted[0])
    _has_the_hurdles(rows, counted[0])
    session.remove()
    desk.reload()
    expect(desk.get_by_text("报区住建委").last).to_be_visible()
    record = session.query(ExportRecord).one()
    assert (record.actor, record.size) == (HERE, taken.stat().st_size)
    picture(desk, "street-exports")


def _has_the_roll(rows: list[list[Any]], counted: QuestionCount) -> None:
    facts = {row[0]: row[1] for row in rows if len(row) == 2}
    roll = counted.count.roll
    assert (_number(facts["名册总人数"]), _area(facts["名册总面积（㎡）"])) == (roll.heads, roll.area)
    lines = {row["项目"]: row for row in make.table(rows, "项目")}
    took_part = lines["参加（占全体）"]
    assert _number(took_part["人数"]) == counted.participating.heads
    assert _area(took_part["面积（㎡）"]) == counted.participating.area
    assert 0 < _number(took_part["人数占比"]) <= 1


def _has_the_hurdles(rows: list[list[Any]], counted: QuestionCount) -> None:
    shown = make.table(rows, "关口")
    for row, test in zip(shown, counted.result.tests, strict=True):
        read = _area if test.measure is Measure.AREA else _number
        assert (read(row["现有"]), read(row["总数"])) == (test.have, test.of)
        assert row["结论"] == ("过线" if test.met else "未过线")


def _number(cell: object) -> int | float:
    """Something that a spreadsheet adds up, not the picture of a number."""
    assert isinstance(cell, int | float), repr(cell)
    return cell


def _area(cell: object) -> int:
    """0.01 m2."""
    scaled = Decimal(str(_number(cell))) * 100
    assert scaled == int(scaled)
    return int(scaled)


def test_while_people_vote_a_file_says_only_who_took_part(desk: Page, demo: Demo, tmp_path: Path) -> None:
    _come_in(desk, demo, THERE)
    _find_exports(desk, "油房沟小区")
    rows = make.workbook(_take(desk, tmp_path))["结果汇总"]
    words = {cell for row in rows for cell in row if isinstance(cell, str)}
    assert {"参加（占全体）", "名册全体"} <= words
    assert not {"同意", "反对", "弃权", "结论"} & {row[0] for row in rows if row and row[0] != "关口"}


def test_nobody_else_takes_a_file(desk: Page, demo: Demo) -> None:
    """Strangers are asked who they are; another street and an observer are told no, and nothing leaves."""
    desk.goto("/desk/estates/3/exports")
    expect(desk).to_have_url(re.compile("/desk/sign-in"))
    for user_name, estate_id in ((THERE, 3), ("演示观察员", 1)):
        desk.context.clear_cookies()
        _come_in(desk, demo, user_name)
        answer = desk.goto(f"/desk/estates/{estate_id}/exports")
        assert answer is not None
        assert answer.status in {403, 404}
        expect(desk.get_by_role("button", name="导出")).to_have_count(0)
        expect(desk.get_by_role("link", name="导出", exact=True)).to_have_count(0)
    assert session.query(ExportRecord).count() == 0
