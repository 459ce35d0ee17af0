"""The least programs that do the same durable work, written as well as they can be."""

import hashlib
import hmac
import secrets
import sqlite3
import threading
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, redirect, render_template, request, session
from jinja2 import DictLoader

try:
    from pysqlite3 import dbapi2 as library
except ImportError:
    library = sqlite3

SECRET_KEY = "for measuring only"
_PAGE = """<!doctype html><html lang="zh-CN"><head><title>{{ title }}</title></head>
<body><main><h1>{{ title }}</h1><p>{{ count }}</p></main></body></html>"""
_TABLES = """
CREATE TABLE voter (id INTEGER PRIMARY KEY, account INTEGER NOT NULL UNIQUE, area INTEGER NOT NULL);
CREATE TABLE ballot (
    id INTEGER PRIMARY KEY, voter INTEGER NOT NULL, choices TEXT NOT NULL, receipt TEXT NOT NULL UNIQUE
);
CREATE TABLE log (id INTEGER PRIMARY KEY, leaf BLOB NOT NULL);
"""


def make(path: Path, voters: int) -> None:
    with connect(path) as connection:
        connection.executescript(_TABLES)
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "INSERT INTO voter VALUES (?, ?, ?)", ((n, n, 5000 + n) for n in range(1, voters + 1))
        )
        connection.execute("COMMIT")


def connect(path: Path) -> Any:
    connection = library.connect(str(path), timeout=30, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def create_app(path: Path) -> Flask:
    """A page (session, one SELECT, one template) and a ballot (session, CSRF, right, one durable commit)."""
    app = Flask("bare")
    app.secret_key = SECRET_KEY
    app.jinja_loader = DictLoader({"page.html": _PAGE})
    local, writing = threading.local(), threading.Lock()

    def connection() -> Any:
        if not hasattr(local, "connection"):
            local.connection = connect(path)
        return local.connection

    @app.get("/")
    def page() -> str:
        account = session.get("account", 1)
        row = connection().execute("SELECT area FROM voter WHERE account = ?", (account,)).fetchone()
        return render_template("page.html", title="家园共议", count=row[0])

    @app.post("/")
    def ballot() -> Response:
        token = csrf(str(session["account"]))
        if not hmac.compare_digest(token, request.form["csrf_token"]):
            abort(400)
        receipt = secrets.token_hex(8)
        with writing:
            base = connection()
            base.execute("BEGIN IMMEDIATE")
            voter = base.execute("SELECT id FROM voter WHERE account = ?", (session["account"],)).fetchone()
            if voter is None:
                base.execute("ROLLBACK")
                abort(403)
            choice = request.form["answer"]
            base.execute(
                "INSERT INTO ballot (voter, choices, receipt) VALUES (?, ?, ?)", (voter[0], choice, receipt)
            )
            leaf = hashlib.sha256(f"{receipt}{voter[0]}{choice}".encode()).digest()
            base.execute("INSERT INTO log (leaf) VALUES (?)", (leaf,))
            base.execute("COMMIT")
        return redirect(f"/receipt/{receipt}", 303)  # type: ignore[return-value]

    return app


def csrf(account: str) -> str:
    return hmac.new(SECRET_KEY.encode(), account.encode(), "sha256").hexdigest()
