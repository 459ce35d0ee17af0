"""Engine, Base, session and transaction(): the only place that commits."""

import enum
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import Engine, event
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, scoped_session, sessionmaker

Area = Annotated[int, mapped_column(sa.BigInteger)]  # 0.01 m2
Fen = Annotated[int, mapped_column(sa.BigInteger)]  # 0.01 yuan

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """A moment. SQLite drops time zones, so what is stored is UTC and what comes back says so."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _values(of: type[enum.Enum]) -> list[str]:
    return [member.value for member in of]


class Base(DeclarativeBase):
    """Tables with named constraints, moments in UTC and enumerations stored by value."""

    metadata = sa.MetaData(naming_convention=_NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        enum.Enum: sa.Enum(enum.Enum, native_enum=False, values_callable=_values, length=40),
        str: sa.Text(),
        dict[str, Any]: sa.JSON(none_as_null=True),
    }


class _RoutedSession(Session):
    """Reads on the read-only engine until transaction() opens the one for writing."""

    def get_bind(self, *_: Any, **__: Any) -> Engine | sa.Connection:
        if _state.test_connection is not None:
            return _state.test_connection
        return _state.writer if self.info.get("writing") else _state.reader


class _State:
    writer: Engine
    reader: Engine
    test_connection: sa.Connection | None = None
    # SQLite's busy handler is unfair: queueing here keeps the slowest writer 2.5 to 7 times faster.
    write_queue: AbstractContextManager[Any] = nullcontext()


_state = _State()
_factory = sessionmaker(
    class_=_RoutedSession, expire_on_commit=False, autoflush=True, join_transaction_mode="create_savepoint"
)
session = scoped_session(_factory)


def make_engine(url: str) -> Engine:
    """An engine of ours for either database; SQLite in WAL with every commit on disk."""
    if not sa.make_url(url).drivername.startswith("sqlite"):
        return sa.create_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True)
    try:
        from pysqlite3 import dbapi2 as library  # noqa: PLC0415
    except ImportError:  # a platform without the wheel falls back to the system's SQLite
        import sqlite3 as library  # noqa: PLC0415
    engine = sa.create_engine(
        url, module=library, connect_args={"timeout": 30}, pool_size=20, max_overflow=20
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # else the driver begins by itself, and late
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    reading = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def connect(url: str) -> Engine:
    """Point the session at a database; the engine that is returned writes."""
    session.remove()
    _state.writer = make_engine(url)
    sqlite = _state.writer.dialect.name == "sqlite"
    _state.reader = _state.writer.execution_options(
        **({"reading": True} if sqlite else {"postgresql_readonly": True})
    )
    _state.write_queue = threading.Lock() if sqlite else nullcontext()
    return _state.writer


def engine() -> Engine:
    return _state.writer


def reader() -> Engine:
    """The same database for reading alone: on SQLite it waits for no writer and holds none up."""
    return _state.reader


def dispose() -> None:
    """Give back the session and the connections of this process."""
    session.remove()
    _state.writer.dispose()


def bind_for_tests(connection: sa.Connection | None) -> None:
    """Run everything inside one outer transaction of the suite; None ends it."""
    session.remove()
    _state.test_connection = connection


@contextmanager
def transaction() -> Iterator[None]:
    """Commit what the block did, or none of it. The only caller of commit().

    What was read before is forgotten and read again under the lock, so that a check inside the block
    sees what the database holds and not what a page once showed.

    :raises RuntimeError: inside another transaction().
    """
    current = session()
    if current.info.get("writing"):
        raise RuntimeError("transaction() inside transaction()")
    current.rollback()
    with _state.write_queue:
        current.info["writing"] = True
        try:
            yield
            current.commit()
        except BaseException:
            current.rollback()
            raise
        finally:
            current.info["writing"] = False


@contextmanager
def apart() -> Iterator[Session]:
    """A session for reading what is kept beyond the request: its objects belong to nobody afterwards."""
    with _factory() as alone:
        yield alone


@event.listens_for(_RoutedSession, "before_flush")
def _only_inside_transaction(current: Session, *_: Any) -> None:
    if not current.info.get("writing"):
        raise RuntimeError("a write outside transaction()")
