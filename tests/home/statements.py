"""Counting what a page asks the database: a list must not ask once a row."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from portal import db


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent while the block runs, savepoints apart."""
    sent: list[str] = []

    def hear(_conn: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
            sent.append(statement)

    event.listen(db.engine(), "before_cursor_execute", hear)
    try:
        yield sent
    finally:
        event.remove(db.engine(), "before_cursor_execute", hear)
