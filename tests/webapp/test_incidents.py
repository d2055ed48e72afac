"""A case that a fault has stopped is seen, put right and runs on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from engine.actors import Actor
from engine.people.models import Person
from engine.service_tasks import ServiceCall, service_task
from tests.bpmn import bpmn
from tests.cast import Cast
from tests.webapp.conftest import PASSWORD_HASH, Browser, settings_for
from webapp.app import create_app


@service_task("test.divide")
def divide(_session: Session, _actor: Actor, call: ServiceCall) -> Mapping[str, Any]:
    return {"share": 100 / int(call.arguments["parts"])}


def test_an_incident_is_retried_with_a_corrected_variable(cast: Cast, tmp_path: Path) -> None:
    diagram = bpmn().start().service_task("divide", "test.divide", inputs={"parts": "=parts"}).end()
    cast.publish(diagram)
    cast.start(parts=0)
    browser = _process_owner(cast, tmp_path)
    page = browser.get("/incidents").text
    path = re.search(r'action="(/incidents/[0-9a-f-]+/retry)"', page)
    assert path
    assert "failed again" in browser.get(browser.post(path[1]).location).text
    wrong = browser.post(path[1], {"variables": "parts is 4"})
    assert wrong.status_code == 422
    assert "does not read as" in wrong.text
    assert "runs on" in browser.get(browser.post(path[1], {"variables": "parts = 4"}).location).text
    assert "Every case runs." in browser.get("/incidents").text


def _process_owner(cast: Cast, folder: Path) -> Browser:
    with cast.db.transaction() as session:
        person = session.get_one(Person, cast.process_owner.person_id)
        person.password_hash, person.language = PASSWORD_HASH, "en"
        login = person.login
    browser = Browser(create_app(settings_for(folder), cast.db).test_client())
    browser.sign_in(login)
    return browser
