"""The demo company in a database: the standing cast of the business tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from engine.db import Database
from tests import databases
from tests.workflows import seeded
from tests.workflows.company import Company, find_company


@contextmanager
def _company(backend: str) -> Iterator[Company]:
    url = seeded.new_url(backend)
    database = Database(url)
    yield find_company(database)
    database.dispose()
    databases.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def company(request: pytest.FixtureRequest) -> Iterator[Company]:
    with _company(request.param) as found:
        yield found


@pytest.fixture
def sqlite_company() -> Iterator[Company]:
    """For tests of many cases, whose answer cannot depend on the database."""
    with _company("sqlite") as found:
        yield found
