"""Fixtures: the portal on a database that every test finds as it was migrated, and a client."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import db
from portal.config import Config

from .client import SECRET_NAMES, Client
from .databases import Databases, connected

_DATA_KEY = b"for tests only, thirty-two bytes"
_SECRET_KEY = "for tests only"


@dataclass(frozen=True)
class Database:
    """What a test runs on: ``kind`` is sqlite or postgresql; ``url`` its shared, migrated database."""

    kind: str
    url: str


@dataclass(frozen=True)
class Demo:
    """What ``flask demo load`` tells about its people."""

    said: str

    @property
    def codes(self) -> list[str]:
        """Of the letters that are ready to be opened."""
        return re.findall(r"短码 ?([0-9A-Z-]+)", self.said)

    @property
    def tails(self) -> list[str]:
        """What the owners of these homes know: the last six characters of their ID numbers."""
        return re.findall(r"证件后六位 ?([0-9X]+)", self.said)

    def password(self, user_name: str) -> str:
        found = re.search(rf"用户名 ?{re.escape(user_name)}，密码 ?(\S+)", self.said)
        assert found, f"no {user_name} in:\n{self.said}"
        return found[1]


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The portal's folder for uploads and the like."""
    return tmp_path_factory.mktemp("instance")


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory, app: Flask, instance: Path) -> Iterator[Databases]:
    """The servers; one start of each kind for the whole run."""
    environment = {
        "DATA_KEY": urlsafe_b64encode(_DATA_KEY).decode(),
        "SECRET_KEY": _SECRET_KEY,
        "PORTAL_INSTANCE": str(instance),
    }
    with Databases(tmp_path_factory.mktemp("databases"), environment) as made:
        yield made
        db.dispose()


@pytest.fixture(scope="session")
def app(instance: Path) -> Flask:
    """The portal. No application context is pushed: a request would share its session."""
    # Tests of the law alone should not wait for every feature to load.
    from portal.app import create_app  # noqa: PLC0415

    config = Config(
        database_url=f"sqlite:///{instance / 'unused.db'}",
        secret_key=_SECRET_KEY,
        data_key=_DATA_KEY,
        instance=instance,
        testing=True,
    )
    app = create_app(config)
    app.test_client_class = Client
    app.extensions[SECRET_NAMES] = _names_on_the_rolls
    return app


def _names_on_the_rolls() -> set[str]:
    """People, not companies: what one finds in two to four characters."""
    names = db.session.scalars(sa.text("SELECT DISTINCT name FROM owner"))
    found = {name for name in names if re.fullmatch(r"[\u3400-\u9fff]{2,4}", name)}
    db.session.remove()
    return found


@pytest.fixture(scope="session")
def database(request: pytest.FixtureRequest, databases: Databases) -> Database:
    """The kind of database this run of the test is about, connected."""
    url = databases.migrated(request.param)
    db.dispose()
    db.connect(url)
    return Database(request.param, url)


@pytest.fixture
def isolated(database: Database) -> Iterator[None]:
    """Everything that the test writes, commits included, is gone after it. For one thread."""
    with db.engine().connect() as connection:
        outer = connection.begin()
        db.bind_for_tests(connection)
        try:
            yield
        finally:
            db.bind_for_tests(None)
            outer.rollback()


@pytest.fixture
def fresh_database(request: pytest.FixtureRequest, database: Database, databases: Databases) -> Iterator[str]:
    """The address of a database of the test's own, for threads, processes and browsers.

    It holds the demonstration district where the test asks for ``demo``.
    """
    if "demo" in request.fixturenames:
        url, request.node.demo_said = databases.with_demo(database.kind)
    else:
        url = databases.migrated(database.kind)
    with connected(url, back_to=database.url):
        yield url
    databases.drop(url)


@pytest.fixture
def demo(request: pytest.FixtureRequest, fresh_database: str) -> Demo:
    """The demonstration district, in a database of the test's own."""
    return Demo(request.node.demo_said)


@pytest.fixture
def client(app: Flask, isolated: None) -> Client:
    """Somebody with a browser, not signed in; every page met is checked."""
    client = app.test_client()
    assert isinstance(client, Client)
    return client
