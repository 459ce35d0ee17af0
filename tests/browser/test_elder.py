"""大字版 on a small phone: entered on the first screen, remembered, large, short, with a number to call."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from flask import Flask
from playwright.sync_api import Page, expect

from portal.db import transaction
from tests.factories import accounts as people
from tests.factories import voting as make
from tests.support.browser import assert_accessible, picture, sign_in

pytestmark = pytest.mark.browser
PHONE = "023-7772 0000"
# What a finger presses: links inside a sentence and what is not seen aside.
_SMALL = """() => [...document.querySelectorAll('a.btn, button, .bigs a, .rows a, .tabs a, summary, .opt')]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 59.5)
  .map(e => e.textContent.trim().slice(0, 20) + ' ' + e.getBoundingClientRect().height)"""


@pytest.fixture
def now() -> Iterator[Any]:
    with time_machine.travel(make.NOW, tick=True) as moment:
        yield moment


@pytest.fixture
def owner(fresh_database: str) -> dict[str, Any]:
    with transaction():
        doors = people.entrance()
        holder = people.owner(doors, "业主甲")
        living = people.home(doors, "101", holder)
        people.home(doors, "201", people.owner(doors, "业主乙"))
        people.estate_of(doors).community.phone = PHONE
        who = people.owning_resident(living, holder)
        vote = make.opened(people.estate_of(doors))
        return {"who": who, "estate": vote.estate_id, "vote": vote.id}


def test_the_entry_is_on_the_first_screen_and_remembered(
    phone: Page, app: Flask, now: Any, owner: dict[str, Any]
) -> None:
    phone.goto("/sign-in")
    entry = phone.get_by_role("link", name="字太小，换大字版")
    box = entry.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < 640
    entry.click()
    assert phone.locator("html").get_attribute("data-mode") == "care"
    sign_in(phone, app, owner["who"])
    phone.goto("/")
    assert phone.locator("html").get_attribute("data-mode") == "care"
    phone.get_by_role("link", name="标准版").click()
    expect(phone.get_by_role("link", name="大字版")).to_be_visible()
    assert phone.locator("html").get_attribute("data-mode") is None
    assert phone.locator("link[href*='care.css']").count() == 0


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/estates/{estate}/", 2),
        ("/estates/{estate}/votes/{vote}", 2.5),
        ("/estates/{estate}/votes/{vote}/ballot", 2.5),
        ("/estates/{estate}/cases/new", 3.5),
        ("/estates/{estate}/cases", 2),
        ("/me/", 2.5),
    ],
)
def test_a_page_is_large_and_short(
    phone: Page, app: Flask, now: Any, owner: dict[str, Any], path: str, most: float
) -> None:
    """At most so many screens of a small phone; every press 60 px; the number to call."""
    sign_in(phone, app, owner["who"])
    phone.context.add_cookies([{"name": "care", "value": "1", "domain": "127.0.0.1", "path": "/"}])
    phone.goto(path.format(**owner))
    assert round(phone.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")) >= 24
    assert phone.evaluate(_SMALL) == []
    assert phone.evaluate("document.documentElement.scrollHeight") <= 640 * most
    expect(phone.get_by_role("link", name=re.compile(PHONE)).last).to_be_visible()
    assert phone.locator("main .btn:not(.alt), .act .btn:not(.alt)").count() <= 1
    assert_accessible(phone)
    picture(phone, "elder" + re.sub(r"\W+", "-", path))
