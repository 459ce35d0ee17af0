"""A row in every table, from nothing but what the database says of itself."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

_MORNING = datetime(2021, 3, 1, 1, tzinfo=UTC)


def fill(connection: sa.Connection) -> None:
    """Put one row into each table that has none, its references pointing at the rows above it."""
    found = sa.MetaData()
    found.reflect(connection)
    for table in found.sorted_tables:
        empty = connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0
        if table.name != "alembic_version" and empty:
            _insert(connection, table)


def _insert(connection: sa.Connection, table: sa.Table) -> None:
    """:raises sqlalchemy.exc.IntegrityError: no row that we can think of satisfies the table's checks."""
    whole = _row(connection, table)
    refused: sa.exc.IntegrityError | None = None
    for columns in _choices(table):
        try:
            with connection.begin_nested():
                connection.execute(
                    table.insert().values({name: whole[name] for name in columns if name in whole})
                )
        except sa.exc.IntegrityError as error:
            refused = error
        else:
            return
    raise refused or ValueError(table.name)


def _choices(table: sa.Table) -> Iterator[list[str]]:
    """What must be there; else with one of the columns that may be there; else everything."""
    required = [column.name for column in table.columns if not column.nullable]
    optional = [column.name for column in table.columns if column.nullable]
    yield required
    yield from ([*required, name] for name in optional)
    yield required + optional


def _row(connection: sa.Connection, table: sa.Table) -> dict[str, Any]:
    checks = "\n".join(check["sqltext"] for check in sa.inspect(connection).get_check_constraints(table.name))
    row: dict[str, Any] = {}
    for position, column in enumerate(table.columns):
        if column.foreign_keys:
            target = next(iter(column.foreign_keys)).column
            row[column.name] = connection.scalar(sa.select(target).limit(1))
        elif column is not table.autoincrement_column:
            word = re.search(rf"\b{column.name}\b[^'\n]*'([^']*)'", checks)
            row[column.name] = word[1] if word else _value(column.type, position)
    return row


def _value(kind: sa.types.TypeEngine[Any], position: int) -> Any:
    """Something of the type; later columns get later moments, as in opens and closes."""
    if isinstance(kind, sa.DateTime):
        return _MORNING + timedelta(days=position)
    if isinstance(kind, sa.Date):
        return date(2021, 3, 1) + timedelta(days=position)
    plain = {sa.Boolean: False, sa.Integer: 1, sa.LargeBinary: b"1", sa.JSON: {}, sa.Numeric: 1}
    return next((value for of, value in plain.items() if isinstance(kind, of)), "1")
