"""The pages of what one may do with a case as a whole."""

from __future__ import annotations

from engine.people.queries import find_person_by_login
from tests.journeys import purchase
from tests.webapp.demo import Site, first_link

UNREAD = 'bg-blue-lt">not read yet'


def test_a_copy_lets_somebody_read_the_case_and_tells_that_they_have(each_site: Site) -> None:
    case = _started(each_site)
    reader = each_site.as_("shen.yu")
    assert reader.get(case).status_code == 404
    with each_site.db.reading() as session:
        person = find_person_by_login(session, "shen.yu")
    assert person is not None
    sent = {"person": str(person.id), "words": "for your information"}
    assert each_site.as_("lin.gong").post(f"{case}/copy", sent).status_code == 302
    inbox = reader.get("/inbox/copies").text
    assert "for your information" in inbox
    assert UNREAD in inbox
    assert reader.get(case).status_code == 200
    assert UNREAD not in reader.get("/inbox/copies").text
    assert ">read<" in each_site.as_("lin.gong").get(case).text


def test_a_copy_for_nobody_is_refused_at_the_people(site: Site) -> None:
    case = _started(site)
    response = site.as_("lin.gong").post(f"{case}/copy", {"words": "read this"})
    assert response.status_code == 422
    assert 'id="person-problem"' in response.text


def test_a_remark_stands_in_what_happened_and_leads_back_where_it_was_made(site: Site) -> None:
    case = _started(site)
    task = site.task_of("lin.gong")
    sent = site.as_("lin.gong").post(f"{case}/comment", {"words": "see the quotation", "next": task})
    assert sent.headers["Location"] == task
    assert "see the quotation" in site.as_("lin.gong").get(case).text
    assert site.as_("lin.gong").post(f"{case}/comment", {"words": " "}).status_code == 422


def test_a_remark_never_leads_to_another_site(site: Site) -> None:
    case = _started(site)
    sent = site.as_("lin.gong").post(f"{case}/comment", {"words": "x", "next": "https://example.org/"})
    assert sent.headers["Location"] == "/"


def test_a_case_somebody_approved_is_withdrawn_only_with_their_consent(each_site: Site) -> None:
    case = _started(each_site)
    _decide(each_site, "lin.gong")
    _decide(each_site, "sun.li", decision="approve")
    initiator = each_site.as_("lin.gong")
    assert initiator.post(f"{case}/withdraw", {"words": "another model"}).status_code == 302
    page = initiator.get(case).text
    assert "1 consent is missing" in page
    again = initiator.get(f"{case}/withdraw").text
    assert "waits for the consent of Sun Li" in again
    assert 'name="words"' not in again
    approver = each_site.as_("sun.li")
    assert "Consent to the withdrawal" in approver.get(case).text
    assert approver.post(f"{case}/consent-to-withdrawal").status_code == 302
    assert "Case withdrawn with the consent of Sun Li" in initiator.get(case).text
    assert "Write the request" in initiator.get("/inbox").text


def test_a_withdrawal_that_somebody_declines_is_over_and_says_why(site: Site) -> None:
    case = _started(site)
    _decide(site, "lin.gong")
    _decide(site, "sun.li", decision="approve")
    initiator, approver = site.as_("lin.gong"), site.as_("sun.li")
    initiator.post(f"{case}/withdraw", {"words": "another model"})
    assert approver.post(f"{case}/decline-withdrawal", {"words": " "}).status_code == 422
    assert approver.post(f"{case}/decline-withdrawal", {"words": "ordered already"}).status_code == 302
    page = initiator.get(case).text
    assert "consent is missing" not in page
    assert "Declined the withdrawal" in page
    assert "ordered already" in page


def test_nobody_else_is_offered_to_withdraw_a_case(site: Site) -> None:
    case, browser = _started(site), site.as_("sun.li")
    assert f"{case}/withdraw" not in browser.get(case).text
    assert "Only whoever started a case can withdraw it" in browser.get(f"{case}/withdraw").text


def _started(site: Site) -> str:
    purchase.publish(site.db)
    return purchase.start(site.db)


def _decide(site: Site, login: str, **sent: object) -> None:
    browser = site.as_(login)
    path = first_link(browser.get("/inbox").text, "/tasks/")
    assert browser.post(f"{path}/complete", sent).status_code == 302
