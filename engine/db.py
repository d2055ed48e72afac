"""The database: one `Database` per process, `transaction()` opened at the edge, `reading()` for pages (law 1)."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Column, ColumnElement, Connection, Engine, MetaData, Table, any_, create_engine, event, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.engine import make_url
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, sessionmaker

BUSY_TIMEOUT_MS = 10_000


class Base(DeclarativeBase):
    """Every table; constraint names are fixed so that migrations can name them on both databases."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def table_of(model: type[Base]) -> Table:
    """The table below a model, for writing many rows past the unit of work: its column defaults still hold."""
    return cast(Table, model.__table__)


def insert_for(session: Session, model: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT into the model's table in the words of the session's database, for its ON CONFLICT."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return insert(table_of(model))


def is_among(session: Session, column: Column[Any], values: Collection[Any]) -> ColumnElement[bool]:
    """Whether the column has one of these values. PostgreSQL gets them as one array: a statement of hundreds of
    parameters costs it, and the driver, more than looking them up."""
    if session.get_bind().dialect.name != "postgresql":
        return column.in_(values)
    return column == any_(literal(list(values), ARRAY(column.type)))


class Turns:
    """A lock that is handed on in the order in which it was asked for: a thread that writes one transaction after the
    other lets everybody else in between. A thread that has it may take it again."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[tuple[int, threading.Event]] = deque()
        self._holder: int | None = None
        self._depth = 0

    def take(self, *, timeout: float) -> bool:
        """Wait for one's turn, for `timeout` seconds at most; whether it came."""
        me, called = threading.get_ident(), threading.Event()
        with self._guard:
            if self._holder in (None, me):
                self._holder, self._depth = me, self._depth + 1
                return True
            self._waiting.append((me, called))
        if called.wait(timeout):
            return True
        with self._guard:
            if called.is_set():  # it came just now
                return True
            self._waiting.remove((me, called))
            return False

    def give_on(self) -> None:
        """End one's turn: the one who has waited longest is next."""
        with self._guard:
            self._depth -= 1
            if self._depth:
                return
            self._holder = None
            if self._waiting:
                self._holder, called = self._waiting.popleft()
                self._depth = 1
                called.set()


class Database:
    """A SQLite file or a PostgreSQL database, named by an SQLAlchemy URL."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.url = make_url(url)
        if self.url.drivername in ("postgresql", "postgres"):
            self.url = self.url.set(drivername="postgresql+psycopg")
        if self.is_sqlite:
            self._writer, self._reader = _sqlite_engines(self.url.render_as_string(hide_password=False), pool_size)
        else:
            self._writer = create_engine(self.url, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=False)
            self._reader = self._writer.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        # A single statement sees one state of the data without a transaction, which would cost two more round trips.
        at_a_glance = self._reader if self.is_sqlite else self._writer.execution_options(isolation_level="AUTOCOMMIT")
        self._turns = Turns()
        self._new_writing_session = sessionmaker(self._writer, expire_on_commit=False)
        self._new_reading_session = sessionmaker(self._reader, expire_on_commit=False, autoflush=False)
        self._new_glance = sessionmaker(at_a_glance, expire_on_commit=False, autoflush=False)
        event.listen(self._new_glance, "do_orm_execute", _require_reading)

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @property
    def engine(self) -> Engine:
        """The writing engine, for migrations and measurements."""
        return self._writer

    @property
    def reading_engine(self) -> Engine:
        """The engine of `reading`, for measurements."""
        return self._reader

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One act: commits at its end, rolls everything back on any exception. Only edges open it."""
        with self._writers_turn(), self._new_writing_session() as session, session.begin():
            yield session

    @contextmanager
    def _writers_turn(self) -> Iterator[None]:
        """On SQLite, the threads of a process queue for the one writer here: SQLite itself would let them sleep and
        poll, longer and longer. Who waited in vain asks SQLite all the same, whose refusal then says so."""
        has_turn = self.is_sqlite and self._turns.take(timeout=BUSY_TIMEOUT_MS / 1000)
        try:
            yield
        finally:
            if has_turn:
                self._turns.give_on()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A read-only transaction with one view of the data."""
        with self._new_reading_session() as session, session.begin():
            yield session

    @contextmanager
    def glancing(self) -> Iterator[Session]:
        """For statements that read and need no common view of the data: what every request asks before its act."""
        with self._new_glance() as session:
            yield session

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """One transaction that may alter tables. SQLite alters a table that others refer to by copying and dropping it,
        so its references are not enforced meanwhile, but checked before the end."""
        with self._writer.connect() as connection, self._unenforced(connection), connection.begin():
            yield connection
            if self.is_sqlite and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
                raise RuntimeError(f"the migration left rows that refer to nothing: {broken[:5]}")

    @contextmanager
    def _unenforced(self, connection: Connection) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        file: Any = connection.connection.driver_connection
        file.execute("PRAGMA foreign_keys=OFF")  # not possible once a transaction has begun
        try:
            yield
        finally:
            file.execute("PRAGMA foreign_keys=ON")

    def dispose(self) -> None:
        """Close every pooled connection."""
        self._writer.dispose()
        self._reader.dispose()


def _require_reading(state: ORMExecuteState) -> None:
    """A glance has no transaction that could refuse to write."""
    if not state.is_select:
        raise RuntimeError("a glance at the data only reads")


def _sqlite_engines(url: str, pool_size: int) -> tuple[Engine, Engine]:
    """Two pools on one file: the writer begins with BEGIN IMMEDIATE, the reader cannot write at all."""
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    options: dict[str, Any] = {"pool_size": pool_size, "max_overflow": pool_size * 2}
    writer, reader = create_engine(url, **options), create_engine(url, **options)
    for engine, begin, query_only in ((writer, "BEGIN IMMEDIATE", False), (reader, "BEGIN", True)):
        _listen(engine, begin, query_only=query_only)
    return writer, reader


def _listen(engine: Engine, begin: str, *, query_only: bool) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # sqlite3 begins nothing by itself: the begin event below does
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"query_only={'ON' if query_only else 'OFF'}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)
