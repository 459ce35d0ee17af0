"""The chain: every entry once, whoever links; any change, gap or stranger shows."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa

from portal import db
from portal.audit import chain
from portal.audit.models import AuditLink
from portal.audit.services import Actor, origin, record, shortened
from portal.db import session, transaction
from tests.factories.accounts import NOW
from tests.home.statements import counted
from tests.support.fixtures import Database

BY = Actor(None, "测试")
_TABLES = ("audit_entry", "audit_link")


def put(many: int = 3) -> None:
    with transaction():
        for number in range(many):
            record(NOW, BY, "vote.open", f"vote:{number}", name="名称", added=number)


def link(most: int = chain.BATCH) -> int:
    with transaction():
        return chain.link_waiting(NOW, most)


def test_all_are_linked_once_and_fit(fresh_database: str) -> None:
    put(5)
    assert (link(2), link(), link()) == (2, 3, 0)
    assert list(chain.findings()) == []
    head = chain.head()
    assert (head.length, head.waiting) == (5, 0)
    put(1)
    assert chain.head().waiting == 1
    link()
    assert chain.head().digest != head.digest


def _without_guards(statement: str, database: Database) -> None:
    """As somebody would who holds the database itself."""
    triggers = {
        "sqlite": (
            "audit_entry_no_UPDATE",
            "audit_entry_no_DELETE",
            "audit_link_no_DELETE",
            "audit_link_no_UPDATE",
        ),
        "postgresql": [],
    }
    with db.engine().begin() as connection:
        for trigger in triggers[database.kind]:
            connection.execute(sa.text(f"DROP TRIGGER {trigger}"))
        if database.kind == "postgresql":
            for table in _TABLES:
                connection.execute(sa.text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        connection.execute(sa.text(statement))


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("UPDATE audit_entry SET actor = 'x' WHERE id = 2", "记录 2 被改过"),
        ("UPDATE audit_entry SET detail = '{}' WHERE id = 3", "记录 3 被改过"),
        ("UPDATE audit_entry SET origin = '1.2.3.*' WHERE id = 1", "记录 1 被改过"),
        ("DELETE FROM audit_entry WHERE id = 2", "记录 2 不见了，也没有到期删除的登记"),
        ("DELETE FROM audit_link WHERE position = 2", "链上第 2 环不见了"),
        ("UPDATE audit_link SET entry_digest = 'x' WHERE position = 2", "链上第 2 环和前一环接不上"),
    ],
)
def test_what_somebody_with_the_database_did_shows(
    fresh_database: str, database: Database, statement: str, finding: str
) -> None:
    put()
    link()
    _without_guards(statement, database)
    assert finding in list(chain.findings())


@pytest.mark.parametrize("table", ["audit_link", "record_pruning", "setting_change"])
def test_the_database_refuses_to_change_them(fresh_database: str, table: str) -> None:
    put()
    link()
    columns = {
        "audit_link": "",
        "record_pruning": "INSERT INTO record_pruning (until, at, months, entries, entry_ids) "
        "VALUES ('2020-01-01', '2021-01-01', 6, 0, '{}')",
        "setting_change": "INSERT INTO setting_change (key, source, at, actor) "
        "VALUES ('a', '', '2021-01-01', '')",
    }
    with db.engine().begin() as connection:
        if columns[table]:
            connection.execute(sa.text(columns[table]))
    with db.engine().begin() as connection, pytest.raises(sa.exc.DBAPIError, match="append-only"):
        connection.execute(sa.text(f"DELETE FROM {table}"))  # noqa: S608  # own names


def test_many_linkers_at_once_make_one_chain(fresh_database: str) -> None:
    """Writers keep writing while four jobs link: nobody is linked twice, nobody is left out."""
    start, faults = Barrier(6), []

    def work(deed: object) -> None:
        try:
            start.wait()
            for _ in range(5):
                deed()  # type: ignore[operator]
        except Exception as fault:  # told below, in the thread that asserts
            faults.append(fault)
        finally:
            session.remove()

    threads = [Thread(target=work, args=(put if n < 2 else link,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults
    link()
    assert chain.head().length == 30
    assert session.scalar(sa.select(sa.func.count(sa.distinct(AuditLink.entry_id)))) == 30
    assert list(chain.findings()) == []


def test_a_deed_costs_one_statement_and_no_chain(isolated: None) -> None:
    """What a ballot pays for the record is the insert alone."""
    with counted() as sent:
        put(1)
    assert len(sent) == 1
    assert sent[0].startswith("INSERT INTO audit_entry")


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("10.1.2.3", "10.1.2.*"),
        ("2001:db8:1:2:3::4", "2001:0db8:0001::*"),
        ("", None),
        ("no address", None),
    ],
)
def test_an_address_is_kept_shortened(address: str, kept: str | None) -> None:
    assert shortened(address) == kept


def test_an_entry_says_where_it_came_from(isolated: None) -> None:
    token = origin.set("10.1.2.*")
    try:
        put(1)
    finally:
        origin.reset(token)
    put(1)
    rows = session.execute(sa.text("SELECT origin FROM audit_entry ORDER BY id")).scalars().all()
    assert rows == ["10.1.2.*", None]


def test_later_is_a_longer_chain(fresh_database: str) -> None:
    put(1)
    link()
    first = session.scalars(sa.select(AuditLink.digest)).one()
    with transaction():
        record(NOW + timedelta(days=1), BY, "vote.close", "vote:1")
    link()
    assert first in session.scalars(sa.select(AuditLink.digest)).all()
