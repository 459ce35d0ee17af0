"""The database as one file and back: SQLite's own online copy, or pg_dump of one snapshot."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Engine

from portal import db
from portal.backup.errors import NoProgram, NotEmpty, ProgramFailed

_SYSTEM = Path("/usr/lib/postgresql")
NAMES = {"sqlite": "database.sqlite", "postgresql": "database.pgdump"}


def dump(target: Path) -> dict[str, int]:
    """Write the whole database, as it stands at one moment, while others go on writing.

    :return: the rows of each table in that moment.
    :raises RuleViolated: the client programs of PostgreSQL are missing, or one failed.
    """
    engine = db.engine()
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        try:
            _copy_sqlite(raw.driver_connection, target)
        finally:
            raw.close()
        return check_sqlite(target)
    with db.reader().connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        snapshot = str(connection.scalar(sa.text("SELECT pg_export_snapshot()")))
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        _run("pg_dump", [*options, f"--file={target}"], engine)
        return _count(connection)


def load(source: Path) -> dict[str, int]:
    """Put it into the empty database that the settings name. :return: the rows of each table afterwards.

    :raises RuleViolated: the database is not empty.
    """
    engine = db.engine()
    with db.reader().connect() as connection:
        there = sa.inspect(connection).get_table_names()
    if there:
        raise NotEmpty(what=f"{len(there)} 张表")
    if engine.dialect.name == "sqlite":
        place = engine.url.database or ""
        db.dispose()
        for left in (place, f"{place}-wal", f"{place}-shm"):
            Path(left).unlink(missing_ok=True)
        shutil.copyfile(source, place)
    else:
        _run(
            "pg_restore", ["--no-owner", "--no-privileges", "--exit-on-error", str(source)], engine, into=True
        )
    with db.reader().connect() as connection:
        return _count(connection)


def check_sqlite(file: Path) -> dict[str, int]:
    """Count the rows of a copy. :raises ProgramFailed: SQLite itself finds it damaged."""
    engine = db.make_engine(f"sqlite:///{file}")
    try:
        with db.reader().connect() as connection:
            said = connection.scalar(sa.text("PRAGMA integrity_check"))
            counted = _count(connection)
    finally:
        engine.dispose()
    if said != "ok":
        raise ProgramFailed(name="SQLite", said=str(said))
    # The copy has been opened in WAL; what is packed is the one file.
    for left in (f"{file}-wal", f"{file}-shm"):
        Path(left).unlink(missing_ok=True)
    return counted


def _copy_sqlite(source: Any, target: Path) -> None:
    copy = type(source)(str(target))
    try:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        copy.close()


def _count(connection: sa.Connection) -> dict[str, int]:
    names = sorted(sa.inspect(connection).get_table_names())
    return {
        name: int(connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name))) or 0)
        for name in names
    }


def _run(name: str, options: Sequence[str], engine: Engine, *, into: bool = False) -> None:
    """The database goes by the environment, so that no password stands in the list of processes."""
    arguments = [_program(name), *options]
    environment = {**os.environ, **_address(engine)}
    if into:
        arguments.insert(1, f"--dbname={environment['PGDATABASE']}")
    done = subprocess.run(arguments, env=environment, capture_output=True, encoding="utf-8", check=False)  # noqa: S603  # ours
    if done.returncode:
        raise ProgramFailed(name=name, said=done.stderr.strip().splitlines()[-1] if done.stderr else "?")


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        newest = sorted(_SYSTEM.glob(f"*/bin/{name}"), key=lambda path: float(path.parent.parent.name))
        if not newest:
            raise NoProgram(name=name)
        found = str(newest[-1])
    return found


def _address(engine: Engine) -> Mapping[str, str]:
    url = engine.url
    host = url.host or str(url.query.get("host", ""))
    named = {"PGHOST": host, "PGPORT": url.port, "PGUSER": url.username, "PGPASSWORD": url.password}
    return {key: str(value) for key, value in named.items() if value} | {"PGDATABASE": url.database or ""}
