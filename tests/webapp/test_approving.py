"""Approving several tasks from the inbox."""

from __future__ import annotations

import re

from tests.journeys import purchase
from tests.webapp.demo import Site


def _chosen(site: Site) -> list[str]:
    """The tasks that the first countersigner of two cases may tick."""
    purchase.publish(site.db)
    for _ in range(2):
        purchase.start(site.db)
        site.complete("lin.gong")
    return re.findall(r'name="task" value="([0-9a-f-]{36})"', site.as_("sun.li").get("/inbox").text)


def test_tasks_that_ask_only_for_a_decision_are_approved_together(each_site: Site) -> None:
    tasks, browser = _chosen(each_site), each_site.as_("sun.li")
    assert len(tasks) == 2
    assert "Approve 2 tasks" in browser.get("/inbox/approve", query_string={"task": tasks}).text
    assert browser.post("/inbox/approve", {"task": tasks, "comment": "both fine"}).status_code == 302
    assert "Nothing waits for you" in browser.get("/inbox").text


def test_a_task_decided_meanwhile_is_left_out(site: Site) -> None:
    tasks, browser = _chosen(site), site.as_("sun.li")
    browser.post(f"/tasks/{tasks[0]}/complete", {"decision": "approve"})
    assert "Approve 1 task<" in browser.get("/inbox/approve", query_string={"task": tasks}).text
    assert browser.post("/inbox/approve", {"task": tasks}).status_code == 302
    assert "Nothing waits for you" in browser.get("/inbox").text


def test_a_task_with_a_form_to_fill_in_cannot_be_ticked(site: Site) -> None:
    for asset_no in ("SZ-IT-0006", "SZ-IT-0007"):
        site.mark(asset_no)
    assert 'name="task"' not in site.as_("zhao.min").get("/inbox").text


def test_nothing_chosen_says_what_to_do(site: Site) -> None:
    assert "Tick tasks in the inbox" in site.as_("sun.li").get("/inbox/approve").text
