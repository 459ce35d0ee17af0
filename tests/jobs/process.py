"""``flask worker`` in a process of its own, with a kind of job that says where it is and waits to be let on.

Run with HEAR SAY WHERE [option ...]: two file descriptors, and where it stops: ``outside``, ``inside``
(its effect is written and not committed) or ``nowhere``.
"""

import os
import sys
from datetime import datetime
from typing import Any

from flask.cli import ScriptInfo

from portal.app import create_app
from portal.audit.services import Actor, record
from portal.config import Config
from portal.db import session
from portal.jobs import schedule, work
from portal.jobs.work import Payload, Work

KIND = "test.report"


class Reporting(Work):
    """Leaves one entry on record."""

    kind = KIND

    def __init__(self, hear: int, say: int, where: str) -> None:
        self._hear, self._say, self._where = hear, say, where

    def outside(self, now: datetime, payload: Payload) -> None:
        self._stop("outside")

    def inside(self, now: datetime, payload: Payload, brought: Any) -> None:
        record(now, Actor(None, str(os.getpid())), "test.report", f"test:{payload['name']}")
        session.flush()
        self._stop("inside")

    def _stop(self, where: str) -> None:
        if where == self._where:
            os.write(self._say, b"!")
            os.read(self._hear, 1)


if __name__ == "__main__":
    hear, say, where, *options = sys.argv[1:]
    app = create_app(Config.from_environment())
    work.register(Reporting(int(hear), int(say), where))
    schedule._known.clear()  # what recurs has tests of its own; here only the queued jobs count
    app.cli.main(args=["worker", *options], obj=ScriptInfo(create_app=lambda: app))
