"""``flask serve``: waitress, one process, facing slow phones, finishing what it began when told to stop."""

import signal
import sys

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from waitress.server import create_server

from portal.jobs.worker import beside


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--threads", default=16, show_default=True)
@with_appcontext
def serve(host: str, port: int, threads: int) -> None:
    """Serve the portal until SIGTERM or Ctrl-C; requests in flight are answered first."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    server = create_server(
        app,
        host=host,
        port=port,
        threads=threads,
        max_request_body_size=app.config["MAX_CONTENT_LENGTH"] + 2**20,
    )
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    click.echo(f"家园共议 http://{host}:{port}", err=True)
    try:
        with beside(app):
            server.run()
    finally:
        server.task_dispatcher.shutdown(cancel_pending=False, timeout=20)
        server.close()
