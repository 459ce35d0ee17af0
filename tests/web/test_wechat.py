"""Inside WeChat: no downloads for residents, and a page that is shared has a title and a picture."""

import re
from pathlib import Path

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from portal.web import wechat
from portal.web.assets import STATIC
from tests.support.page import parse

_WECHAT = {"User-Agent": "Mozilla/5.0 (Linux; Android 12) XWEB/1160065 MMWEBSDK MicroMessenger/8.0.49"}
_TEMPLATES = Path(wechat.__file__).parents[2] / "templates"


@pytest.fixture
def browser(app: Flask, isolated: None) -> FlaskClient:
    return FlaskClient(app, response_wrapper=app.response_class)


@pytest.fixture
def files(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The offline page answers as if it were a file to be saved."""

    def file() -> Response:
        headers = {"Content-Disposition": 'attachment; filename="bundle.zip"'}
        return Response(b"PK", mimetype="application/zip", headers=headers)

    file.guard = "public"  # type: ignore[attr-defined]
    monkeypatch.setitem(app.view_functions, "web.offline", file)


def test_wechat_reads_how_to_get_a_file(browser: FlaskClient, files: None) -> None:
    answer = browser.get("/offline?which=1", headers=_WECHAT)
    page = parse(answer.text)
    assert page.one("h1").text == "用浏览器打开"
    assert page.one("p", id="link").text.endswith("/offline?which=1")
    assert "Content-Disposition" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src" in answer.headers["Content-Security-Policy"]


def test_any_other_browser_gets_the_file(browser: FlaskClient, files: None) -> None:
    assert browser.get("/offline").data == b"PK"


def test_pages_and_styles_stay_as_they_are(browser: FlaskClient) -> None:
    assert "用浏览器打开" not in browser.get("/sign-in", headers=_WECHAT).text
    for name, kind in (("app.css", "text/css"), ("icon-512.png", "image/png")):
        with browser.get(f"/static/{name}", headers=_WECHAT) as answer:
            assert answer.mimetype == kind


def test_a_shared_page_has_a_title_and_a_picture_of_our_own(app: Flask, browser: FlaskClient) -> None:
    page = parse(browser.get("/sign-in").text)
    said = {each["property"]: each["content"] for each in page.all("meta") if each["property"]}
    assert said["og:title"] == page.one("title").text
    assert said["og:description"]
    site = app.config["PORTAL"].public_url
    assert said["og:image"].startswith(f"{site}/static/icon-512.png")
    with browser.get(said["og:image"].removeprefix(site)) as picture:
        assert picture.status_code == 200


def test_nothing_disables_the_readers_own_text_size() -> None:
    styles = "".join(path.read_text() for path in STATIC.glob("*.css"))
    scripts = "".join(path.read_text() for path in STATIC.glob("*.js"))
    assert not re.search(r"text-size-adjust:[^;}]*!important", styles)
    assert "setFontSizeCallback" not in scripts
    viewport = next(
        line for line in (_TEMPLATES / "base.html").read_text().splitlines() if "viewport" in line
    )
    assert "user-scalable" not in viewport
    assert "maximum-scale" not in viewport


def test_no_page_asks_for_the_camera_alone() -> None:
    for path in _TEMPLATES.rglob("*.html"):
        assert not re.search(r"<input[^>]*\bcapture\b", path.read_text()), path.name
