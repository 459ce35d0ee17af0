"""Alembic's entry: one transaction a migration, foreign keys off on SQLite while tables are rebuilt."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, Enum, event, text

from portal import db, models

engine = db.make_engine(str(db.engine().url.render_as_string(hide_password=False)))
sqlite = engine.dialect.name == "sqlite"
LOCK = 4_120_210_630  # any fixed number: two servers that deploy at once migrate one after the other

if sqlite:

    @event.listens_for(engine, "connect")
    def _keys_off(connection: Any, _record: Any) -> None:
        # Inside BEGIN the pragma would be a no-op, and rebuilding a table would cascade.
        connection.execute("PRAGMA foreign_keys=OFF")


def plain_types(kind: str, value: Any, _context: Any) -> str | Literal[False]:
    """A migration names SQLAlchemy's types only: ours may change, history may not."""
    if kind == "type" and isinstance(value, db.UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(value, Enum):
        return f"sa.String(length={value.length})"  # a new member needs no migration
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=models.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=plain_types,
        compare_server_default=not sqlite,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


with engine.connect() as connection:
    if not sqlite:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        connection.commit()
    try:
        run(connection)
    finally:
        if not sqlite:
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
            connection.commit()
    if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        raise RuntimeError("a migration left rows that point nowhere")
engine.dispose()
