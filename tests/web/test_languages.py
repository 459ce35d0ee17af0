"""Another language: chrome without Chinese, dates and money by locale, and a third catalogue laid in."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from flask import Flask
from flask_babel import gettext

from portal.web import filters, i18n, look
from tests.support.client import Client

_HAN = re.compile(r"[\u3400-\u9fff]+[^\n]{0,20}")
_TIBETAN = "དཔེ་མཚོན།"


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A portal of one page, with the catalogues of a folder in which somebody has laid Tibetan."""
    place = tmp_path / "bo" / "LC_MESSAGES"
    place.mkdir(parents=True)
    catalogue = Catalog(locale="bo")
    catalogue.add("首页", _TIBETAN)
    with (place / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(i18n, "FOLDER", tmp_path)
    app = Flask("small")
    app.secret_key = "for tests only"
    i18n.init_app(app)
    look.init_app(app)
    app.add_url_rule("/", "home.start", lambda: str(gettext("首页")))
    return app


def test_a_third_catalogue_needs_no_change_of_code(small: Flask) -> None:
    client = small.test_client()
    assert client.get("/").text == "首页"
    answer = client.get("/look?lang=bo")
    assert "lang=bo" in answer.headers["Set-Cookie"]
    assert client.get("/").text == _TIBETAN
    with small.test_request_context(headers={"Cookie": "lang=bo"}):
        assert (look.look().tag, look.look().languages) == ("bo", {"zh": "中文"})


def test_what_is_in_no_catalogue_cannot_be_chosen(small: Flask) -> None:
    client = small.test_client()
    assert "Set-Cookie" not in client.get("/look?lang=fr").headers
    assert client.get("/", headers={"Accept-Language": "fr, bo;q=0.5"}).text == _TIBETAN
    assert client.get("/", headers={"Accept-Language": "fr"}).text == "首页"


def test_each_language_goes_by_its_own_name(app: Flask) -> None:
    with app.test_request_context(headers={"Cookie": "lang=en"}):
        assert i18n.languages() == {"zh": "中文", "en": "English"}
        assert look.look().languages == {"zh": "中文"}


def test_dates_numbers_money_and_areas_by_locale(app: Flask) -> None:
    at = datetime(2026, 7, 31, 10, 0, tzinfo=UTC)
    shown = (
        (filters.full_day, at),
        (filters.moment, at),
        (filters.yuan, 12_345_600),
        (filters.square_metres, 123_456),
    )
    said = {}
    for lang in ("zh", "en"):
        with app.test_request_context(headers={"Cookie": f"lang={lang}"}):
            said[lang] = [show(value) for show, value in shown]
    assert said["zh"] == ["2026年7月31日", "7月31日 18:00", "123,456 元", "1,234.56\u00a0㎡"]
    assert not [words for words in said["en"] if _HAN.search(words)], said["en"]
    assert "2026" in said["en"][0]
    assert "123,456" in said["en"][2]


# Pages that hold no data: everything on them is the portal's own.
@pytest.mark.parametrize(
    "path", ["/sign-in", "/slip", "/desk/sign-in", "/offline", "/accessibility", "/privacy", "/nowhere"]
)
def test_a_page_in_english_shows_no_chinese(client: Client, path: str) -> None:
    client.set_cookie("lang", "en")
    client.get(path)
    assert client.page.one("html")["lang"] == "en"
    found = _HAN.findall(client.page.text.replace("中文", "").replace("武隆府办发〔2021〕41号", ""))
    assert not found, found
