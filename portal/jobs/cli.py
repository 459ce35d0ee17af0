"""``flask worker``: does queued jobs until told to stop."""

import click


@click.command("worker")
def worker() -> None:
    """Do queued jobs until SIGTERM."""
