"""The first view on an old phone on a slow line: Chromium held to 400 kbit/s and a sixth of the processor."""

import shutil
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import sqlalchemy as sa
from playwright.sync_api import Browser, sync_playwright

from portal import db
from tests.support.databases import Databases
from tests.support.measuring import Scales

from . import bare
from .frame import Contest, Measured, compare
from .load import served
from .world import DATA_KEY, SECRET_KEY

_ROUNDS = 7
_LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
_SLOWER = 6
# What docs/look.md promises of a resident's page.
_PAINT, _SIZE, _REQUESTS = 2500, 40, 6
_PHONE = {"viewport": {"width": 360, "height": 640}, "is_mobile": True, "locale": "zh-CN"}
_PAINTED = """() => new Promise((done) => new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (entry.name === 'first-contentful-paint') done(entry.startTime);
}).observe({type: 'paint', buffered: true}))"""


def first_view(folder: Path) -> Iterator[Measured]:
    """An estate's page, where a letter leads, beside a bare page; each time into an empty cache."""
    with ExitStack() as stack:
        ours = stack.enter_context(served("ours", _district(folder, stack)))
        bare.make(folder / "bare.db", 1)
        theirs = stack.enter_context(served("bare", str(folder / "bare.db")))
        browser = _browser(stack)
        rounds = [
            (_view(browser, ours.address + _estate()), _view(browser, theirs.address + "/"))
            for _ in range(_ROUNDS + 1)
        ][1:]
    paints = [(our[0], their[0]) for our, their in rounds]
    sizes = [(our[1], float(_SIZE)) for our, _ in rounds]
    requests = [(our[2], float(_REQUESTS)) for our, _ in rounds]
    promised = [(our, float(_PAINT)) for our, _ in paints]
    what = "first paint at 400 kbit/s, CPU a sixth"
    yield compare(f"{what}, beside a bare page", paints, 3.0, "ms", at_most=True)
    yield compare(f"{what}, of the {_PAINT} ms promised", promised, 1.0, "ms", at_most=True)
    yield compare(f"first view over the wire, of {_SIZE} KB", sizes, 1.0, "KB", at_most=True)
    yield compare(f"first view, of {_REQUESTS} requests", requests, 1.0, "requests", at_most=True)


def _district(folder: Path, stack: ExitStack) -> str:
    keys = {"SECRET_KEY": SECRET_KEY, "DATA_KEY": urlsafe_b64encode(DATA_KEY).decode()}
    databases = stack.enter_context(Databases(folder, {**keys, "PORTAL_INSTANCE": str(folder)}))
    url, _ = databases.with_demo("sqlite")
    db.connect(url)
    stack.callback(db.dispose)
    return url


def _estate() -> str:
    estate = db.session.scalar(sa.text("SELECT min(estate_id) FROM vote"))
    db.session.remove()
    return f"/estates/{estate}/"


def _browser(stack: ExitStack) -> Browser:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    play = stack.enter_context(sync_playwright())
    browser = play.chromium.launch(executable_path=found)
    stack.callback(browser.close)
    return browser


def _view(browser: Browser, address: str) -> tuple[float, float, float]:
    """:return: ms to the first words, KB over the wire with headers, requests."""
    context = browser.new_context(**_PHONE, service_workers="block")  # type: ignore[arg-type]
    page = context.new_page()
    session = context.new_cdp_session(page)
    scales = Scales(page)
    session.send("Network.emulateNetworkConditions", _LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
    page.goto(address, wait_until="load")
    painted = float(page.evaluate(_PAINTED))
    weight = scales.read()
    context.close()
    return painted, weight.size / 1024, float(weight.requests)


ROWS = [Contest(first_view)]
