"""Without scripts too, what somebody typed survives the end of their session and a page that is too old."""

from __future__ import annotations

import html
import re

from tests.webapp.conftest import Browser
from tests.webapp.demo import ASSET, Site

HERE = {"Origin": "http://localhost"}
WORDS = "scale “A” & <B>,\nweighed twice"


def prepare(site: Site) -> tuple[str, Browser]:
    """The path of the asset manager's second task, which has a note to write, and their browser."""
    site.mark()
    site.collect()
    return site.task_of("zhao.min"), site.as_("zhao.min")


def hidden(page: str) -> dict[str, str]:
    """The hidden inputs of the page."""
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in pairs}


def test_a_form_sent_after_the_session_ended_is_filled_in_again(site: Site) -> None:
    task, before = prepare(site)
    late = Browser(site.app.test_client())
    sent = {"note": WORDS, "est_proceeds": "77.5", "_no_script": "1"}
    asked = late.post(f"{task}/complete", sent, headers=HERE)
    assert asked.status_code == 401
    token = re.search(r'name="csrf-token" content="([^"]+)"', asked.text)
    person = re.search(r'value="([0-9a-f-]{36})" data-login="zhao.min"', asked.text)
    assert token
    assert person
    late.token = token[1]
    kept = late.post("/sign-in/demo", {"person_id": person[1], "kept": hidden(asked.text)["kept"]})
    assert f'action="{task}/complete"' in kept.text
    page = late.post(f"{task}/complete", hidden(kept.text))
    assert page.status_code == 200
    assert html.escape(WORDS, quote=False) in page.text.replace("&#34;", '"')
    assert 'value="77.5"' in page.text
    assert task in before.get("/inbox").text


def test_a_form_with_an_old_token_is_filled_in_again(site: Site) -> None:
    browser = site.as_("lin.gong")
    sent = {"csrf_token": "old", "reason": WORDS, "verdict": "repairable", "_no_script": "1"}
    kept = browser.post(f"/a/{ASSET}/mark", sent, headers=HERE)
    assert kept.status_code == 400
    page = browser.post(f"/a/{ASSET}/mark", hidden(kept.text)).text
    assert "weighed twice</textarea>" in page
    assert 'value="repairable" checked' in page
    assert "Pending disposal" not in browser.get(f"/a/{ASSET}").text


def test_what_another_site_sends_is_not_kept(site: Site) -> None:
    browser = site.as_("lin.gong")
    sent = {"csrf_token": "", "reason": WORDS, "_no_script": "1"}
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {}):
        answer = browser.post(f"/a/{ASSET}/mark", sent, headers=headers)
        assert answer.status_code == 400
        assert "weighed" not in answer.text


def test_a_kept_form_leads_to_no_other_site(site: Site) -> None:
    browser = Browser(site.app.test_client())
    person = re.search(r'value="([0-9a-f-]{36})" data-login="zhao.min"', browser.get("/sign-in").text)
    assert person
    for kept in ('["https://evil.example/", []]', '["//evil.example", []]', "[", "5", '["/x", [["a"]]]'):
        answer = browser.post("/sign-in/demo", {"person_id": person[1], "kept": kept})
        assert answer.location == "/"
        browser.post("/sign-out")
        browser.client.delete_cookie("zhangshi")
        browser.get("/sign-in")
