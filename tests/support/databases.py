"""The databases that tests run on: migrated once per run, then copied or rolled back."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

from portal import db

from .postgres import Postgres

ROOT = Path(__file__).resolve().parents[2]
KINDS = ("sqlite", "postgresql")


def flask(*arguments: str, url: str, instance: Path) -> subprocess.CompletedProcess[str]:
    """Run ``flask …`` as an operator would, on this database."""
    return subprocess.run(
        [sys.executable, "-m", "flask", *arguments],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "PORTAL_INSTANCE": str(instance)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


class Databases:
    """One server of each kind that is asked for, and what was made on it; used as a context."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._stack = ExitStack()
        self._postgres: Postgres | None = None
        self._templates: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def empty(self, kind: str) -> str:
        """The address of a new database without a table."""
        return self._make(kind, f"test{next(self._numbers)}")

    def migrated(self, kind: str) -> str:
        """The address of a new database as ``flask db upgrade`` leaves it: a copy of one made so."""
        template = self._template(kind)
        name = f"test{next(self._numbers)}"
        if kind == "postgresql":
            return self._make(kind, name, template=template)
        shutil.copyfile(self._folder / f"{template}.db", self._folder / f"{name}.db")
        return self._make(kind, name)

    def drop(self, url: str) -> None:
        """Forget a database; nobody may be connected any more."""
        if self._postgres and url.startswith("postgresql"):
            name = url.partition("@/")[2].partition("?")[0]
            self._postgres.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        else:
            for path in self._folder.glob(f"{Path(url).name}*"):
                path.unlink()

    def _make(self, kind: str, name: str, *, template: str = "template0") -> str:
        if kind == "sqlite":
            return f"sqlite:///{self._folder / name}.db"
        if self._postgres is None:
            self._postgres = self._stack.enter_context(Postgres())
        self._postgres.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._postgres.url(name)

    def _template(self, kind: str) -> str:
        name = f"migrated_{kind}"
        if name not in self._templates:
            done = flask("db", "upgrade", url=self._make(kind, name), instance=self._folder)
            if done.returncode:
                raise RuntimeError(f"flask db upgrade failed on {kind}:\n{done.stderr}")
            self._templates.add(name)
        return name


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
