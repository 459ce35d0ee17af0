"""What load balancers, Prometheus and whoever deploys are told."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from portal import deploying
from portal.accounts import totp
from portal.accounts.models import Account
from portal.config import Config
from portal.db import session, transaction
from portal.permissions import Role
from portal.web import clock
from tests.factories.accounts import staff
from tests.support.client import Client
from tests.support.databases import Databases, connected
from tests.support.fixtures import Database


@pytest.fixture
def config(app: Flask) -> Iterator[Config]:
    """The settings, to be changed for a test."""
    before: Config = app.config["PORTAL"]
    yield before
    app.config["PORTAL"] = before


@pytest.mark.usefixtures("isolated")
def test_it_lives_and_is_ready(client: Client) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").status_code == 200


def test_without_its_tables_it_is_not_ready(app: Flask, database: Database, databases: Databases) -> None:
    url = databases.empty(database.kind)
    with connected(url, back_to=database.url):
        assert app.test_client().get("/healthz").status_code == 200
        answer = app.test_client().get("/readyz")
    databases.drop(url)
    assert answer.status_code == 503


@pytest.mark.usefixtures("isolated")
def test_figures_are_for_this_machine_or_the_token(app: Flask, config: Config) -> None:
    plain = app.test_client()
    plain.get("/healthz")
    said = plain.get("/metrics")
    assert 'portal_answers_total{endpoint="health.healthz",status="200"}' in said.text
    assert 'portal_jobs{state="waiting"} 0.0' in said.text
    assert plain.get("/metrics", environ_overrides={"REMOTE_ADDR": "10.0.0.9"}).status_code == 404
    assert plain.get("/metrics", headers={"X-Forwarded-For": "10.0.0.9"}).status_code == 404
    app.config["PORTAL"] = replace(config, metrics_token="long enough")
    assert plain.get("/metrics").status_code == 404
    assert plain.get("/metrics", headers={"Authorization": "Bearer long enough"}).status_code == 200


@pytest.mark.usefixtures("isolated")
def test_the_street_needs_its_second_step(app: Flask, client: Client, config: Config) -> None:
    app.config["PORTAL"] = replace(config, require_second_step=True)
    with transaction():
        street = staff("街道甲", Role.DISTRICT)
        clerk_ = staff("干事甲", Role.OBSERVER)
    client.sign_in(street)
    turned = client.get("/desk/")
    assert (turned.status_code, turned.headers["Location"]) == (303, "/account/second-step")
    page = client.get("/account/second-step")
    assert "先开好两步登录" in page.text
    secret = client.page.one("span", class_="num").text
    code = totp.code_at(secret, int(clock.now().timestamp()) // 30)
    assert client.submit("/account/second-step", {"code": code}).status_code == 303
    assert client.get("/desk/").status_code == 200
    assert session.get_one(Account, street.id).totp_secret is not None
    assert "必须开着" in client.get("/account/second-step").text
    client.post("/account/second-step/off", data={"code": code})
    assert session.get_one(Account, street.id).totp_secret is not None
    client.sign_in(clerk_)
    assert client.get("/desk/").status_code == 200


@pytest.mark.usefixtures("isolated")
def test_a_local_installation_is_not_ready_for_residents(app: Flask, config: Config) -> None:
    said = app.test_cli_runner().invoke(args=["check", "--deploy"])
    assert said.exit_code == 1
    for name in ("PORTAL_ENV", "SECRET_KEY", "DATA_KEY", "BACKUP_KEY", "PUBLIC_URL", "TRUSTED_PROXIES"):
        assert name in said.stderr
    assert said.stdout == ""


@pytest.mark.usefixtures("isolated")
def test_a_finished_one_is(
    app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY", "s" * 40)
    monkeypatch.setenv("DATA_KEY", "d" * 40)
    ready = replace(
        config,
        production=True,
        secret_key="s" * 40,
        backup_key=b"b" * 32,
        public_url="https://example.org",
        trusted_proxies=1,
        require_second_step=True,
        instance=tmp_path,
    )
    assert deploying.findings(ready) == []
    with transaction():
        staff("演示人", Role.OBSERVER).is_demo = True
    assert ["演示" in line for line in deploying.findings(ready)] == [True]
