"""The demonstration district."""

from flask.cli import AppGroup

demo = AppGroup("demo", help="The demonstration district.")
