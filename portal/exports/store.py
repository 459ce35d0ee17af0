"""Where large files lie until they are fetched or their day is over: a folder of the instance."""

from pathlib import Path

from flask import current_app

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


def stored(token: str) -> Path:
    """In a folder that is made when it is missing. :raises ValueError: no token of ours."""
    if not token or not set(token) <= _LETTERS:
        raise ValueError("not a token")
    folder: Path = current_app.config["PORTAL"].instance / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / token


def discard(token: str) -> None:
    """Once is as good as twice."""
    stored(token).unlink(missing_ok=True)
