"""The pages of time limits: what holds, what would move, what was changed."""

from __future__ import annotations

import re

from engine import commands
from tests.webapp.demo import Site

LIMIT = "/timers/Process_AssetDisposal/Escalate_Collect"
SENT = {
    "limit_value": "1",
    "limit_unit": "working_days",
    "stage_1_percent": "80",
    "stage_1_action": "remind",
    "stage_1_to": "holder",
    "stage_2_percent": "200",
    "stage_2_action": "escalate",
    "stage_2_to": "manager:2,role:process_owner",
    "repeat_value": "1",
    "repeat_unit": "days",
    "max_repeat": "5",
}
ADMIN = "wei.lan"


def post(site: Site, path: str, login: str = ADMIN, **sent: object) -> tuple[int, str]:
    browser = site.as_(login)
    browser.get("/timers" if login == ADMIN else "/inbox")
    response = browser.post(path, sent, follow_redirects=True)
    return response.status_code, response.text


def figure(page: str, label: str) -> str:
    found = re.search(rf"<dt>{label}</dt><dd[^>]*>([\d,]+)", page)
    assert found, f"no figure {label}"
    return found[1]


def test_the_list_says_limits_and_ladders_in_words(site: Site) -> None:
    page = site.as_(ADMIN).get("/timers").text
    assert "2 working days" in page
    assert "80 %: remind whoever is asked · 100 %: escalate to the manager · 200 %: escalate to" in page


def test_a_change_is_looked_at_before_anything_is_saved(site: Site) -> None:
    status, page = post(site, f"{LIMIT}/preview", **SENT)
    assert status == 200
    assert figure(page, "Tasks that move").isdigit()
    assert "1 working day" in page
    assert "changed here" not in site.as_(ADMIN).get("/timers").text


def test_what_is_saved_holds_and_stands_in_the_history(site: Site) -> None:
    status, page = post(site, LIMIT, moves="yes", **SENT)
    assert status == 200
    assert "What waits is being moved" in page
    assert "what waited was moved" in page
    commands.tick(site.db)
    assert "changed here" in site.as_(ADMIN).get("/timers").text
    policy = re.search(r"/timers/policies/([0-9a-f-]{36})/removal", page)
    assert policy
    status, page = post(site, f"/timers/policies/{policy[1]}/removal")
    assert "would hold again" in page
    post(site, f"/timers/policies/{policy[1]}/remove", moves="no")
    assert "changed here" not in site.as_(ADMIN).get("/timers").text


def test_what_cannot_be_saved_is_marked_and_stays_typed(site: Site) -> None:
    status, page = post(site, f"{LIMIT}/preview", **{**SENT, "limit_value": "soon"})
    assert status == 422
    assert 'value="soon"' in page
    assert "Give a number." in page
    status, page = post(site, f"{LIMIT}/preview", **{**SENT, "stage_1_percent": "100"})
    assert status == 422
    assert "100 is the limit itself" in page


def test_a_process_owner_reads_and_a_stranger_does_not(site: Site) -> None:
    page = site.as_("chu.ning").get(LIMIT).text
    assert "Look at what would move" not in page
    assert post(site, LIMIT, "chu.ning", moves="no", **SENT)[0] == 403
    assert site.as_("lin.gong").get("/timers").status_code == 403


def test_an_unknown_limit_is_not_found(site: Site) -> None:
    assert site.as_(ADMIN).get("/timers/Process_AssetDisposal/Nowhere").status_code == 404
