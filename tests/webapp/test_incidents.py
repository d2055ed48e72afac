"""Cases that a fault has stopped are found, put right and run on, one by one or many at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from engine import commands
from engine.actors import Actor
from engine.people.models import Person
from engine.service_tasks import ServiceCall, service_task
from tests.bpmn import bpmn
from tests.cast import Cast
from tests.webapp.conftest import PASSWORD_HASH, Browser, settings_for
from webapp.app import create_app
from webapp.incidents.variables import changed_values, fields_of


@service_task("test.divide")
def divide(_session: Session, _actor: Actor, call: ServiceCall) -> Mapping[str, Any]:
    return {"share": 100 / int(call.arguments["parts"])}


def _signed_in(cast: Cast, actor: Actor, folder: Path) -> Browser:
    with cast.db.transaction() as session:
        person = session.get_one(Person, actor.person_id)
        person.password_hash, person.language = PASSWORD_HASH, "en"
        login = person.login
    browser = Browser(create_app(settings_for(folder), cast.db).test_client())
    browser.sign_in(login)
    return browser


@pytest.fixture
def browser(cast: Cast, tmp_path: Path) -> Browser:
    diagram = bpmn().start().service_task("divide", "test.divide", inputs={"parts": "=parts"}).end()
    cast.publish(diagram)
    cast.start(parts=0, note="<b>said</b>")
    return _signed_in(cast, cast.process_owner, tmp_path)


def _address(browser: Browser) -> str:
    found = re.search(r'href="(/incidents/[0-9a-f-]{36})"', browser.get("/incidents").text)
    assert found
    return found[1]


def _form(page: str) -> dict[str, str]:
    """The fields of the variables as a browser would send them back."""
    inputs = re.findall(r'<input[^>]* name="((?:name|was|value)-\w+)" value="([^"]*)"', page)
    chosen = re.findall(r'<select[^>]* name="(type-\w+)">.*?<option value="(\w+)" selected>', page, re.DOTALL)
    return {name: value.replace("&lt;", "<").replace("&gt;", ">") for name, value in [*inputs, *chosen]}


def test_a_variable_is_corrected_in_a_typed_field_and_the_case_runs_on(browser: Browser) -> None:
    address = _address(browser)
    page = browser.get(address).text
    assert "division by zero" in page
    assert "What to do" in page
    assert "&lt;b&gt;said" in page
    form = _form(page)
    assert "failed again" in browser.get(browser.post(f"{address}/retry", form).location).text
    key = next(name.removeprefix("name-") for name, value in form.items() if value == "parts")
    wrong = browser.post(f"{address}/retry", {**form, f"value-{key}": "four"})
    assert wrong.status_code == 422
    assert "“four” is no number." in wrong.text
    fixed = browser.post(f"{address}/retry", {**form, f"value-{key}": "4"})
    assert "runs on" in browser.get(fixed.location).text
    assert "Every case runs." in browser.get("/incidents").text
    assert "divide" in browser.get("/incidents?state=settled").text


def test_each_value_that_cannot_be_read_has_a_sentence_of_its_own(browser: Browser) -> None:
    address = _address(browser)
    form = _form(browser.get(address).text)
    entered = {"name-new0": "not a name", "value-new0": "1", "name-new1": "list", "type-new1": "json"}
    wrong = browser.post(f"{address}/retry", {**form, **entered, "value-new1": "[1,"})
    assert wrong.status_code == 422
    assert "“not a name” is no name for a variable" in wrong.text
    assert "This is no JSON: see line 1, column 4." in wrong.text


def test_an_incident_that_needs_nothing_is_settled_with_a_reason(cast: Cast, tmp_path: Path) -> None:
    cast.publish(bpmn().start().user_task("ask", users="ghost").end())
    cast.start()
    browser = _signed_in(cast, cast.process_owner, tmp_path)
    address = _address(browser)
    assert browser.post(f"{address}/settle", {"reason": " "}).status_code == 422
    assert "settled" in browser.get(browser.post(f"{address}/settle", {"reason": "by telephone"}).location).text


def test_the_chosen_ones_are_tried_again_and_the_results_listed(browser: Browser, cast: Cast) -> None:
    cast.start(parts=0)
    ids = re.findall(r'name="incident" value="([^"]+)"', browser.get("/incidents").text)
    assert len(ids) == 2
    assert browser.post("/incidents/retry", {}).status_code == 422
    progress = browser.post("/incidents/retry", {"incident": ids}).location
    assert "0 of 2 tried" in browser.get(progress).text
    commands.tick(cast.db)
    page = browser.get(progress).text
    assert "2 of 2 tried" in page
    assert page.count("failed again") == 2


def test_whoever_may_not_resolve_incidents_sees_no_variables(browser: Browser, cast: Cast, tmp_path: Path) -> None:
    address = _address(browser)
    colleague = _signed_in(cast, cast.approver, tmp_path)
    assert "Variables of the case" not in colleague.get(address).text
    assert colleague.post(f"{address}/retry", {}).status_code == 403
    assert _signed_in(cast, cast.stranger, tmp_path).get(address).status_code == 404


def test_values_come_back_as_they_were_shown() -> None:
    values = {"a": "text", "b": True, "c": [1, {"x": None}], "d": None}
    fields = fields_of(values)
    assert changed_values(fields) == {}, "nothing was changed"
