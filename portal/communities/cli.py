"""Read and import rolls."""

from flask.cli import AppGroup

roll = AppGroup("roll", help="Read and import rolls.")
