"""Votes from files, their ballots and results."""

from flask.cli import AppGroup

vote = AppGroup("vote", help="Votes from files, their ballots and results.")
