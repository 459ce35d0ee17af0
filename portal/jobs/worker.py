"""The worker: takes jobs one by one and does them, beside the server or in a process of its own."""

import os
import select
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Thread

import structlog
from flask import Flask

from portal import db
from portal.db import transaction
from portal.jobs import queries, schedule, services
from portal.jobs.services import MAX_ATTEMPTS, LeaseLost, Taken
from portal.jobs.work import Failure, GiveUp, TryLater, find_work
from portal.web import clock

log = structlog.get_logger(__name__)

_IDLE = 1.0  # seconds between two looks at an empty queue
_BETWEEN_LOOKS = timedelta(seconds=20)  # at what has become due again
_SHAKEN = 5.0  # seconds before trying again when the database itself failed


class Stop:
    """Asks a worker to end after the job in hand.

    A pipe instead of an Event: a signal handler that sets an Event may wait for ever for the lock that the
    interrupted wait() is holding.
    """

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        os.set_blocking(self._write, False)

    def ask(self) -> None:
        os.write(self._write, b"!")

    def asked(self, *, within: float = 0) -> bool:
        """Whether somebody asked, waiting so many seconds for it."""
        return bool(select.select([self._read], [], [], within)[0])

    def close(self) -> None:
        os.close(self._read)
        os.close(self._write)


def run_due(now: datetime, limit: int = 100) -> int:
    """Do the jobs that are due, the longest waiting first; returns how many attempts that were.

    An attempt that fails puts its job back for later, so it ends even if everything fails.
    """
    for done in range(limit):
        if not _run_one(now):
            return done
    return limit


def run_until(stop: Stop, now: Callable[[], datetime] = clock.now) -> None:
    """Do jobs as they come; ends after the job in hand when it is asked to."""
    pause = 0.0
    looked: datetime | None = None
    while not stop.asked(within=pause):
        try:
            moment = now()
            if looked is None or moment - looked >= _BETWEEN_LOOKS:
                schedule.queue_due(moment)
                looked = moment
            pause = 0.0 if run_due(moment, 1) else _IDLE
        except Exception:
            log.exception("worker")
            pause = _SHAKEN
        finally:
            db.session.remove()


@contextmanager
def beside(app: Flask) -> Iterator[None]:
    """Do jobs in a thread of this process for as long as the block runs; the job in hand is finished."""
    stop = Stop()
    thread = Thread(target=_work_in, args=(app, stop), name="jobs", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.ask()
        thread.join(timeout=20)


def _work_in(app: Flask, stop: Stop) -> None:
    with app.app_context():
        run_until(stop)
    stop.close()


def _run_one(now: datetime) -> bool:
    """Whether there was a job to be had."""
    if queries.find_due(now) is None:
        return False
    with transaction():
        taken = services.take(now)
    if taken is None:
        return False
    try:
        _do(now, taken)
    except LeaseLost:
        log.warning("job.lease_lost", job=taken.id, kind=taken.kind)
    except Exception as error:  # whatever a job does wrong, the next one has its turn
        _note(now, taken, error)
    return True


def _do(now: datetime, taken: Taken) -> None:
    work = find_work(taken.kind)
    if work is None:
        raise TryLater("this version does not know the kind")  # another worker may, or the next version
    if taken.attempts > MAX_ATTEMPTS:
        raise GiveUp("the worker died in every attempt")
    # A second attempt may have to ask first what became of the one before.
    brought = work.outside(now, {**taken.payload, "attempt": taken.attempts})
    with transaction():
        services.finish(now, taken)
        work.inside(now, taken.payload, brought)


def _note(now: datetime, taken: Taken, error: Exception) -> None:
    final = isinstance(error, GiveUp) or taken.attempts >= MAX_ATTEMPTS
    # The text of a strange error may name people; its kind is enough here, and the log has the rest.
    ours = isinstance(error, TryLater | GiveUp)
    failure = Failure(str(error) if ours else type(error).__name__, taken.attempts, final)
    log.warning("job.failed", job=taken.id, kind=taken.kind, final=final, exc_info=None if ours else error)
    work = find_work(taken.kind)
    try:
        with transaction():
            services.put_back(now, taken, failure)
            if work:
                work.failed(now, taken.payload, failure)
    except LeaseLost:
        log.warning("job.lease_lost", job=taken.id, kind=taken.kind)
