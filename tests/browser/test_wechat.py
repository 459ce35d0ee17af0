"""What WeChat does to pages, as far as Chromium can do it: larger text, and pages back from memory."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Page, expect

from portal.db import transaction
from tests.factories import accounts as people
from tests.factories import voting as make
from tests.support.browser import sign_in

pytestmark = pytest.mark.browser
_PAGES = (
    "/estates",
    "/sign-in",
    "/estates/{estate}/",
    "/estates/{estate}/votes",
    "/estates/{estate}/votes/{vote}",
    "/estates/{estate}/votes/{vote}/ballot",
    "/estates/{estate}/cases/new",
    "/me/",
    "/help/resident",
)
# Text alone grows, as WeChat does it: every size in our pages hangs on the root's.
_ZOOM = "percent => { document.documentElement.style.fontSize = percent + '%' }"
_BACK = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with time_machine.travel(make.NOW, tick=True):
        yield


@pytest.fixture
def owner(fresh_database: str) -> dict[str, Any]:
    with transaction():
        doors = people.entrance()
        holders = [people.owner(doors, name) for name in ("业主甲", "业主乙")]
        homes = [people.home(doors, f"{n}01", holder) for n, holder in enumerate(holders, 1)]
        who = people.owning_resident(homes[0], holders[0])
        vote = make.opened(people.estate_of(doors))
        return {"who": who, "estate": vote.estate_id, "vote": vote.id}


@pytest.mark.parametrize("percent", [125, 165])
def test_larger_text_never_scrolls_sideways(
    phone: Page, app: Flask, owner: dict[str, Any], percent: int
) -> None:
    sign_in(phone, app, owner["who"])
    wide = []
    for path in _PAGES:
        phone.goto(path.format(**owner))
        before = phone.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
        phone.evaluate(_ZOOM, percent)
        assert phone.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > before
        width = phone.evaluate("document.documentElement.scrollWidth")
        if width > 360:
            wide.append(f"{path} is {width} wide at {percent} %")
    assert not wide, "\n".join(wide)


def test_a_page_back_from_memory_can_be_sent_again(phone: Page, app: Flask, owner: dict[str, Any]) -> None:
    sign_in(phone, app, owner["who"])
    phone.goto("/estates/{estate}/cases/new".format(**owner))
    form = phone.locator("form#f")
    # The page is left while it is being sent; the browser keeps it as it was.
    form.evaluate("form => form.addEventListener('submit', event => event.preventDefault())")
    phone.get_by_role("button", name="提交").click()
    expect(form).to_have_attribute("data-sent", "")
    phone.evaluate(_BACK)
    assert form.get_attribute("data-sent") is None
    expect(phone.get_by_role("button", name="提交")).not_to_have_attribute("aria-disabled", "true")


def test_a_ballot_is_never_kept(phone: Page, app: Flask, owner: dict[str, Any]) -> None:
    sign_in(phone, app, owner["who"])
    answer = phone.goto("/estates/{estate}/votes/{vote}/ballot".format(**owner))
    assert answer is not None
    assert answer.headers["cache-control"] == "no-store"
