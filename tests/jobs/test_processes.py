"""Workers as processes of their own: killed, told to stop, and several on one queue."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from portal.audit.queries import list_of
from portal.db import session, transaction
from portal.jobs import queries, work
from portal.jobs.services import enqueue
from portal.jobs.work import Work
from portal.jobs.worker import run_due
from portal.web import clock
from tests.support.databases import ROOT

from .process import KIND, Reporting

_PATIENCE = 60


@dataclass
class Worker:
    """A process that was started, and the ends of the pipes to it."""

    process: subprocess.Popen[bytes]
    hear: int
    say: int

    def wait_until_it_stops_at_a_job(self) -> None:
        assert os.read(self.hear, 1) == b"!", "the worker ended before it took a job"

    def let_on(self) -> None:
        os.write(self.say, b"!")

    def end(self) -> int:
        return self.process.wait(_PATIENCE)


@contextmanager
def worker(url: str, instance: Path, where: str, *options: str) -> Iterator[Worker]:
    """A worker that stops at ``where`` in each job; it is gone after the block."""
    hear, their_say = os.pipe()
    their_hear, say = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.jobs.process", str(their_hear), str(their_say), where, *options],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "PORTAL_INSTANCE": str(instance)},
        pass_fds=(their_hear, their_say),
    )
    os.close(their_hear)
    os.close(their_say)
    try:
        yield Worker(process, hear, say)
    finally:
        process.kill()
        process.wait(_PATIENCE)
        os.close(hear)
        os.close(say)


@pytest.fixture
def reporting() -> Iterator[None]:
    """This process can do the job, too, and stops nowhere."""
    known = dict(work._known)
    work.register(Reporting(0, 0, "nowhere"))
    yield
    work._known.clear()
    work._known.update(known)


def queue(*names: str) -> datetime:
    now = clock.now()
    with transaction():
        for name in names:
            enqueue(now, KIND, f"{KIND}:{name}", {"name": name})
    return now


def effects(name: str) -> int:
    session.remove()
    return len(list_of(f"test:{name}"))


@pytest.mark.usefixtures("reporting")
@pytest.mark.parametrize("where", ["outside", "inside"])
def test_a_killed_worker_loses_and_doubles_nothing(fresh_database: str, tmp_path: Path, where: str) -> None:
    queue("a")
    with worker(fresh_database, tmp_path, where) as killed:
        killed.wait_until_it_stops_at_a_job()
        killed.process.kill()
        assert killed.end() == -signal.SIGKILL
    assert effects("a") == 0, "what was not committed is gone"
    soon = clock.now()
    assert run_due(soon) == 0, "its lease still runs"
    assert run_due(soon + Work.lease) == 1
    assert run_due(soon + timedelta(days=1)) == 0
    assert effects("a") == 1
    job = queries.get_job(f"{KIND}:a")
    assert (job.attempts, job.done_at) == (2, soon + Work.lease)


@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_finishes_the_job_in_hand(
    fresh_database: str, tmp_path: Path, signal_number: signal.Signals
) -> None:
    queue("first", "second")
    with worker(fresh_database, tmp_path, "outside") as told:
        told.wait_until_it_stops_at_a_job()
        told.process.send_signal(signal_number)
        told.let_on()
        assert told.end() == 0
    assert effects("first") == 1
    job = queries.get_job(f"{KIND}:second")
    assert (job.done_at, job.attempts) == (None, 0)


def test_several_workers_do_each_job_once(fresh_database: str, tmp_path: Path) -> None:
    names = [f"job{number}" for number in range(40)]
    queue(*names)
    with ExitStack() as stack:
        workers = [
            stack.enter_context(worker(fresh_database, tmp_path, "nowhere", "--once")) for _ in range(3)
        ]
        assert [each.end() for each in workers] == [0, 0, 0]
    assert Counter(effects(name) for name in names) == {1: len(names)}
    assert {queries.get_job(f"{KIND}:{name}").attempts for name in names} == {1}


def test_two_workers_never_hold_the_same_job(fresh_database: str, tmp_path: Path) -> None:
    """The first stands still with one job in hand; the second takes the other one and finds no third."""
    queue("first", "second")
    with worker(fresh_database, tmp_path, "outside") as slow:
        slow.wait_until_it_stops_at_a_job()
        with worker(fresh_database, tmp_path, "nowhere", "--once") as quick:
            assert quick.end() == 0
        assert (effects("first"), effects("second")) == (0, 1)
        slow.process.send_signal(signal.SIGTERM)
        slow.let_on()
        assert slow.end() == 0
    assert (effects("first"), effects("second")) == (1, 1)
