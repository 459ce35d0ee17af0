"""The street's way to an official paper: from the vote to a notice as Word and as PDF."""

import io
import re
from pathlib import Path

import docx
import pypdf
import pytest
from playwright.sync_api import Page, expect

from portal.db import session
from portal.exports.models import OfficialPaper
from portal.voting.models import Vote
from portal.voting.queries.counting import turnout
from tests.support.browser import assert_accessible, picture
from tests.support.fixtures import Demo

pytestmark = pytest.mark.browser
HERE = "演示芙蓉街道"
"""Of the street whose vote has a result."""


def _take(desk: Page, name: str, folder: Path) -> bytes:
    with desk.expect_download() as started:
        desk.get_by_role("link", name=re.compile(f"^{name}")).first.click()
    taken = folder / started.value.suggested_filename
    started.value.save_as(taken)
    assert taken.name.startswith("柏杨路小区-初步结果公示-")
    return taken.read_bytes()


def test_a_result_becomes_a_paper(desk: Page, demo: Demo, tmp_path: Path) -> None:
    desk.goto("/desk/sign-in")
    desk.get_by_label("用户名").fill(HERE)
    desk.get_by_label("密码", exact=True).fill(demo.password(HERE))
    desk.get_by_role("button", name=re.compile("登录")).click()
    expect(desk.get_by_role("heading", level=1)).to_be_visible()
    vote = session.query(Vote).filter_by(estate_id=3).one()
    roll = turnout(vote.id).roll
    desk.goto(f"/desk/estates/3/votes/{vote.id}")
    desk.get_by_role("main").get_by_role("link", name="文书", exact=True).click()
    expect(desk.get_by_role("heading", name="文书", level=1)).to_be_visible()
    desk.get_by_role("region", name="初步结果公示").get_by_role("button", name="做一份").click()
    expect(desk.get_by_text(re.compile("做好了：初步结果公示"))).to_be_visible()
    assert_accessible(desk)
    picture(desk, "street-papers")
    area = f"{roll.area // 100}.{roll.area % 100:02}"
    tables = docx.Document(io.BytesIO(_take(desk, "Word", tmp_path))).tables
    assert area in [cell.text for table in tables for row in table.rows for cell in row.cells]
    pages = pypdf.PdfReader(io.BytesIO(_take(desk, "PDF", tmp_path))).pages
    assert area in "".join(page.extract_text() for page in pages)
    session.remove()
    assert session.query(OfficialPaper).one().actor == HERE
