"""The case page, and cancelling."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

from engine import clock, commands
from engine.instances.models import ProcessInstance
from engine.people.queries import find_person_by_login
from tests.gate_answers import RECYCLER
from tests.webapp.demo import ASSET, Site


def test_the_case_shows_facts_time_line_and_where_it_stands(site: Site) -> None:
    page = site.as_("lin.gong").get(site.mark()).text
    assert "burnt out" in page
    assert "Case started" in page
    assert "<strong>here now</strong>" in page
    assert '"is-live": ["Task_Collect"]' in page


def test_what_the_system_did_reads_as_something_that_happened(site: Site) -> None:
    case = site.mark()
    site.collect()
    page = site.as_("lin.gong").get(case).text
    assert "The asset manager was told" in page
    assert re.search(r"Net value worked out: [0-9,]+\.[0-9]{2}<", page)
    assert "Compute net value and flags</div>" not in page
    with site.db.transaction() as session:
        person = find_person_by_login(session, "lin.gong")
        assert person is not None
        person.language = "zh_CN"
    assert "已算出净值" in site.as_("lin.gong").get(case).text


def test_the_way_out_is_shown_with_its_gates_the_hand_out_and_the_hash(site: Site) -> None:
    case = site.mark()
    site.collect()
    site.complete("zhao.min", method="scrap", est_proceeds="0")
    site.complete("wu.fang", decision="approve", tax_class="normal")
    assert "Gates and hand-out" not in site.as_("zhao.min").get(case).text
    for login in ("qin.lan", "xu.an", "sun.li", "qian.hao"):
        site.complete(login, decision="approve")
    assert site.as_("zhao.min").get(case).text.count("still to pass") == 2
    site.leave()
    page = site.as_("zhao.min").get(case).text
    assert "still to pass" not in page
    assert "C-1" in page
    assert RECYCLER in page
    assert "2.4 kg" in page
    paper = re.search(r'href="(/files/[0-9a-f-]{36})"[^>]*><svg', page)
    assert paper
    with site.as_("zhao.min").get(paper[1]) as shown:
        assert shown.status_code == 200
    site.complete("wu.fang", posting_date=clock.now().date().isoformat(), voucher_no="118")
    assert re.search(r"<code[^>]*>[0-9a-f]{64}</code>", site.as_("zhao.min").get(case).text)


def test_an_escalation_is_told_once_with_whom_it_went_to(site: Site) -> None:
    case = site.mark()
    with clock.set_to(clock.now() + timedelta(days=20)):
        commands.tick(site.db)
    page = site.as_("lin.gong").get(case).text
    assert "Collect: escalated to Feng Yuan" in page
    assert "<div>Escalate</div>" not in page


def test_a_case_without_a_number_is_called_by_its_title(site: Site) -> None:
    case = site.mark()
    with site.db.transaction() as session:
        found = session.get_one(ProcessInstance, UUID(case.rpartition("/")[2]))
        found.business_key, found.title = "", "Laser cutter"
    browser = site.as_("lin.gong")
    assert re.search(r'href="/cases/[0-9a-f-]{36}">Laser cutter</a>', browser.get("/cases").text)
    assert "<title>Laser cutter" in browser.get(case).text


def test_a_stranger_sees_no_case(site: Site) -> None:
    case = site.mark()
    assert site.as_("shen.yu").get(case).status_code == 404
    assert "FA-DSP" not in site.as_("shen.yu").get("/cases?status=all").text


def test_the_process_owner_cancels_with_a_reason_and_the_asset_is_free_again(site: Site) -> None:
    case, owner = site.mark(), site.as_("chu.ning")
    assert owner.post(f"{case}/cancel", {"words": " "}).status_code == 422
    assert owner.post(f"{case}/cancel", {"words": "marked by mistake"}).status_code == 302
    assert "marked by mistake" in owner.get(case).text
    assert "Mark for disposal" in site.as_("lin.gong").get(f"/a/{ASSET}").text


def test_nobody_else_may_cancel(site: Site) -> None:
    case, browser = site.mark(), site.as_("zhao.min")
    assert "Cancel the case" not in browser.get(case).text
    assert browser.post(f"{case}/cancel", {"words": "no"}).status_code == 403
