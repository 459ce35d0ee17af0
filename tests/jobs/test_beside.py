"""The worker in a thread of the server, as a small office runs it."""

from collections.abc import Iterator
from datetime import datetime
from threading import Event
from typing import Any

import pytest
from flask import Flask

from portal.db import session, transaction
from portal.jobs import queries, work
from portal.jobs.services import enqueue
from portal.jobs.work import Payload, Work
from portal.jobs.worker import Stop, beside, run_until
from portal.web import clock

_PATIENCE = 60


class Ringing(Work):
    """Says when it is being done, and can be held up there."""

    kind = "test.ring"

    def __init__(self) -> None:
        self.rung, self.go_on = Event(), Event()

    def outside(self, now: datetime, payload: Payload) -> Any:
        self.rung.set()
        assert self.go_on.wait(_PATIENCE)


@pytest.fixture
def ringing() -> Iterator[Ringing]:
    known = dict(work._known)
    kind = Ringing()
    work.register(kind)
    yield kind
    work._known.clear()
    work._known.update(known)


def test_a_job_queued_while_serving_is_done_and_finished(
    app: Flask, fresh_database: str, ringing: Ringing
) -> None:
    with beside(app):
        with transaction():
            enqueue(clock.now(), "test.ring", "test.ring:1", {})
        assert ringing.rung.wait(_PATIENCE)
        ringing.go_on.set()
    session.remove()
    assert queries.get_job("test.ring:1").done_at is not None, "the server waited for the job in hand"


def test_a_worker_survives_a_bad_moment() -> None:
    stop = Stop()
    asked: list[int] = []

    def broken_clock() -> datetime:
        asked.append(1)
        stop.ask()
        raise OSError("the disk is away")

    run_until(stop, broken_clock)
    stop.close()
    assert asked == [1]


def test_a_stop_that_was_asked_for_stays_asked() -> None:
    stop = Stop()
    assert not stop.asked()
    stop.ask()
    stop.ask()
    assert stop.asked()
    assert stop.asked(within=_PATIENCE)
    stop.close()
