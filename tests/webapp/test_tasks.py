"""The task page: who may act, what is refused, and that nothing typed is lost."""

from __future__ import annotations

import re

from engine import clock
from engine.people.queries import find_person_by_login
from tests.journeys import purchase
from tests.webapp.demo import ASSET, Site, first_link
from workflows.organization.books import Books


def test_a_missing_entry_is_named_at_its_field_and_the_rest_is_kept(site: Site) -> None:
    site.mark()
    browser, path = site.as_("zhao.min"), site.task_of("zhao.min")
    response = browser.post(f"{path}/complete", {"scanned_label": ASSET, "quarantine_location": "SZ-Q1"})
    assert response.status_code == 422
    assert 'id="problem-given_by"' in response.text
    assert f'value="{ASSET}"' in response.text


def test_a_business_rule_refuses_at_its_field_and_changes_nothing(site: Site) -> None:
    site.mark()
    browser, path = site.as_("zhao.min"), site.task_of("zhao.min")
    with site.db.reading() as session:
        giver = find_person_by_login(session, "lin.gong")
    assert giver is not None
    sent = {"scanned_label": "SZ-IT-0001", "given_by": str(giver.id), "quarantine_location": "SZ-Q1"}
    response = browser.post(f"{path}/complete", sent)
    assert response.status_code == 422
    assert "is not an asset of this request" in response.text
    assert path in browser.get("/inbox").text


def test_a_second_click_is_told_who_decided(each_site: Site) -> None:
    each_site.mark()
    each_site.collect()
    browser, path = each_site.as_("zhao.min"), each_site.task_of("zhao.min")
    sent = {"method": "scrap", "est_proceeds": "0"}
    assert browser.post(f"{path}/complete", sent).status_code == 302
    again = browser.post(f"{path}/complete", sent)
    assert again.status_code == 409
    assert "has been decided already" in again.text
    assert "has been decided already" in browser.get(path).text


def test_a_stale_revision_asks_to_look_again(site: Site) -> None:
    site.mark()
    site.collect()
    browser, path = site.as_("zhao.min"), site.task_of("zhao.min")
    response = browser.post(f"{path}/complete", {"method": "scrap", "est_proceeds": "0", "revision": "99"})
    assert response.status_code == 409
    assert "has changed since you opened it" in response.text


def test_a_second_vote_from_another_tab_is_refused_and_the_comment_is_kept(each_site: Site) -> None:
    purchase.publish(each_site.db)
    purchase.start(each_site.db)
    each_site.complete("lin.gong")
    browser, path = each_site.as_("sun.li"), each_site.task_of("sun.li")
    assert browser.post(f"{path}/complete", {"decision": "approve"}).status_code == 302
    again = browser.post(f"{path}/complete", {"decision": "reject", "comment": "not like this"})
    assert again.status_code == 409
    assert "You have decided here already" in again.text
    assert re.search(r'<textarea[^>]+id="case-comment"[^>]*>not like this</textarea>', again.text)


def test_a_decision_on_what_has_changed_keeps_the_comment_in_its_form(site: Site) -> None:
    purchase.publish(site.db)
    purchase.start(site.db)
    site.complete("lin.gong")
    browser, path = site.as_("sun.li"), site.task_of("sun.li")
    again = browser.post(f"{path}/complete", {"decision": "reject", "comment": "not like this", "revision": "9"})
    assert again.status_code == 409
    assert "has changed since you opened it" in again.text
    assert re.search(r'<textarea[^>]+id="comment"[^>]*>not like this</textarea>', again.text)


def test_what_comes_next_leaves_out_ways_that_contradict_themselves(site: Site) -> None:
    site.mark("SZ-IT-0002")
    site.collect(asset_no="SZ-IT-0002")
    site.complete("zhao.min", method="scrap", est_proceeds="0")
    site.complete("wu.fang", decision="approve", tax_class="normal")
    page = site.as_("qin.lan").get(site.task_of("qin.lan")).text
    assert "Agreed? No · Decision? Send back →" in page
    assert "Agreed? No · Decision? Reject →" in page
    assert "Decision? Approve →" not in page


def test_a_colleague_without_the_role_sees_why_and_no_form(site: Site) -> None:
    site.mark()
    path = site.task_of("zhao.min")
    page = site.as_("lin.gong").get(path).text
    assert "it asks others" in page
    assert 'name="scanned_label"' not in page
    assert site.as_("lin.gong").post(f"{path}/complete").status_code == 403


def test_a_stranger_does_not_even_learn_that_it_exists(site: Site) -> None:
    site.mark()
    assert site.as_("shen.yu").get(site.task_of("zhao.min")).status_code == 404


def test_a_draft_is_there_again_and_gone_once_sent(each_site: Site) -> None:
    each_site.mark()
    each_site.collect()
    browser, path = each_site.as_("zhao.min"), each_site.task_of("zhao.min")
    assert browser.post(f"{path}/draft", {"est_proceeds": "77.5", "note": "weighed"}).status_code == 204
    page = each_site.as_("zhao.min").get(path).text
    assert 'value="77.5"' in page
    assert "weighed" in page


def test_rejecting_without_a_comment_is_refused_at_the_comment(site: Site) -> None:
    case = site.mark()
    site.collect()
    site.complete("zhao.min", method="scrap", est_proceeds="0")
    site.complete("wu.fang", decision="approve", tax_class="normal")
    browser, path = site.as_("qin.lan"), site.task_of("qin.lan")
    response = browser.post(f"{path}/complete", {"decision": "reject"})
    assert response.status_code == 422
    assert 'id="comment-problem"' in response.text
    assert browser.post(f"{path}/complete", {"decision": "reject", "comment": "too early"}).status_code == 302
    assert "too early" in site.as_("zhao.min").get(case).text


def test_the_page_says_why_you_and_what_comes_next(site: Site) -> None:
    site.mark()
    browser = site.as_("zhao.min")
    page = browser.get(first_link(browser.get("/inbox").text, "/tasks/")).text
    assert "It asks any one of: Asset manager" in page
    assert re.search(r"Data complete\? No →</span> Prepare the disposal", page)
    assert re.search(r"Data complete\? Yes →</span> Finance review", page)
    assert "Scan in" not in page.partition("what comes next")[2].partition("</section>")[0]


def test_the_walk_ends_with_a_written_off_asset(each_site: Site) -> None:
    case = each_site.mark()
    each_site.collect()
    each_site.complete("zhao.min", method="scrap", est_proceeds="0")
    each_site.complete("wu.fang", decision="approve", tax_class="normal")
    for login in ("qin.lan", "xu.an", "sun.li", "qian.hao"):
        each_site.complete(login, decision="approve")
    each_site.leave()
    each_site.complete("wu.fang", posting_date=Books().day_of(clock.now()).isoformat())
    page = each_site.as_("lin.gong").get(f"/a/{ASSET}").text
    assert "Disposed" in page
    assert "Completed" in each_site.as_("zhao.min").get(case).text


def test_the_collection_suggests_the_quarantine_locations(site: Site) -> None:
    site.mark()
    page = site.as_("zhao.min").get(site.task_of("zhao.min")).text
    assert '<option value="SZ-Q1">Suzhou quarantine area</option>' in page
