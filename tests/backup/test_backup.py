"""The drill: what was saved from a running installation comes back whole, or not at all."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask

from portal import db
from portal.backup import dumping, keeping, packing
from portal.backup.errors import (
    AlreadyThere,
    Damaged,
    KeyNeeded,
    NotABackup,
    NotEmpty,
    OtherKind,
    WrongKey,
)
from portal.communities.models import Street
from portal.config import Config
from portal.db import session, transaction
from portal.models import metadata
from portal.web import clock
from tests.factories import voting as make
from tests.support.databases import Databases, connected
from tests.support.fixtures import Database

_KEY = AESGCM.generate_key(256)


@pytest.fixture
def config(app: Flask, fresh_database: str, tmp_path: Path) -> Config:
    """An installation with a vote, an odd name and two pictures."""
    instance = tmp_path / "there"
    (instance / "uploads" / "ab").mkdir(parents=True)
    (instance / "uploads" / "ab" / "one.jpg").write_bytes(os.urandom(3_000_000))
    (instance / "uploads" / "ab" / ".two.part").write_bytes(b"half")
    (instance / "rolls").mkdir()
    (instance / "rolls" / "roll.xlsx").write_bytes(b"names and numbers")
    (instance / "data_key.secret").write_text("secret")
    with transaction():
        make.opened(make.estate([5000, 6000, 7000], street="𠮷镇"))
    config: Config = app.config["PORTAL"]
    return replace(config, instance=instance)


def everything() -> dict[str, list[str]]:
    """Every row of every table."""
    with db.reader().connect() as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(table.select().order_by(*table.primary_key))
            ]
            for table in metadata.sorted_tables
        }


@dataclass(frozen=True)
class Place:
    url: str
    folder: Path


@pytest.fixture
def elsewhere(database: Database, databases: Databases, tmp_path: Path) -> Iterator[Place]:
    """The session on an empty database of the same kind, and an empty folder."""
    place = Place(databases.empty(database.kind), tmp_path / "here")
    place.folder.mkdir()
    with connected(place.url, back_to=database.url):
        yield place
    databases.drop(place.url)


@pytest.fixture
def programs(database: Database, databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    """The client programs of the suite's own PostgreSQL."""
    if databases.programs is not None:
        if not (databases.programs / "pg_dump").exists():
            pytest.skip("this PostgreSQL came without pg_dump")
        monkeypatch.setenv("PATH", f"{databases.programs}:{os.environ['PATH']}")


@pytest.mark.parametrize("key", [None, _KEY], ids=["plain", "sealed"])
@pytest.mark.usefixtures("programs")
def test_everything_comes_back(
    config: Config,
    fresh_database: str,
    tmp_path: Path,
    database: Database,
    elsewhere: Place,
    key: bytes | None,
) -> None:
    config, file = replace(config, backup_key=key), tmp_path / "one.backup"
    with connected(fresh_database, back_to=elsewhere.url):
        before = everything()
        made = keeping.back_up(config, file, clock.now())
    assert made.rows["voter"] == 3
    assert sorted(made.members) == [dumping.NAMES[db.engine().dialect.name], "uploads/ab/one.jpg"]
    assert file.stat().st_mode & 0o077 == 0
    keeping.restore(replace(config, instance=elsewhere.folder), file)
    assert everything() == before
    with transaction():
        session.add(Street(name="之后"))  # sequences came along
    there, here = config.instance / "uploads/ab/one.jpg", elsewhere.folder / "uploads/ab/one.jpg"
    assert here.read_bytes() == there.read_bytes()
    assert not (elsewhere.folder / "rolls").exists()


@pytest.mark.usefixtures("programs")
def test_a_ballot_cast_meanwhile_waits_for_the_next_backup(config: Config, tmp_path: Path) -> None:
    with db.engine().connect() as writer, writer.begin():
        # A writer in the middle of something holds nobody up and leaves no half of it in the copy.
        writer.execute(sa.text("INSERT INTO street (name, is_demo) VALUES ('半条街', false)"))
        made = keeping.back_up(config, tmp_path / "one.backup", clock.now())
        writer.rollback()
    assert made.rows["street"] == 1


@pytest.mark.usefixtures("programs")
def test_an_existing_file_is_not_written_over(config: Config, tmp_path: Path) -> None:
    file = tmp_path / "one.backup"
    file.write_bytes(b"older")
    with pytest.raises(AlreadyThere):
        keeping.back_up(config, file, clock.now())
    assert file.read_bytes() == b"older"


@pytest.mark.usefixtures("programs")
def test_nothing_is_restored_over_anything(
    config: Config, fresh_database: str, tmp_path: Path, elsewhere: Place
) -> None:
    with connected(fresh_database, back_to=elsewhere.url):
        file = tmp_path / "one.backup"
        keeping.back_up(config, file, clock.now())
        with pytest.raises(NotEmpty):
            keeping.restore(replace(config, instance=elsewhere.folder), file)
    with pytest.raises(NotEmpty):
        keeping.restore(config, file)


@pytest.fixture
def sealed(config: Config, tmp_path: Path, programs: None) -> Path:
    file = tmp_path / "sealed.backup"
    keeping.back_up(replace(config, backup_key=_KEY), file, clock.now())
    return file


def test_a_sealed_one_needs_its_key(sealed: Path, tmp_path: Path) -> None:
    with pytest.raises(KeyNeeded):
        packing.read(sealed, None, None)
    with pytest.raises(WrongKey):
        packing.read(sealed, AESGCM.generate_key(256), None)


@pytest.mark.parametrize("where", [0.1, 0.5, 0.9999])
def test_a_byte_that_changed_is_noticed(sealed: Path, where: float) -> None:
    content = bytearray(sealed.read_bytes())
    content[int(len(content) * where)] ^= 1
    sealed.write_bytes(content)
    with pytest.raises((WrongKey, NotABackup)):
        packing.read(sealed, _KEY, None)


@pytest.mark.parametrize("left", [30, 2**20 + 46, 2**21 + 62, -1, -1000])
def test_a_file_that_was_cut_is_noticed(sealed: Path, left: int) -> None:
    sealed.write_bytes(sealed.read_bytes()[:left])
    with pytest.raises((WrongKey, NotABackup)):
        packing.read(sealed, _KEY, None)


def test_pieces_cannot_change_places(sealed: Path) -> None:
    head, piece = len(b"JIAYUAN-BACKUP 1 sealed\n") + 7, 2**20 + 16
    content = sealed.read_bytes()
    one, two = content[head : head + piece], content[head + piece : head + 2 * piece]
    sealed.write_bytes(content[:head] + two + one + content[head + 2 * piece :])
    with pytest.raises(WrongKey):
        packing.read(sealed, _KEY, None)


@pytest.mark.usefixtures("programs")
def test_a_plain_one_is_held_against_its_manifest(config: Config, tmp_path: Path) -> None:
    file = tmp_path / "one.backup"
    keeping.back_up(config, file, clock.now())
    content = bytearray(file.read_bytes())
    content[-100_000] ^= 1
    file.write_bytes(content)
    with pytest.raises(Damaged):
        packing.read(file, None, None)


def test_another_file_is_none(tmp_path: Path) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(b"\xff\xd8\xff" * 100)
    with pytest.raises(NotABackup):
        packing.read(file, None, None)


@pytest.mark.usefixtures("programs")
def test_another_kind_of_database_is_said(
    config: Config, fresh_database: str, tmp_path: Path, elsewhere: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    with connected(fresh_database, back_to=elsewhere.url):
        file = tmp_path / "one.backup"
        keeping.back_up(config, file, clock.now())
    written = packing.Manifest.of

    def of(text: bytes) -> packing.Manifest:
        return replace(written(text), database="oracle")

    monkeypatch.setattr(packing.Manifest, "of", of)
    with pytest.raises(OtherKind):
        keeping.restore(replace(config, instance=elsewhere.folder), file)


@pytest.mark.usefixtures("programs")
def test_the_commands_say_what_they_did(app: Flask, config: Config, tmp_path: Path) -> None:
    app.config["PORTAL"] = config
    try:
        done = app.test_cli_runner().invoke(args=["backup", str(tmp_path)])
        assert done.exit_code == 0, done.output
        (file,) = tmp_path.glob("jiayuan-*.backup")
        assert str(file) in done.stdout
        again = app.test_cli_runner().invoke(args=["restore", str(file)])
    finally:
        app.config["PORTAL"] = replace(config, instance=app.config["PORTAL"].instance)
    assert again.exit_code == 1
    assert "已经有数据" in again.stderr
