"""``flask worker``: does queued jobs until told to stop."""

import signal

import click
from flask.cli import with_appcontext

from portal.jobs import schedule
from portal.jobs import worker as loop
from portal.web import clock


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@with_appcontext
def worker(once: bool) -> None:
    """Do queued jobs until SIGTERM or Ctrl-C; the job in hand is finished first."""
    stop = loop.Stop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.ask())
    if not once:
        loop.run_until(stop)
        return
    schedule.queue_due(clock.now())
    while not stop.asked() and loop.run_due(clock.now(), 1):
        pass
