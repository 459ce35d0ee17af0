"""Pages against a bare Flask page: a session, one SELECT, one template."""

from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from flask import Flask, render_template, session
from jinja2 import DictLoader
from werkzeug.test import EnvironBuilder, run_wsgi_app

from portal import db
from portal.app import create_app
from portal.config import Config
from tests.support.databases import Databases

from .frame import Row, Work

_BARE = """<!doctype html><html lang="zh-CN"><head><title>{{ title }}</title></head>
<body><main><h1>{{ title }}</h1><p>{{ count }}</p></main></body></html>"""


_SECRET_KEY = "for measuring only"
_DATA_KEY = b"for measuring only, 32 bytes now"


@contextmanager
def estate_page(folder: Path) -> Iterator[tuple[Work, Work]]:
    """What a stranger reads of an estate of the demonstration district: its vote, its plan, its news."""
    keys = {"SECRET_KEY": _SECRET_KEY, "DATA_KEY": urlsafe_b64encode(_DATA_KEY).decode()}
    with Databases(folder, {**keys, "PORTAL_INSTANCE": str(folder)}) as databases:
        url, _ = databases.with_demo("sqlite")
        config = Config(database_url=url, secret_key=_SECRET_KEY, data_key=_DATA_KEY, instance=folder)
        app = create_app(config)
        estate = db.session.scalar(sa.text("SELECT min(estate_id) FROM vote"))
        db.session.remove()
        try:
            yield _get(app, f"/estates/{estate}/"), _get(_bare_flask(url), "/")
        finally:
            db.dispose()


def _bare_flask(url: str) -> Flask:
    app = Flask("bare")
    app.secret_key = _SECRET_KEY
    app.jinja_loader = DictLoader({"page.html": _BARE})
    engine = db.make_engine(url).execution_options(reading=True)

    @app.get("/")
    def page() -> str:
        session["seen"] = True
        with engine.connect() as connection:
            count = connection.scalar(sa.text("SELECT count(*) FROM estate"))
        return render_template("page.html", title="家园共议", count=count)

    return app


def _get(app: Flask, path: str) -> Callable[[], None]:
    """One GET without a socket. :raises RuntimeError: any answer but 200, which would be cheap."""
    environ = EnvironBuilder(path, base_url="http://127.0.0.1:8000").get_environ()

    def get() -> None:
        body, status, _ = run_wsgi_app(app.wsgi_app, dict(environ), buffered=True)
        if not status.startswith("200") or not b"".join(body):
            raise RuntimeError(f"{path}: {status}")

    return get


ROWS = [Row("an estate's page, signed out", goal=0.5, unit="pages/s", prepare=estate_page, block=100)]
