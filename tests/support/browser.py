"""A served portal and Chromium on it: a resident's phone and a clerk's screen."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request
from waitress import wasyncore
from waitress.server import create_server

from .client import Client

if TYPE_CHECKING:
    from portal.accounts.models import Account

PHONE = {
    "viewport": {"width": 360, "height": 640},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESK = {"viewport": {"width": 1280, "height": 800}}
_HERE = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
# Nothing of Chromium's own on the network.
_QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]
# What the portal itself answers with is the test's business, not a fault of the page.
_ANSWERS = "Failed to load resource: the server responded with a status of 4"


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The portal behind waitress on a free port of this machine, as it is served to phones."""
    sockets: dict[int, Any] = {}
    server = create_server(app, map=sockets, host="127.0.0.1", port=0, threads=8)
    thread = Thread(target=server.run, name="served", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        # In the loop's own thread: it ends when the last socket is closed.
        server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets))
        thread.join(timeout=20)
        server.task_dispatcher.shutdown(cancel_pending=True, timeout=5)


@pytest.fixture
def server(app: Flask, fresh_database: str) -> Iterator[str]:
    """The address of the portal, served on a database of the test's own."""
    with served(app) as address:
        yield address


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        pytest.fail("找不到 Chromium，请先运行 make setup / no Chromium: run make setup", pytrace=False)
    return {**browser_type_launch_args, "executable_path": found, "args": _QUIET}


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext], server: str) -> Iterator[Page]:
    """A small phone in Chinese, 360 by 640."""
    with watched(new_context(base_url=server, **PHONE, **_HERE)) as page:
        yield page


@pytest.fixture
def desk(new_context: Callable[..., BrowserContext], server: str) -> Iterator[Page]:
    """A clerk's screen, 1280 by 800."""
    with watched(new_context(base_url=server, **DESK, **_HERE)) as page:
        yield page


@contextmanager
def watched(context: BrowserContext) -> Iterator[Page]:
    """A page that complains at the end about errors in its console and about calls to other places."""
    complaints: list[str] = []

    def asked(request: Request) -> None:
        if urlsplit(request.url).hostname not in {"127.0.0.1", None}:
            complaints.append(f"asks elsewhere: {request.url}")

    def said(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(_ANSWERS):
            complaints.append(f"{message.type}: {message.text}")

    context.on("request", asked)
    context.on("console", said)
    context.on("weberror", lambda error: complaints.append(f"script: {error.error}"))
    yield context.new_page()
    assert not complaints, "\n".join(complaints)


def sign_in(page: Page, app: Flask, account: "Account") -> None:
    """As this person, without the pages that lead there; the next page that is opened knows them."""
    client = app.test_client()
    assert isinstance(client, Client)
    client.sign_in(account)
    cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "domain": "127.0.0.1", "path": "/", "httpOnly": True}]
    )


def assert_accessible(page: Page) -> None:
    """axe finds nothing wrong, and nothing makes a phone scroll sideways."""
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    width = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1], f"{page.url} is {width[0]} wide on a screen of {width[1]}"


def picture(page: Page, name: str) -> Path:
    """A picture of the whole page under test-results, for people to look at."""
    path = Path("test-results") / f"{name}.png"
    page.screenshot(path=path, full_page=True)
    return path
