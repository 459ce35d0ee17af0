"""How a person wants to see the pages: text size, elder mode, theme, language. Works without script."""

from dataclasses import dataclass

from flask import Blueprint, Flask, redirect, render_template, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue

from portal.web.assets import STATIC
from portal.web.guard import public
from portal.web.i18n import language, languages

bp = Blueprint("web", __name__)

_THEMES = ("auto", "light", "dark")
_YEAR = 365 * 24 * 3600
_TAGS = {"zh": "zh-CN"}


@dataclass(frozen=True)
class Look:
    """What the skeleton needs; ``size`` 1 to 4 are 标准 大 特大 最大."""

    size: int
    care: bool
    theme: str
    lang: str

    @property
    def tag(self) -> str:
        return _TAGS.get(self.lang, self.lang)

    @property
    def languages(self) -> dict[str, str]:
        """The others that may be chosen, each under its own name."""
        return {key: name for key, name in languages().items() if key != self.lang}


def look() -> Look:
    cookies = request.cookies
    care = cookies.get("care") == "1"
    size = cookies.get("size", "")
    chosen = int(size) if size in {"1", "2", "3", "4"} else 1
    theme = cookies.get("theme", "auto")
    return Look(max(chosen, 3) if care else chosen, care, theme if theme in _THEMES else "auto", language())


_ALLOWED = {"size": {"1", "2", "3", "4"}, "care": {"0", "1"}, "theme": set(_THEMES)}


_FIRST_PRINTED = 0x20


def safe_next(target: str | None, default: str) -> str:
    """A path of this portal, never another site: ``next`` comes from the address line."""
    if not target or not target.startswith("/") or target[1:2] in {"/", "\\"}:
        return default
    # Browsers drop tabs and line ends: "/<tab>/site" would be another site.
    if any(ord(character) < _FIRST_PRINTED for character in target):
        return default
    return target


@bp.get("/look")
@public
def set_look() -> ResponseReturnValue:
    """Keep what was chosen in cookies that hold nothing else, and go back to the page."""
    response = redirect(safe_next(request.args.get("next"), url_for("home.start")), 303)
    for name, allowed in {**_ALLOWED, "lang": set(languages())}.items():
        value = request.args.get(name)
        if value in allowed:
            response.set_cookie(name, value, max_age=_YEAR, samesite="Lax", secure=request.is_secure)
    return response


@bp.get("/sw.js")
@public
def service_worker() -> ResponseReturnValue:
    """Served from the root: a worker under /static could not see the pages."""
    response = send_from_directory(STATIC, "sw.js", mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/offline")
@public
def offline() -> ResponseReturnValue:
    """Kept by the service worker for when there is no network."""
    return render_template("web/offline.html")


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.context_processor(lambda: {"look": look()})
