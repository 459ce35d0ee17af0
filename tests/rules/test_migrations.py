"""Migrations: numbered, both ways, equal to the models, on both databases and with rows in the tables."""

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from portal import db, migrate, models
from tests.support.databases import Databases, connected
from tests.support.fixtures import Database
from tests.support.rows import fill

from .source import files


def _steps() -> list[str]:
    script = ScriptDirectory.from_config(migrate.alembic())
    return [revision.revision for revision in script.walk_revisions()][::-1]


@pytest.fixture
def empty_database(database: Database, databases: Databases) -> Iterator[str]:
    url = databases.empty(database.kind)
    with connected(url, back_to=database.url):
        yield url
    databases.drop(url)


def test_numbers_follow_each_other() -> None:
    found = [path.name for path in files("portal/migrations/versions/*.py")]
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", name) for name in found), found
    numbers = [f"{number:04d}" for number in range(1, len(found) + 1)]
    assert [name[:4] for name in found] == numbers
    assert _steps() == numbers


def test_head_equals_the_models(fresh_database: str) -> None:
    with db.engine().connect() as connection:
        options = {"compare_type": True, "compare_server_default": connection.dialect.name == "postgresql"}
        found = compare_metadata(MigrationContext.configure(connection, opts=options), models.metadata)
    assert not found, "\n".join(map(str, found))


def test_a_forgotten_column_is_noticed(fresh_database: str) -> None:
    with db.engine().begin() as connection:
        connection.execute(sa.text("ALTER TABLE street ADD COLUMN planted INTEGER"))
        found = compare_metadata(MigrationContext.configure(connection), models.metadata)
    assert "remove_column" in [change[0] for change in found]


def test_checks_equal_the_models(fresh_database: str) -> None:
    """Alembic does not compare CHECK constraints."""
    inspector = sa.inspect(db.engine())
    declared = {
        (table.name, str(check.name))
        for table in models.metadata.tables.values()
        for check in table.constraints
        if isinstance(check, sa.CheckConstraint) and check.name
    }
    found = {
        (table, str(check["name"]))
        for table in inspector.get_table_names()
        for check in inspector.get_check_constraints(table)
    }
    assert found == declared


def test_down_to_nothing_and_up_again(fresh_database: str) -> None:
    before = _tables()
    migrate.downgrade_database("base")
    assert set(_tables()) <= {"alembic_version"}
    migrate.upgrade_database()
    assert _tables() == before


def test_each_step_keeps_the_rows_that_were_there(empty_database: str) -> None:
    """Up one step, down, up again: no row of a table that stands on both sides is lost."""
    kept: dict[str, int] = {}
    for revision in _steps():
        migrate.upgrade_database(revision)
        assert {name: count for name, count in _counts().items() if name in kept} == kept
        if kept:
            migrate.downgrade_database("-1")
            assert _counts() == kept
            migrate.upgrade_database(revision)
        with db.engine().begin() as connection:
            fill(connection)
        kept = _counts()
        assert all(kept.values()), (
            f"{revision}: {[name for name, count in kept.items() if not count]} stayed empty"
        )


def _tables() -> list[str]:
    return sorted(sa.inspect(db.engine()).get_table_names())


def _counts() -> dict[str, int]:
    with db.engine().connect() as connection:
        return {
            table: connection.scalar(sa.text(f'SELECT count(*) FROM "{table}"')) or 0  # noqa: S608  # own names
            for table in _tables()
            if table != "alembic_version"
        }
