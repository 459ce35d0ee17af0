"""What residents print comes out on A4 as a paper: no bars, no buttons, and where it is to be found."""

import io
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from portal.db import transaction
from tests.factories import accounts as people
from tests.factories import after, plans
from tests.factories import voting as make
from tests.support.browser import sign_in

pytestmark = pytest.mark.browser
_A4 = (595, 842)
# Of the screen alone: bars, buttons, the way back, what listens.
_CHROME = ".tabs, .act, .top .back, .skip, .btn, .tool, .listen, .callbar"
_SEEN = "chrome => [...document.querySelectorAll(chrome)].filter(e => e.checkVisibility()).length"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=True):
        yield


@pytest.fixture
def owner(fresh_database: str) -> dict[str, Any]:
    """An owner with an open vote; and in another estate a published result."""
    with transaction():
        doors = people.entrance()
        holders = [people.owner(doors, name) for name in ("业主甲", "业主乙")]
        homes = [people.home(doors, f"{n}01", holder) for n, holder in enumerate(holders, 1)]
        who = people.owning_resident(homes[0], holders[0])
        plans.published(people.estate_of(doors))
        vote = make.opened(people.estate_of(doors))
        elsewhere = make.estate([8000, 9000, 10000], name="结果小区", street="结果街道")
        over = after.published(make.opened(elsewhere), "++-")
        return {"who": who, "estate": vote.estate_id, "vote": vote.id, "e2": over.estate_id, "v2": over.id}


def _cast(phone: Page, at: dict[str, Any]) -> None:
    phone.goto("/estates/{estate}/votes/{vote}/ballot".format(**at))
    phone.get_by_role("radio").first.check(force=True)
    phone.get_by_role("button", name="下一步：核对").click()
    phone.get_by_role("button", name="确认投票").click()
    expect(phone.get_by_role("heading", name="投票成功")).to_be_visible()


def _print(phone: Page, name: str) -> str:
    """Onto A4. :return: what stands on the paper."""
    phone.emulate_media(media="print")
    assert phone.evaluate(_SEEN, _CHROME) == 0
    paper = phone.pdf(prefer_css_page_size=True, print_background=False)
    Path("test-results").mkdir(exist_ok=True)
    Path(f"test-results/print-{name}.pdf").write_bytes(paper)
    phone.emulate_media(media="screen")
    pages = PdfReader(io.BytesIO(paper)).pages
    for page in pages:
        assert abs(page.mediabox.width - _A4[0]) < 2
        assert abs(page.mediabox.height - _A4[1]) < 2
    # Fonts give some characters as radicals that merely look like them.
    return unicodedata.normalize("NFKC", re.sub(r"\s", "", "".join(page.extract_text() for page in pages)))


def test_a_receipt_prints_without_the_choice(phone: Page, app: Flask, owner: dict[str, Any]) -> None:
    sign_in(phone, app, owner["who"])
    _cast(phone, owner)
    phone.emulate_media(media="print")
    code = phone.locator(".qr svg")
    expect(code).to_be_visible()
    box = code.bounding_box()
    assert box is not None
    assert box["width"] >= 94  # 2.5 cm on paper, at 96 px an inch
    expect(phone.get_by_text("看我选的")).to_be_hidden()
    said = _print(phone, "receipt")
    assert "回执号" in said
    assert f"/estates/{owner['estate']}/votes/{owner['vote']}/receipt/" in said


@pytest.mark.parametrize(
    ("name", "path", "words"),
    [
        ("result", "/estates/{e2}/votes/{v2}/result", "通过"),
        ("notice", "/estates/{estate}/votes/{vote}", "多少人同意才算通过"),
        ("votes", "/estates/{estate}/votes", "试验投票"),
        ("plan", "/estates/{estate}/plan", "改造"),
        ("cases", "/estates/{estate}/cases", "我的反馈"),
        ("policy", "/policy", "实施范围"),
    ],
)
def test_pages_print_as_papers(
    phone: Page, app: Flask, owner: dict[str, Any], name: str, path: str, words: str
) -> None:
    sign_in(phone, app, owner["who"])
    at = path.format(**owner)
    phone.goto(at)
    said = _print(phone, name)
    assert words in said
    assert at in said  # where it is to be found
