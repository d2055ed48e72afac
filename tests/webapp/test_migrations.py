"""The migrations build what the models say, on both databases, and lead back again."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from engine.db import Base, Database
from tests import databases
from webapp.database import is_up_to_date, upgrade
from webapp.schema import import_all_models


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
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return compare_metadata(context, Base.metadata)


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
    config = Config()
    config.set_main_option("script_location", str(files("webapp") / "migrations"))
    with empty.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert not is_up_to_date(empty)
