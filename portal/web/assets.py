"""Addresses of static files that change with their content, so that a phone may keep them for good."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request, url_for

STATIC = Path(__file__).resolve().parents[2] / "static"


@lru_cache(maxsize=256)
def _digest(name: str, _changed_at: int) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """The address of a file under ``static``, with a piece of its hash."""
    changed_at = (STATIC / name).stat().st_mtime_ns
    return url_for("static", filename=name, v=_digest(name, changed_at))


def init_app(app: Flask) -> None:
    app.jinja_env.globals["asset"] = asset

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and request.args.get("v") and response.status_code in (200, 304):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
