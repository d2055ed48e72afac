"""The pages of what is watched over."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from engine import clock
from tests.webapp.demo import Site
from workflows.assets.queries import find_asset_by_no
from workflows.disposal.models import DisposalRequest


def asset_id(site: Site, asset_no: str) -> str:
    with site.db.reading() as session:
        return str(find_asset_by_no(session, asset_no).id)


def test_the_radar_leads_with_its_figures_their_formulas_and_targets(site: Site) -> None:
    page = site.as_("chen.xi").get("/radar").text
    assert "target: 40 %" in page
    assert "target: 1 %" in page
    assert "(baseline − mean now) ÷ baseline" in page


def test_one_click_on_an_old_asset_starts_its_evaluation(site: Site) -> None:
    engineer = site.as_("lin.gong")
    page = engineer.get("/radar/old").text
    assert "SZ-IT-0003" in page
    assert "never maintained" in page
    reason = re.search(r'name="reason" value="([^"]+)"', page)
    assert reason
    sent = engineer.post("/radar/old/evaluate", {"only": asset_id(site, "SZ-IT-0003"), "reason": reason[1]})
    assert sent.status_code == 302
    assert "SZ-IT-0003" in engineer.get(sent.location).text
    with site.db.reading() as session:
        request = session.scalars(select(DisposalRequest)).one()
    assert (request.source, request.reason) == ("radar", reason[1])


def test_several_old_assets_are_evaluated_at_once(site: Site) -> None:
    auditor = site.as_("chen.xi")
    auditor.get("/radar/old")
    ids = [asset_id(site, "SZ-IT-0003"), asset_id(site, "SZ-PROD-0002")]
    sent = auditor.post("/radar/old/evaluate", {"assets": ids, "reason": "too old"}, follow_redirects=True)
    assert "2 evaluations have begun" in sent.text
    assert "SZ-PROD-0002" not in sent.text.split("<main", 1)[1]


def test_what_was_ticked_and_typed_is_kept_when_it_is_refused(site: Site) -> None:
    auditor = site.as_("chen.xi")
    auditor.get("/radar/old")
    refused = auditor.post("/radar/old/evaluate", {"assets": [asset_id(site, "SZ-IT-0003")], "reason": " "})
    assert refused.status_code == 422
    assert "Please say why" in refused.text
    assert f'value="{asset_id(site, "SZ-IT-0003")}" aria-label="SZ-IT-0003" checked' in refused.text
    nothing = auditor.post("/radar/old/evaluate", {"reason": "kept words"})
    assert nothing.status_code == 422
    assert "Choose 1 to 100 assets" in nothing.text
    assert "kept words" in nothing.text
    assert auditor.post("/radar/old/evaluate", {"only": "no id", "reason": "x"}).status_code == 422


def test_the_radar_shows_only_the_units_of_its_reader(site: Site) -> None:
    shanghai = site.as_("jiang.tao")
    assert "SZ-PROD-0002" not in shanghai.get("/radar/old").text
    assert "SZ-PROD-0002" not in shanghai.get("/radar/old?unit=SZ-PROD").text
    narrowed = site.as_("chen.xi").get("/radar/old?unit=SZ-PROD").text
    assert "SZ-PROD-0002" in narrowed
    assert "SZ-IT-0003" not in narrowed


def test_what_nobody_has_seen_stands_on_its_page_with_its_holder(site: Site) -> None:
    with site.db.transaction() as session:
        find_asset_by_no(session, "SZ-IT-0001").last_physical_evidence_at = clock.now() - timedelta(days=200)
        find_asset_by_no(session, "SZ-IT-0002").last_physical_evidence_at = clock.now()
    page = site.as_("chen.xi").get("/radar/stale").text
    assert "SZ-IT-0001" in page
    assert "SZ-IT-0002" not in page
    assert "Lin Gong" in page


@pytest.mark.parametrize("by", ["state", "custodian", "unit"])
def test_days_in_a_state_are_shown_by_state_custodian_and_department(site: Site, by: str) -> None:
    site.mark()
    page = site.as_("chen.xi").get(f"/radar/ageing?by={by}").text
    assert {"state": "Pending disposal", "custodian": "Sun Li", "unit": "SZ-IT"}[by] in page.split("<tbody", 1)[1]


def test_pages_with_nothing_on_them_say_so(site: Site) -> None:
    auditor = site.as_("chen.xi")
    assert "Nothing is on its way out" in auditor.get("/radar/ageing").text
    assert "Nothing waits" in auditor.get("/radar/tax").text
    assert "is held by somebody who works here" in auditor.get("/radar/left").text
    assert auditor.get("/radar/old?after=nonsense").status_code == 404


def test_the_process_owner_sets_a_target_and_the_page_keeps_what_it_was(site: Site) -> None:
    owner = site.as_("chu.ning")
    owner.get("/radar")
    wrong = owner.post("/radar/targets/disposal_cycle", {"target": "abc", "baseline": "30", "note": "kept"})
    assert wrong.status_code == 422
    assert "Enter a number" in wrong.text
    assert 'value="kept"' in wrong.text
    for target in ("35", "45"):
        sent = {"target": target, "baseline": "30", "starts_on": "2026-10-01", "note": f"pilot {target}"}
        assert owner.post("/radar/targets/disposal_cycle", sent).status_code == 302
    page = site.as_("chen.xi").get("/radar").text
    assert "target: 45 %" in page
    assert "pilot 35" in page
    stranger = site.as_("lin.gong")
    stranger.get("/radar")
    assert stranger.post("/radar/targets/disposal_cycle", {"target": "1"}).status_code == 403


def test_the_page_of_old_assets_asks_as_much_for_many_as_for_one(site: Site) -> None:
    statements: list[str] = []
    auditor = site.as_("chen.xi")
    event.listen(site.db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    auditor.get("/radar/old?unit=SZ-PROD")
    few, statements[:] = len(statements), []
    auditor.get("/radar/old")
    assert len(statements) <= few
