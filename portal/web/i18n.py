"""Language: Chinese is the source text; other languages are catalogues under ``translations``."""

from flask import Flask, has_request_context, request
from flask_babel import Babel, gettext
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import LanguageAccept

from portal.config import ROOT
from portal.domain.errors import RuleViolated, Sentence

__all__ = ["LANGUAGES", "_l", "gettext", "init_app", "say"]

#: The first is the source and the default.
LANGUAGES = {"zh": "zh_Hans_CN", "en": "en"}
_ASKED = ["zh-CN", "zh", "en"]


def language() -> str:
    """``zh`` or another key of LANGUAGES: what the person chose, else what the browser asks for."""
    chosen = request.cookies.get("lang", "")
    if chosen in LANGUAGES:
        return chosen
    accepted: LanguageAccept = request.accept_languages
    return (accepted.best_match(_ASKED, "zh") or "zh").split("-")[0]


def say(spoken: RuleViolated | Sentence) -> str:
    """A refusal or a sentence in the reader's language; sentences among its values likewise."""
    values = {name: say(v) if isinstance(v, Sentence) else v for name, v in spoken.values.items()}
    return str(gettext(spoken.text, **values))


def init_app(app: Flask) -> Babel:
    app.config["BABEL_DEFAULT_LOCALE"] = "zh_Hans_CN"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Shanghai"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(ROOT / "translations")
    return Babel(app, locale_selector=_locale)


def _locale() -> str:
    return LANGUAGES[language()] if has_request_context() else LANGUAGES["zh"]
