"""The watched browser notices what it is there to notice."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext

from tests.support.browser import PHONE, assert_accessible, served, watched

pytestmark = pytest.mark.browser

_GOOD = """<!doctype html><html lang="zh-CN"><head><title>一页</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
</head><body><main><h1>一页</h1><p>同意</p></main></body></html>"""
_PAGES = {
    "good": _GOOD,
    "script": _GOOD.replace("<p>", "<script>throw Error('planted')</script><p>"),
    "console": _GOOD.replace("<p>", "<script>console.error('planted')</script><p>"),
    "elsewhere": _GOOD.replace("<p>", '<img alt="" src="http://127.0.0.2:9/a.png"><p>'),
    "wide": _GOOD.replace("同意", "同意" * 400).replace("<p>", '<p style="white-space: nowrap">'),
    "pale": _GOOD.replace("<p>", '<p style="color: #eee; background: #fff">'),
}

Contexts = Callable[..., BrowserContext]


@pytest.fixture
def address() -> Iterator[str]:
    app = Flask(__name__)
    app.add_url_rule("/<name>", view_func=lambda name: _PAGES[name])
    with served(app) as address:
        yield address


def test_a_good_page_passes(new_context: Contexts, address: str) -> None:
    with watched(new_context(base_url=address, **PHONE)) as page:
        page.goto("/good")
        assert_accessible(page)
        assert page.evaluate("[innerWidth, innerHeight]") == [360, 640]


@pytest.mark.parametrize(
    ("name", "said"), [("script", "planted"), ("console", "planted"), ("elsewhere", "asks elsewhere")]
)
def test_a_complaint_fails_the_test(new_context: Contexts, address: str, name: str, said: str) -> None:
    with pytest.raises(AssertionError, match=said), watched(new_context(base_url=address, **PHONE)) as page:
        page.goto(f"/{name}")


@pytest.mark.parametrize(("name", "said"), [("wide", "wide on a screen"), ("pale", "color-contrast")])
def test_what_a_person_would_stumble_over_is_noticed(
    new_context: Contexts, address: str, name: str, said: str
) -> None:
    with watched(new_context(base_url=address, **PHONE)) as page:
        page.goto(f"/{name}")
        with pytest.raises(AssertionError, match=said):
            assert_accessible(page)
