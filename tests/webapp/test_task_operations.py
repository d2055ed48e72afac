"""The pages of what one may do with a task besides deciding it."""

from __future__ import annotations

from uuid import UUID

import pytest
from werkzeug.test import TestResponse

from engine.people.queries import find_person_by_login
from tests.journeys import purchase
from tests.webapp.conftest import Browser
from tests.webapp.demo import Site, first_link


@pytest.fixture
def signing(site: Site) -> str:
    """The path of a case that three people have to countersign."""
    return _signing(site)


def test_a_signer_sees_everybody_who_signs_and_the_rule(site: Site, signing: str) -> None:
    page = site.as_("sun.li").get(site.task_of("sun.li")).text
    assert page.count('<li class="signer is-open"') == 3
    assert "All of them have to approve" in page


def test_a_delegate_advises_and_the_holder_reads_it(each_site: Site) -> None:
    _signing(each_site)
    path = each_site.task_of("sun.li")
    assert _do(each_site, "sun.li", path, "delegate", person="tang.yi", words="Worth it?").status_code == 302
    adviser = each_site.as_("tang.yi")
    assert "your advice is asked for" in adviser.get("/inbox").text
    page = adviser.get(path).text
    assert "Worth it?" in page
    assert 'name="decision"' not in page
    sent = adviser.post(f"{path}/answer-delegation", {"opinion": "approve", "words": "It is."})
    assert sent.status_code == 302
    assert "It is." in each_site.as_("sun.li").get(path).text
    assert path not in adviser.get("/inbox").text


def test_whom_one_asked_may_be_asked_no_longer(site: Site, signing: str) -> None:
    path = site.task_of("sun.li")
    _do(site, "sun.li", path, "delegate", person="tang.yi")
    assert _do(site, "sun.li", path, "recall-delegation").status_code == 302
    assert path not in site.as_("tang.yi").get("/inbox").text


def test_a_task_handed_over_is_the_others(site: Site, signing: str) -> None:
    path = site.task_of("sun.li")
    assert _do(site, "sun.li", path, "hand-over", person="tang.yi").headers["Location"] == "/inbox"
    assert path not in site.as_("sun.li").get("/inbox").text
    assert 'name="decision"' in site.as_("tang.yi").get(path).text


def test_a_task_handed_over_says_by_whom_and_why(each_site: Site) -> None:
    _signing(each_site)
    path = each_site.task_of("sun.li")
    _do(each_site, "sun.li", path, "hand-over", person="tang.yi", words="on the road")
    new_holder = each_site.as_("tang.yi")
    for page in (new_holder.get(path).text, new_holder.get("/inbox").text):
        assert "Sun Li has handed this over to you." in page
        assert "on the road" in page
    _do(each_site, "tang.yi", path, "delegate", person="he.wei")
    adviser = each_site.as_("he.wei")
    for page in (adviser.get(path).text, adviser.get("/inbox").text):
        assert "Tang Yi asks for your advice." in page
    assert "has handed this over" not in each_site.as_("zheng.hua").get("/inbox").text


def test_who_has_a_part_already_is_refused_at_the_person_and_words_are_kept(site: Site, signing: str) -> None:
    path = site.task_of("sun.li")
    response = _do(site, "sun.li", path, "hand-over", person="zheng.hua", words="on leave")
    assert response.status_code == 422
    assert 'id="person-problem"' in response.text
    assert ">on leave</textarea>" in response.text


def test_whoever_asked_somebody_before_them_waits_and_may_take_it_back(site: Site, signing: str) -> None:
    path = site.task_of("sun.li")
    assert _do(site, "sun.li", path, "add-signer", person="tang.yi", how="before").status_code == 302
    page = site.as_("sun.li").get(path).text
    assert "You have asked Tang Yi to sign before you" in page
    assert 'name="decision"' not in page
    seat = page.partition("remove-signer?seat=")[2][:36]
    assert _do(site, "sun.li", path, "remove-signer", seat=seat).status_code == 302
    assert 'name="decision"' in site.as_("sun.li").get(path).text


def test_an_urged_task_says_when_it_may_be_urged_again(site: Site, signing: str) -> None:
    path = site.task_of("sun.li")
    assert _do(site, "lin.gong", path, "urge").status_code == 302
    again = _do(site, "lin.gong", path, "urge")
    assert again.status_code == 409
    assert "They were urged already" in again.text


def test_a_case_goes_back_to_a_step_it_has_been_through(site: Site, signing: str) -> None:
    browser, path = site.as_("sun.li"), site.task_of("sun.li")
    assert 'value="Prepare"' in browser.get(f"{path}/send-back").text
    without_words = _do(site, "sun.li", path, "send-back", target="Prepare")
    assert without_words.status_code == 422
    assert 'id="words-problem"' in without_words.text
    assert _do(site, "sun.li", path, "send-back", target="Prepare", words="too vague").status_code == 302
    assert "too vague" in site.as_("lin.gong").get(site.task_of("lin.gong")).text


def test_why_a_case_was_sent_back_stands_above_the_form_until_it_goes_on(site: Site, signing: str) -> None:
    _do(site, "sun.li", site.task_of("sun.li"), "send-back", target="Prepare", words="too vague")
    again = site.task_of("lin.gong")
    assert "too vague" in site.as_("lin.gong").get(again).text.partition("data-draft=")[0]
    site.complete("lin.gong")
    assert "alert-warning" not in site.as_("sun.li").get(site.task_of("sun.li")).text


def test_what_may_not_be_done_says_why_instead_of_a_form(site: Site, signing: str) -> None:
    page = site.as_("lin.gong").get(f"{site.task_of('sun.li')}/hand-over").text
    assert "This task is not for you" in page
    assert 'name="person"' not in page


def test_a_search_without_scripts_finds_people_and_does_nothing_else(site: Site, signing: str) -> None:
    path = site.task_of("sun.li")
    page = _do(site, "sun.li", path, "hand-over", find="1", search="tang", words="kept")
    assert page.status_code == 200
    assert "tang.yi" in page.text
    assert "chen.xi" not in page.text
    assert ">kept</textarea>" in page.text
    assert path in site.as_("sun.li").get("/inbox").text


def test_there_is_no_other_operation(site: Site, signing: str) -> None:
    assert site.as_("sun.li").get(f"{site.task_of('sun.li')}/launder").status_code == 404


def _signing(site: Site) -> str:
    purchase.publish(site.db)
    case = purchase.start(site.db)
    browser = site.as_("lin.gong")
    browser.post(f"{first_link(browser.get('/inbox').text, '/tasks/')}/complete")
    return case


def _do(site: Site, login: str, path: str, name: str, *, person: str = "", **sent: object) -> TestResponse:
    browser: Browser = site.as_(login)
    browser.get(f"{path}/{name}")
    chosen = {"person": str(_id(site, person))} if person else {}
    return browser.post(f"{path}/{name}", {**chosen, **sent})


def _id(site: Site, login: str) -> UUID:
    with site.db.reading() as session:
        person = find_person_by_login(session, login)
    assert person is not None
    return person.id
