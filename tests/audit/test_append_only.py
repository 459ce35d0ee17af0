"""The record only grows: the database itself refuses to change or delete what stands there."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from portal import db
from portal.audit.models import AuditEntry
from portal.audit.services import Actor, record
from portal.db import session, transaction
from tests.factories.accounts import NOW
from tests.support.fixtures import Database

CHANGES = [
    "UPDATE audit_entry SET actor = 'somebody else'",
    "UPDATE audit_entry SET detail = '{}' WHERE id = 1",
    "DELETE FROM audit_entry",
    "DELETE FROM audit_entry WHERE id = 1",
]


@pytest.fixture
def entry(fresh_database: str) -> int:
    with transaction():
        record(NOW, Actor(None, "测试"), "vote.open", "vote:1", voters=3)
        session.flush()
        number = session.scalars(sa.select(AuditEntry.id)).one()
    assert number == 1
    return number


def _refused(statement: str) -> None:
    with db.engine().begin() as connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(sa.text(statement))


@pytest.mark.parametrize("statement", CHANGES)
def test_the_database_refuses(entry: int, statement: str) -> None:
    _refused(statement)
    kept = session.get_one(AuditEntry, entry)
    assert (kept.actor, kept.action, kept.detail) == ("测试", "vote.open", {"voters": 3})


def test_emptying_the_table_is_refused_too(entry: int, database: Database) -> None:
    if database.kind == "postgresql":  # SQLite has no TRUNCATE
        _refused("TRUNCATE audit_entry")
    assert session.get(AuditEntry, entry) is not None


def test_our_own_code_cannot_do_it_either(entry: int) -> None:
    def change() -> None:
        with transaction():
            session.get_one(AuditEntry, entry).actor = "somebody else"

    with pytest.raises(DBAPIError, match="append-only"):
        change()


def test_no_entry_without_its_deed(isolated: None) -> None:
    def fail_after_recording() -> None:
        with transaction():
            record(NOW, Actor(None, "测试"), "vote.open", "vote:1")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_recording()
    assert session.scalar(sa.select(sa.func.count(AuditEntry.id))) == 0
