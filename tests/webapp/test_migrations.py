"""The migrations build what the models say, on both databases, and lead back again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select

from engine.db import Base, Database
from engine.tasks.models import Seat
from tests import databases
from webapp.bench.company import found
from webapp.bench.copies import open_cases
from webapp.database import downgrade, is_up_to_date, upgrade
from webapp.schema import import_all_models, is_modelled


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest) -> Iterator[Database]:
    url = databases.empty_sqlite_url() if request.param == "sqlite" else databases.empty_postgresql_url()
    database = Database(url)
    yield database
    database.dispose()
    databases.drop(url)


def differences(database: Database) -> list[Any]:
    import_all_models()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": is_modelled})
        return compare_metadata(context, Base.metadata)


def number_of_seats(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Seat)) or 0


def test_the_migrations_build_what_the_models_say(empty: Database) -> None:
    upgrade(empty)
    assert is_up_to_date(empty)
    assert differences(empty) == []


def test_upgrading_twice_changes_nothing(empty: Database) -> None:
    upgrade(empty)
    upgrade(empty)
    assert is_up_to_date(empty)


def test_the_migrations_lead_back_to_an_empty_database(empty: Database) -> None:
    upgrade(empty)
    downgrade(empty, "base")
    assert not is_up_to_date(empty)


def test_a_database_full_of_cases_is_upgraded_from_the_first_version(empty: Database) -> None:
    upgrade(empty)
    open_cases(empty, found(empty), 3)
    before = number_of_seats(empty)
    downgrade(empty, "0001")
    upgrade(empty)
    assert differences(empty) == []
    assert number_of_seats(empty) == before > 0
