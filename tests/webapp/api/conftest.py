"""Programs that call the API in the names of the demo company's people."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

import workflows.service_tasks  # noqa: F401  registers what the diagram calls
from engine.actors import Actor
from engine.commands import deploy_bundle, perform
from engine.db import Database
from engine.definitions.bundles import read_package
from engine.people.queries import find_person_by_login
from engine.people.tokens import issue_token
from tests.webapp.conftest import PASSWORD_HASH, settings_for
from webapp.app import create_app
from workflows.demo import seed_demo


@cache
def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "grey").save(out, "JPEG")
    return out.getvalue()


@dataclass
class Program:
    """A program with a token; `language` is what it asks for."""

    client: FlaskClient
    token: str
    language: str = "en"

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.send("GET", path, **options)

    def post(self, path: str, body: Any = None, *, key: str | None = None, **options: Any) -> TestResponse:
        headers = {"Idempotency-Key": key} if key else {}
        sent = {} if body is None else {"json": body}
        return self.send("POST", path, headers=headers, **sent, **options)

    def send(self, method: str, path: str, *, headers: dict[str, str] | None = None, **options: Any) -> TestResponse:
        given = {"Authorization": f"Bearer {self.token}", "Accept-Language": self.language, **(headers or {})}
        return self.client.open(f"/api/v1{path}", method=method, headers=given, **options)

    def upload(self, content: bytes | None = None, name: str = "photo.jpg", key: str | None = None) -> str:
        response = self.post("/files", key=key, data={"file": (io.BytesIO(content or picture()), name)})
        assert response.status_code == 201, response.text
        return str(response.json["id"])

    def mark(self, asset_no: str = "SZ-IT-0006", **changed: Any) -> TestResponse:
        body = {"asset_nos": [asset_no], "reason": "burnt out", "verdict": "irreparable", **changed}
        if "photo_ids" not in body:
            body["photo_ids"] = [self.upload()]
        return self.post("/disposals", body, key=str(uuid4()))

    def only_task(self) -> dict[str, Any]:
        (item,) = self.get("/tasks").json["items"]
        return dict(item)

    def complete(self, task: dict[str, Any], **body: Any) -> TestResponse:
        return self.post(f"/tasks/{task['id']}/complete", body, key=str(uuid4()))


@dataclass
class House:
    """The demo company behind the API."""

    app: Flask
    db: Database

    def program_of(self, login: str) -> Program:
        with self.db.transaction() as session:
            person = find_person_by_login(session, login)
            assert person is not None
            _, text = issue_token(session, Actor(person.id), "test")
        return Program(self.app.test_client(), text)


def furnish(database: Database, folder: Path) -> House:
    with database.transaction() as session:
        seed_demo(session, password_hash=PASSWORD_HASH)
    perform(database, lambda session: deploy_bundle(session, Actor(None), read_package("bpmn", "disposal")))
    return House(create_app(settings_for(folder), database), database)


@pytest.fixture
def house(db: Database, tmp_path: Path) -> House:
    return furnish(db, tmp_path)


@pytest.fixture
def sqlite_house(sqlite_db: Database, tmp_path: Path) -> House:
    return furnish(sqlite_db, tmp_path)
