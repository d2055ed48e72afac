"""Databases that hold the demo company and the published disposal process already: seeded once, copied per test."""

from __future__ import annotations

import shutil
from functools import cache
from uuid import uuid4

import psycopg
from sqlalchemy.engine import make_url

import workflows.service_tasks  # noqa: F401  registers what the diagrams call
from engine.actors import SYSTEM
from engine.commands import deploy_bundle
from engine.db import Database
from engine.definitions.bundles import read_package
from tests import databases
from workflows.demo import seed_demo


def new_url(backend: str) -> str:
    """A fresh copy of the seeded database."""
    return _copy_of_sqlite() if backend == "sqlite" else _copy_of_postgresql()


@cache
def _seeded(backend: str) -> str:
    url = databases.new_sqlite_url() if backend == "sqlite" else databases.new_postgresql_url()
    database = Database(url)
    with database.transaction() as session:
        seed_demo(session, password_hash="unused")
        deploy_bundle(session, SYSTEM, read_package("bpmn", "disposal"))
    if backend == "sqlite":
        _checkpoint(database)
    database.dispose()
    return url


def _checkpoint(database: Database) -> None:
    """Bring what is in the write-ahead log into the file that is copied."""
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")


def _copy_of_sqlite() -> str:
    url = databases.new_sqlite_url()
    source, target = make_url(_seeded("sqlite")).database, make_url(url).database
    assert source
    assert target
    shutil.copyfile(source, target)
    return url


def _copy_of_postgresql() -> str:
    template, name = make_url(_seeded("postgresql")), f"test_{uuid4().hex}"
    with psycopg.connect(databases.postgresql_server_url(), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template.database}"')
    return template.set(database=name).render_as_string(hide_password=False)
