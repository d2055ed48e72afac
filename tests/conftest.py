"""Fixtures for every test: `db` runs the test on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from engine.db import Database
from tests import databases
from tests.cast import Cast, assemble

# What an example may take is a matter for the bench: a busy machine fails no property.
settings.register_profile("house", settings.get_profile(settings.get_current_profile_name()), deadline=None)
settings.load_profile("house")


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
