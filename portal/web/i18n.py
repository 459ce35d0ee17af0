"""Language: Chinese is the source text; other languages are catalogues under ``translations``."""

from functools import lru_cache
from pathlib import Path

from babel import Locale
from flask import Flask, current_app, has_request_context, request
from flask_babel import Babel, gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import LanguageAccept

from portal.config import ROOT
from portal.domain.errors import RuleViolated, Sentence

__all__ = ["FOLDER", "_l", "gettext", "init_app", "language", "languages", "say"]

#: A compiled catalogue laid in here is a language that people can choose, after the next start.
FOLDER = ROOT / "translations"
_SETTING = "BABEL_TRANSLATION_DIRECTORIES"
_SOURCE = "zh"
_SOURCE_LOCALE = "zh_Hans_CN"


@lru_cache(maxsize=8)
def _found(folder: Path) -> dict[str, str]:
    """Language to locale: the source first, then each catalogue by the name of its folder."""
    others = sorted(path.parts[-3] for path in folder.glob("*/LC_MESSAGES/messages.mo"))
    return {_SOURCE: _SOURCE_LOCALE, **{name.replace("_", "-"): name for name in others}}


def languages() -> dict[str, str]:
    """What people can choose from, each under its own name: ``{"zh": "中文", "en": "English"}``."""
    names = {key: Locale.parse(locale) for key, locale in _locales().items()}
    return {key: _own_name(locale, short=key == _SOURCE) for key, locale in names.items()}


def _own_name(locale: Locale, *, short: bool) -> str:
    name = locale.get_language_name(locale) if short else locale.get_display_name(locale)
    return (name or str(locale)).capitalize()


def _locales() -> dict[str, str]:
    return _found(Path(current_app.config[_SETTING]))


def language() -> str:
    """A key of `languages`: what the person chose, else what the browser asks for."""
    known = _locales()
    chosen = request.cookies.get("lang", "")
    if chosen in known:
        return chosen
    accepted: LanguageAccept = request.accept_languages
    asked = accepted.best_match(["zh-CN", *known], _SOURCE) or _SOURCE
    return asked if asked in known else _SOURCE


def say(spoken: RuleViolated | Sentence) -> str:
    """A refusal or a sentence in the reader's language; sentences among its values likewise."""
    values = {name: say(v) if isinstance(v, Sentence) else v for name, v in spoken.values.items()}
    return str(gettext(spoken.text, **values))


def init_app(app: Flask) -> Babel:
    app.config["BABEL_DEFAULT_LOCALE"] = _SOURCE_LOCALE
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Shanghai"
    app.config[_SETTING] = str(FOLDER)
    return Babel(app, locale_selector=_locale)


def _locale() -> str:
    return _locales()[language()] if has_request_context() else _SOURCE_LOCALE
