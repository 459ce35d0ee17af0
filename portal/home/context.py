"""What every page's skeleton needs: tabs, the estate at hand, what waits."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Wire the context processors."""
