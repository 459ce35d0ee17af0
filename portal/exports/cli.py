"""The street office's files."""

from flask.cli import AppGroup

report = AppGroup("report", help="The street office's files.")
