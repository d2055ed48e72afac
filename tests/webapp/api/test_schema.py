"""The API against its own OpenAPI document, with requests that fit it and requests that do not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from engine.db import Database
from tests import databases
from tests.webapp.api.conftest import House, Program, furnish
from webapp.api.document import document


@pytest.fixture(scope="module")
def shared_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """On PostgreSQL, which refuses more than SQLite."""
    url = databases.new_postgresql_url()
    database = Database(url)
    folder: Path = tmp_path_factory.mktemp("api")
    yield furnish(database, folder)
    database.dispose()
    databases.drop(url)


@pytest.fixture(scope="module")
def owner(shared_house: House) -> Program:
    shared_house.program_of("lin.gong").mark()
    return shared_house.program_of("chu.ning")


OPERATIONS = [(path, method) for path, item in document()["paths"].items() for method in item]


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_operation_answers_as_the_document_says(
    shared_house: House, owner: Program, path: str, method: str
) -> None:
    api: Any = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", shared_house.app)

    @settings(max_examples=6, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(case=api[path][method].as_strategy())
    def try_out(case: Any) -> None:
        # what fits the schema may still be refused: rules of the house say more than types
        case.call_and_validate(
            headers={"Authorization": f"Bearer {owner.token}"}, excluded_checks=[positive_data_acceptance]
        )

    try_out()


def test_every_operation_has_a_name_of_its_own() -> None:
    names = [operation["operationId"] for path in document()["paths"].values() for operation in path.values()]
    assert len(names) == len(set(names))
    assert document()["openapi"].startswith("3.1")
