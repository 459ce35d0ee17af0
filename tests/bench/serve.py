"""``python -m tests.bench.serve bare|ours …``: one of the two behind waitress, for a load from outside."""

import logging
import sys
from pathlib import Path

from flask import Flask
from waitress import serve

from portal.app import create_app
from portal.config import Config

from . import bare
from .world import DATA_KEY, SECRET_KEY

THREADS = 16


def main(arguments: list[str]) -> int:
    """``which port place``: the place is a database address for ours, a file for the bare one."""
    which, port, place = arguments
    app: Flask
    if which == "bare":
        app = bare.create_app(Path(place))
    else:
        app = create_app(
            Config(database_url=place, secret_key=SECRET_KEY, data_key=DATA_KEY, instance=Path(place).parent)
        )
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    serve(app, host="127.0.0.1", port=int(port), threads=THREADS, _quiet=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
