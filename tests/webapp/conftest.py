"""A browser without a screen: the site on each database, with a few people who can sign in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.db import Database
from engine.people.credentials import hash_password
from engine.people.models import Person
from engine.people.operations import add_legal_entity, add_org_unit, add_person, add_role, grant_role
from engine.settings import Settings, read_settings
from webapp.app import create_app

if TYPE_CHECKING:
    from tests.webapp.demo import Site

PASSWORD = "correct horse battery"
PASSWORD_HASH = hash_password(PASSWORD)


def settings_for(folder: Path, environment: str = "development") -> Settings:
    return read_settings({"ZHANGSHI_ENVIRONMENT": environment, "ZHANGSHI_DATA_DIR": str(folder)})


@pytest.fixture
def app(db: Database, tmp_path: Path) -> Flask:
    return create_app(settings_for(tmp_path), db)


@pytest.fixture
def lin(db: Database) -> Person:
    """A person in a unit, who reads English."""
    return seed_person(db)


def seed_person(db: Database, login: str = "lin.gong", role: str = "maintenance_engineer") -> Person:
    with db.transaction() as session:
        entity = add_legal_entity(session, "QM", "启明", name_en="Qiming")
        unit = add_org_unit(session, entity, "OPS", "运维部", name_en="Operations")
        person = add_person(session, login, "林工", unit, name_en="Lin Gong", language="en")
        person.password_hash = PASSWORD_HASH
        add_role(session, role, "运维工程师", name_en="Maintenance engineer")
        grant_role(session, person.id, role, org_unit_id=unit.id)
    return person


@dataclass
class Browser:
    """Keeps cookies and sends the CSRF token of the last page, as a browser does."""

    client: FlaskClient
    token: str = ""

    def get(self, path: str, **options: Any) -> TestResponse:
        response = self.client.get(path, **options)
        if response.mimetype == "text/html" and (
            found := re.search(r'name="csrf-token" content="([^"]+)"', response.text)
        ):
            self.token = found[1]
        return response

    def post(self, path: str, data: Mapping[str, object] | None = None, **options: Any) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token, **(data or {})}, **options)

    def sign_in(self, login: str, password: str = PASSWORD, **data: object) -> TestResponse:
        self.get("/sign-in")
        response = self.post("/sign-in", {"login": login, "password": password, **data})
        self.get("/account")
        return response


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app.test_client())


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The demo company's site, on SQLite: for what cannot depend on the database."""
    from tests.webapp.demo import demo_site

    with demo_site("sqlite", tmp_path) as found:
        yield found


@pytest.fixture(params=["sqlite", "postgresql"])
def each_site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    from tests.webapp.demo import demo_site

    with demo_site(request.param, tmp_path) as found:
        yield found
