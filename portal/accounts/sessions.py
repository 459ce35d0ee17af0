"""Who is asking: from the signed cookie to an account, on every request."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Wire the look-up; see the accounts feature."""
