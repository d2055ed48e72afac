"""The inbox page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

from tests.webapp.demo import Site, first_link


@contextmanager
def counting(seen: list[str]) -> Iterator[None]:
    """Collect the text of every statement, of pages and of acts."""

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def test_a_task_appears_for_its_role_and_for_nobody_else(each_site: Site) -> None:
    each_site.mark()
    assert "FA-DSP-" in each_site.as_("zhao.min").get("/inbox").text
    for login in ("lin.gong", "shen.yu", "wu.fang"):
        assert "Nothing waits for you" in each_site.as_(login).get("/inbox").text


def test_a_taken_task_leaves_the_inboxes_of_the_others(each_site: Site) -> None:
    each_site.mark()
    browser = each_site.as_("zhao.min")
    path = first_link(browser.get("/inbox").text, "/tasks/")
    browser.post(f"{path}/take")
    assert path in browser.get("/inbox?scope=mine").text
    assert path not in browser.get("/inbox?scope=pools").text
    browser.post(f"{path}/put-back")
    assert path in browser.get("/inbox?scope=pools").text


def test_the_version_changes_with_the_inbox_and_only_then(site: Site) -> None:
    browser = site.as_("zhao.min")
    tag = browser.get("/inbox/version").headers["ETag"]
    assert browser.get("/inbox/version", headers={"If-None-Match": tag}).status_code == 304
    site.mark()
    assert browser.get("/inbox/version", headers={"If-None-Match": tag}).status_code == 200


def test_htmx_gets_the_rows_alone(site: Site) -> None:
    rows = site.as_("zhao.min").get("/inbox", headers={"HX-Request": "true"}).text
    assert "Nothing waits for you" in rows
    assert "<html" not in rows


def test_a_mistyped_cursor_is_a_sentence(site: Site) -> None:
    response = site.as_("zhao.min").get("/inbox?after=nonsense")
    assert response.status_code == 404
    assert "no such page of the list" in response.text


def test_the_page_costs_the_same_statements_however_many_rows(each_site: Site) -> None:
    def statements() -> int:
        browser = each_site.as_("zhao.min")
        seen: list[str] = []
        with counting(seen):
            browser.get("/inbox")
        return len(seen)

    each_site.mark("SZ-IT-0006")
    once = statements()
    for asset_no in ("SZ-IT-0007", "SZ-IT-0008", "SZ-IT-0009"):
        each_site.mark(asset_no)
    assert statements() == once <= 14
