"""The databases that tests run on: migrated once per run, then copied or rolled back."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

from portal import db

from .postgres import Postgres

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("sqlite", "postgresql")


class Databases:
    """One server of each kind that is asked for, and what was made on it; used as a context."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        """:param environment: the portal's settings, for commands run as an operator would."""
        self._folder = folder
        self._environment = environment
        self._numbers = count(1)
        self._stack = ExitStack()
        self._postgres: Postgres | None = None
        self._templates: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def empty(self, kind: str) -> str:
        """The address of a new database without a table."""
        return self._make(kind, self._name())

    def migrated(self, kind: str) -> str:
        """The address of a new database as ``flask db upgrade`` leaves it: a copy of one made so."""
        self._migrate(kind)
        return self._copy(kind, f"migrated_{kind}", self._name())

    def with_demo(self, kind: str) -> tuple[str, str]:
        """A database as ``flask demo load`` leaves it, and what that command said."""
        template = f"demo_{kind}"
        if template not in self._templates:
            self._migrate(kind)
            url = self._copy(kind, f"migrated_{kind}", template)
            self._templates[template] = self._flask(url, "demo", "load")
        return self._copy(kind, template, self._name()), self._templates[template]

    @property
    def programs(self) -> Path | None:
        """Where the PostgreSQL in use has its programs; None while there is none."""
        return self._postgres.programs if self._postgres else None

    def drop(self, url: str) -> None:
        """Forget a database; nobody may be connected any more."""
        if self._postgres and url.startswith("postgresql"):
            name = url.partition("@/")[2].partition("?")[0]
            self._postgres.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        else:
            for path in self._folder.glob(f"{Path(url).name}*"):
                path.unlink()

    def _name(self) -> str:
        return f"test{next(self._numbers)}"

    def _make(self, kind: str, name: str, *, template: str = "template0") -> str:
        if kind == "sqlite":
            return f"sqlite:///{self._folder / name}.db"
        if self._postgres is None:
            self._postgres = self._stack.enter_context(Postgres())
        self._postgres.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._postgres.url(name)

    def _copy(self, kind: str, template: str, name: str) -> str:
        if kind == "postgresql":
            return self._make(kind, name, template=template)
        shutil.copyfile(self._folder / f"{template}.db", self._folder / f"{name}.db")
        return self._make(kind, name)

    def _migrate(self, kind: str) -> None:
        template = f"migrated_{kind}"
        if template not in self._templates:
            self._templates[template] = self._flask(self._make(kind, template), "db", "upgrade")

    def _flask(self, url: str, *arguments: str) -> str:
        """Run ``flask …`` on a database. :return: what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", *arguments],
            cwd=ROOT,
            env={**os.environ, **self._environment, "DATABASE_URL": url},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if url.startswith("sqlite"):
            # The command may have left its last commits beside the file; the copy is of the file.
            with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if done.returncode:
            raise RuntimeError(f"flask {' '.join(arguments)} failed on {url}:\n{done.stderr}")
        return done.stdout


@contextmanager
def connected(url: str, *, back_to: str) -> Iterator[None]:
    """The portal on another database for a while."""
    db.dispose()
    db.connect(url)
    try:
        yield
    finally:
        db.dispose()
        db.connect(back_to)
