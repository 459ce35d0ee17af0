"""Pages against a bare Flask page: a session, one SELECT, one template."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from flask import Flask, render_template, session
from jinja2 import DictLoader
from werkzeug.test import EnvironBuilder, run_wsgi_app

from portal import db, migrate
from portal.app import create_app
from portal.config import Config

from .frame import Row, Work

_BARE = """<!doctype html><html lang="zh-CN"><head><title>{{ title }}</title></head>
<body><main><h1>{{ title }}</h1><p>{{ count }}</p></main></body></html>"""


@contextmanager
def start_page(folder: Path) -> Iterator[tuple[Work, Work]]:
    """The first page of a stranger, on a database as it was migrated."""
    config = Config(
        database_url=f"sqlite:///{folder / 'portal.db'}",
        secret_key="for measuring only",
        data_key=b"for measuring only, 32 bytes now",
        instance=folder,
    )
    app = create_app(config)
    migrate.upgrade_database()
    reference = _bare_flask(config.database_url)
    try:
        yield _get(app, "/"), _get(reference, "/")
    finally:
        db.dispose()


def _bare_flask(url: str) -> Flask:
    app = Flask("bare")
    app.secret_key = "for measuring only"
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


ROWS = [Row("start page, signed out", goal=0.5, unit="pages/s", prepare=start_page, block=100)]
