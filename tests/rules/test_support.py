"""What the suite stands on, where a fault would let other tests pass for nothing."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask, Response, redirect, request
from flask.testing import FlaskClient

from portal import db
from portal.web.guard import current_account
from tests.support.client import Client
from tests.support.postgres import Postgres, copy_of_wheel

FORM = """<!doctype html><html lang="zh-CN"><head><title>一页</title><meta name="viewport" content="">
</head><body><main><h1>一页</h1>
<form method="post" action=""><input type="hidden" name="csrf_token" value="t">
<label>甲 <input name="one" value="1"></label>
<label>乙 <input type="radio" name="two" value="a"></label>
<label>丙 <input type="radio" name="two" value="b" checked></label>
<label>丁 <input type="checkbox" name="three" value="y"></label>
<label>戊 <select name="four"><option value="p">p</option><option selected>q</option></select></label>
<label>己 <textarea name="five">
先</textarea></label><button type="submit">提交</button></form></main></body></html>"""


@pytest.fixture
def asked() -> list[dict[str, list[str]]]:
    return []


@pytest.fixture
def bare(asked: list[dict[str, list[str]]]) -> FlaskClient:
    app = Flask(__name__)
    app.test_client_class = Client

    @app.route("/form", methods=["GET", "POST"])
    def form() -> str | Response:
        if request.method == "GET":
            return FORM
        asked.append(request.form.to_dict(flat=False))
        return redirect("/form", 303)  # type: ignore[return-value]

    @app.get("/bad")
    def bad() -> str:
        return FORM.replace("<h1>一页</h1>", "")

    return app.test_client()


def test_a_form_is_sent_as_a_browser_would(bare: Client, asked: list[dict[str, list[str]]]) -> None:
    response = bare.submit("/form", one=2, three="y")
    sent = {"csrf_token": ["t"], "one": ["2"], "two": ["b"], "three": ["y"], "four": ["q"], "five": ["先"]}
    assert response.status_code == 303
    assert asked == [sent]


def test_a_misspelt_field_is_noticed(bare: Client) -> None:
    with pytest.raises(AssertionError, match="has no"):
        bare.submit("/form", won=2)


def test_a_bad_page_is_noticed(bare: Client) -> None:
    with pytest.raises(AssertionError, match="0 <h1>"):
        bare.get("/bad")


def test_who_signs_in_is_known_to_the_portal(client: Client) -> None:
    from portal.accounts.models import Account  # noqa: PLC0415  # collected without any feature

    with db.transaction():
        account = Account(display_name="演示甲", is_staff=True, created_at=datetime(2021, 3, 1, tzinfo=UTC))
        db.session.add(account)
    client.sign_in(account)
    with client:
        client.get("/look")
        known = current_account()
    assert known is not None
    assert known.id == account.id
    client.sign_out()
    with client:
        client.get("/look")
        assert current_account() is None


@pytest.mark.parametrize("turn", [1, 2])
def test_commits_are_gone_in_the_next_test(isolated: None, turn: int) -> None:
    with db.transaction():
        rows = db.session.execute(sa.text("SELECT count(*) FROM street")).scalar()
        db.session.execute(sa.text("INSERT INTO street (name, is_demo) VALUES ('一', false)"))
    assert rows == 0
    assert db.session.execute(sa.text("SELECT count(*) FROM street")).scalar() == 1


@pytest.mark.parametrize("turn", [1, 2])
def test_a_fresh_database_is_the_tests_own(fresh_database: str, turn: int) -> None:
    with db.transaction():
        db.session.execute(sa.text("INSERT INTO street (name, is_demo) VALUES ('一', false)"))
    with db.engine().connect() as another:
        assert another.scalar(sa.text("SELECT count(*) FROM street")) == 1


def test_the_wheels_postgres_is_as_good_as_the_systems() -> None:
    """Machines without PostgreSQL test on this one."""
    with Postgres(copy_of_wheel) as server:
        with psycopg.connect(host=str(server.folder), user="postgres", dbname="postgres") as connection:
            assert connection.info.server_version >= 150000
        folder = server.folder
    assert not folder.exists()


def test_a_killed_suite_leaves_no_server() -> None:
    program = """
import os, signal
from tests.support.postgres import Postgres
server = Postgres().__enter__()
print(server.folder, server.keeper.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=False)
    folder, keeper = done.stdout.split()
    # The keeper was our child's child; it ends when the server has.
    while _runs(int(keeper)):
        os.sched_yield()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(host=folder, user="postgres", dbname="postgres")


def _runs(pid: int) -> bool:
    """Whether a process is there and no zombie, whose parent here may not collect it."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
