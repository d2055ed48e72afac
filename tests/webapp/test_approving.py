"""Approving several tasks from the inbox."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from engine.tasks.models import Task
from tests.journeys import purchase
from tests.webapp.conftest import Browser
from tests.webapp.demo import Site


def _chosen(site: Site) -> list[str]:
    """The tasks that the first countersigner of two cases may tick."""
    purchase.publish(site.db)
    for _ in range(2):
        purchase.start(site.db)
        site.complete("lin.gong")
    return re.findall(r'name="task" value="([0-9a-f-]{36})"', site.as_("sun.li").get("/inbox").text)


def _form(browser: Browser, tasks: list[str]) -> dict[str, list[str]]:
    """What the page before the approval sends: each task with its revision."""
    page = browser.get("/inbox/approve", query_string={"task": tasks}).text
    return {name: re.findall(rf'name="{name}" value="([^"]+)"', page) for name in ("task", "revision")}


def test_tasks_that_ask_only_for_a_decision_are_approved_together(each_site: Site) -> None:
    tasks, browser = _chosen(each_site), each_site.as_("sun.li")
    assert len(tasks) == 2
    assert "Approve 2 tasks" in browser.get("/inbox/approve", query_string={"task": tasks}).text
    assert browser.post("/inbox/approve", _form(browser, tasks) | {"comment": "both fine"}).status_code == 302
    assert "Nothing waits for you" in browser.get("/inbox").text


def test_a_task_decided_meanwhile_is_left_out_and_named(site: Site) -> None:
    tasks, browser = _chosen(site), site.as_("sun.li")
    form = _form(browser, tasks)
    browser.post(f"/tasks/{tasks[0]}/complete", {"decision": "approve"})
    page = browser.get("/inbox/approve", query_string={"task": tasks}).text
    assert "Approve 1 task<" in page
    assert "You have decided here already" in page
    sent = browser.post("/inbox/approve", form)
    assert sent.status_code == 409
    assert "CG-2026-0001: You have decided here already" in sent.text
    assert "Nothing waits for you" in browser.get("/inbox").text


@pytest.mark.parametrize("revision", ["now", "", "never seen"])
def test_a_task_changed_since_it_was_looked_at_is_not_approved(site: Site, revision: str) -> None:
    tasks, browser = _chosen(site), site.as_("sun.li")
    form = _form(browser, tasks)
    with site.db.transaction() as session:
        session.get_one(Task, UUID(tasks[1])).revision += 1
    sent = browser.post(
        "/inbox/approve", form if revision == "now" else form | {"revision": [form["revision"][0], revision]}
    )
    assert sent.status_code == 409
    assert "This task has changed since you opened it" in sent.text
    assert f"/tasks/{tasks[0]}" not in browser.get("/inbox").text
    assert f"/tasks/{tasks[1]}" in browser.get("/inbox").text


def test_a_task_with_a_form_to_fill_in_cannot_be_ticked(site: Site) -> None:
    for asset_no in ("SZ-IT-0006", "SZ-IT-0007"):
        site.mark(asset_no)
    assert 'name="task"' not in site.as_("zhao.min").get("/inbox").text


def test_nothing_chosen_says_what_to_do(site: Site) -> None:
    assert "Tick tasks in the inbox" in site.as_("sun.li").get("/inbox/approve").text
