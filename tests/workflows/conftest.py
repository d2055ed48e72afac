"""The demo company in a database: the standing cast of the business tests."""

from __future__ import annotations

import pytest

from engine.db import Database
from tests.workflows.company import Company, seed_company


@pytest.fixture
def company(db: Database) -> Company:
    return seed_company(db)


@pytest.fixture
def sqlite_company(sqlite_db: Database) -> Company:
    """For tests of many cases, whose answer cannot depend on the database."""
    return seed_company(sqlite_db)
