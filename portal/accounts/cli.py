"""Staff accounts."""

from flask.cli import AppGroup

user = AppGroup("user", help="Staff accounts.")
