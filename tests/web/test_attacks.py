"""What an attacker would try first, through the real pages. See docs/threats.md."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
import structlog
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from portal import logs
from portal.accounts import sessions
from portal.accounts.models import Account, SignIn
from portal.accounts.passwords import hash_secret
from portal.app import _settings
from portal.communities.models import Estate
from portal.config import Config
from portal.db import session, transaction
from portal.domain.errors import RuleViolated
from portal.permissions import Role
from portal.voting.returned import read_returned
from tests.factories import accounts as make
from tests.support.client import Client

_ROOT = Path(__file__).resolve().parents[2]
_PASSWORD = "一个够长的密码 7"  # of a person who is made up
_ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "/\t/evil.example/",
    "/\n/evil.example/",
    "\t//evil.example/",
    "javascript:alert(1)",
    "/\r\nSet-Cookie: portal=x",
)


@pytest.fixture
def clerk(isolated: None) -> Account:
    with transaction():
        place = make.entrance()
        estate = session.get_one(Estate, place.estate_id)
        return make.staff("干事甲", Role.COMMUNITY_CLERK, estate=estate, password_hash=hash_secret(_PASSWORD))


@pytest.mark.parametrize("target", _ELSEWHERE)
def test_no_page_sends_people_to_another_site(client: Client, clerk: Account, target: str) -> None:
    answers = [client.get("/look", query_string={"next": target})]
    client.get("/desk/sign-in", query_string={"next": target})
    answers.append(client.post("/desk/sign-in", data=_typed(client, "干事甲", _PASSWORD)))
    for answer in answers:
        assert answer.status_code == 303
        leads = re.sub(r"[\t\r\n]|%0[9ad]", "", answer.location, flags=re.IGNORECASE)
        assert urlsplit(leads).netloc in {"", "localhost"}, answer.location
        assert leads.startswith("/")
        assert not leads.startswith(("//", "/\\", "/%5C"))
        assert "portal=x" not in str(answer.headers.getlist("Set-Cookie"))


def _typed(client: Client, name: str, password: str) -> dict[str, str]:
    hidden = {
        field["name"]: field["value"] for field in client.page.all("input") if field["type"] == "hidden"
    }
    return {**hidden, "user_name": name, "password": password}


def test_signing_in_gives_a_new_token_whatever_the_cookie_held(client: Client, clerk: Account) -> None:
    with client.session_transaction() as cookie:
        cookie[sessions.TOKEN] = "planted"
        cookie["left"] = "behind"
    client.submit("/desk/sign-in", user_name="干事甲", password=_PASSWORD, to="")
    with client.session_transaction() as cookie:
        first = cookie[sessions.TOKEN]
        assert first != "planted"
        assert "left" not in cookie
    client.read("/desk/")
    client.send({}, to="/sign-out")
    client.submit("/desk/sign-in", user_name="干事甲", password=_PASSWORD, to="")
    with client.session_transaction() as cookie:
        assert cookie[sessions.TOKEN] != first
    assert len(session.scalars(sa.select(SignIn.id).where(SignIn.ended_at.is_not(None))).all()) == 1


def test_a_name_that_is_there_answers_as_one_that_is_not(client: Client, clerk: Account) -> None:
    said = []
    for name in ("干事甲", "没有这个人"):
        answer = client.submit("/desk/sign-in", user_name=name, password="错的密码 1", to="")
        text = re.sub(r'value="[^"]*"', "", answer.text.replace(name, "…"))
        said.append((answer.status_code, text))
    assert said[0] == said[1]


def test_fields_that_no_form_has_change_nothing(client: Client, clerk: Account) -> None:
    client.get("/desk/sign-in")
    more = {"is_staff": "1", "role": "district", "account_id": "1", "must_change_password": "1", "id": "99"}
    client.post("/desk/sign-in", data={**_typed(client, "干事甲", _PASSWORD), **more})
    session.expire_all()
    found = session.get_one(Account, clerk.id)
    assert (found.is_staff, found.must_change_password) == (True, False)
    assert [grant.role for grant in found.grants] == [Role.COMMUNITY_CLERK]


def test_a_log_line_stays_one_line_and_names_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    structlog.get_logger().info("asked", agent='x"}\n{"event": "forged"}\r\n', phone="打给 13812345678")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    told = json.loads(lines[0])
    assert told["event"] == "asked"
    assert "13812345678" not in lines[0]


def test_a_device_is_told_in_our_words_only(client: Client, clerk: Account) -> None:
    client.get("/desk/sign-in")
    agent = {"User-Agent": "<script>alert(1)</script>\tMicroMessenger Android"}
    client.post("/desk/sign-in", data=_typed(client, "干事甲", _PASSWORD), headers=agent)
    assert session.scalars(sa.select(SignIn.device)).one() == "wechat android"


def test_cookies_of_production_travel_encrypted_and_out_of_reach(tmp_path: Path) -> None:
    app = Flask("flags")
    config = Config("sqlite://", "s", b"k" * 32, tmp_path, production=True, require_second_step=True)
    _settings(app, config)
    wanted = {
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
    }
    assert {key: app.config[key] for key in wanted} == wanted


def test_every_public_page_carries_the_headers(app: Flask, client: Client) -> None:
    asked = 0
    for rule in app.url_map.iter_rules():
        if rule.arguments or "GET" not in (rule.methods or ()):
            continue
        answer = client.get(rule.rule)
        answer.close()
        headers = answer.headers
        assert "script-src" not in headers["Content-Security-Policy"], "default-src 'self' rules"
        assert "unsafe" not in headers["Content-Security-Policy"], rule.rule
        assert headers["X-Content-Type-Options"] == "nosniff", rule.rule
        assert headers["Referrer-Policy"] == "same-origin", rule.rule
        asked += 1
    assert asked > 40


def _source(*patterns: str) -> Iterator[tuple[Path, str]]:
    for pattern in patterns:
        for path in (_ROOT / "portal").glob(pattern):
            yield path, path.read_text(encoding="utf-8")


def test_printed_addresses_come_from_the_settings_alone() -> None:
    """A forged Host header must not end in a QR code that hangs in the stairwell."""
    asked = re.compile(r"_external\s*=\s*True|request\.(host|host_url|url_root|base_url)\b")
    found = [path.name for path, text in _source("**/*.py") if asked.search(text)]
    found += [
        path.name for path in (_ROOT / "templates").rglob("*.html") if asked.search(path.read_text("utf-8"))
    ]
    assert not found


def test_only_the_gateways_ask_other_servers_and_nobody_tells_them_which() -> None:
    """No address that somebody typed is ever asked (SSRF): endpoints are settings, behind one door."""
    asks = re.compile(
        r"^\s*(import requests|from requests import (?!RequestException$)|import (urllib\.request|httpx))",
        re.MULTILINE,
    )
    found = {path.relative_to(_ROOT).as_posix() for path, text in _source("**/*.py") if asks.search(text)}
    assert found == {"portal/messages/gateways/calling.py"}


_CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_LINES = st.lists(st.lists(_CELLS, max_size=8).map(",".join), max_size=6).map("\n".join)


@settings(max_examples=150)
@given(st.binary(max_size=400) | _LINES.map(lambda text: f"楼栋,单元,房号,渠道\n{text}".encode()))
def test_whatever_stands_in_a_ballots_file_is_read_or_refused(content: bytes) -> None:
    for name in ("选票.csv", "选票.xlsx", "选票.xls"):
        try:
            rows, problems = read_returned(content, name, [], follow_majority=False)
        except RuleViolated:
            continue
        assert all(str(row.home) for row in rows)
        assert all(number > 1 for number in problems)
