"""Fixtures for every test: `db` runs the test on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.db import Database
from tests import databases
from tests.cast import Cast, assemble


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest) -> Iterator[Database]:
    url = databases.new_sqlite_url() if request.param == "sqlite" else databases.new_postgresql_url()
    database = Database(url)
    yield database
    database.dispose()
    databases.drop(url)


@pytest.fixture
def sqlite_db() -> Iterator[Database]:
    url = databases.new_sqlite_url()
    database = Database(url)
    yield database
    database.dispose()
    databases.drop(url)


@pytest.fixture
def cast(db: Database) -> Cast:
    return assemble(db)
