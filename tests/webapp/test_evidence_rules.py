"""The rules of evidence and the codes of wastes, as data that people keep."""

from __future__ import annotations

import io
from datetime import timedelta

from engine import clock
from tests.webapp.demo import Site, first_link

PAGE = "/evidence-rules/tax_basis"


def day(ahead: int = 1) -> str:
    return (clock.now().date() + timedelta(days=ahead)).isoformat()


def test_the_process_owner_changes_a_rule_from_a_day_on_and_sees_how_it_was(each_site: Site) -> None:
    owner = each_site.as_("chu.ning")
    assert "Purchase invoice or other tax basis" in owner.get("/evidence-rules").text
    owner.get(PAGE)
    sent = {"is_required": "yes", "brought_by": "purchasing", "valid_from": day(), "conditions": "method:sale"}
    assert owner.post(PAGE, sent).status_code == 302
    page = owner.get(PAGE).text
    assert "to come" in page
    assert "as shipped" in page
    assert "Chu Ning" in page


def test_a_wrong_rule_is_refused_at_its_fields_and_what_was_chosen_stays(site: Site) -> None:
    owner = site.as_("chu.ning")
    owner.get(PAGE)
    sent = {"is_required": "no", "brought_by": "", "valid_from": day(-3), "conditions": ["method:sale", "flag:vehicle"]}
    refused = owner.post(PAGE, sent)
    assert refused.status_code == 422
    assert "A rule begins today or later." in refused.text
    assert "There is no such role." in refused.text
    assert 'value="flag:vehicle" checked' in refused.text
    assert "Enter a day as YYYY-MM-DD." in owner.post(PAGE, {**sent, "valid_from": "x"}).text
    assert owner.get("/evidence-rules/nothing").status_code == 404


def test_rules_are_for_process_owners_and_administrators(site: Site) -> None:
    accountant = site.as_("wu.fang")
    assert accountant.get("/evidence-rules").status_code == 403
    sent = {"is_required": "no", "brought_by": "purchasing", "valid_from": day()}
    assert accountant.post(PAGE, sent).status_code == 403
    assert site.as_("wei.lan").get(PAGE).status_code == 200


def test_the_asset_manager_says_which_wastes_a_category_becomes(each_site: Site) -> None:
    keeper = each_site.as_("zhao.min")
    page = keeper.get("/evidence-rules/wastes").text
    form = first_link(page.replace('action="', 'href="'), "/evidence-rules/wastes/")
    assert keeper.post(form, {"codes": ["HW29 900-023-29"]}).status_code == 302
    assert "checked" in keeper.get("/evidence-rules/wastes").text
    refused = keeper.post("/evidence-rules/wastes", {"code": "battery", "name": ""})
    assert refused.status_code == 422
    assert "A waste code looks like HW31 900-052-31." in refused.text
    added = {"code": "hw08 900-249-08", "name": "废矿物油", "name_en": "Waste oil"}
    assert keeper.post("/evidence-rules/wastes", added).status_code == 302
    assert "HW08 900-249-08" in keeper.get("/evidence-rules/wastes").text
    assert each_site.as_("lin.gong").get("/evidence-rules/wastes").status_code == 403


def test_the_explanation_of_a_late_booking_is_printed(site: Site) -> None:
    case = site.mark()
    page = site.as_("wu.fang").get(f"{case}/print/explanation").text
    assert "no explanation is needed" in page
    assert "SZ-IT-0006" in page
    assert site.as_("jiang.tao").get(f"{case}/print/explanation").status_code == 404


def test_what_is_refused_on_the_checklist_is_told_at_its_item_and_nothing_typed_is_lost(site: Site) -> None:
    case = site.mark()
    finance = site.as_("zheng.hua")
    finance.get(f"{case}/papers")
    empty = finance.post(f"{case}/evidence", {"item": "photos", "statement": " "})
    assert empty.status_code == 422
    assert "Add a file, or say in words how it is." in empty.text
    wrong = finance.post(
        f"{case}/evidence",
        {"item": "photos", "statement": "invoice 118", "_upload_files": (io.BytesIO(b"<html>"), "x.pdf")},
    )
    assert 'value="invoice 118"' in wrong.text
    assert wrong.text.count('<details class="mt-1" open') == 1
    assert finance.post(f"{case}/evidence/photos/waive", {"reason": "lost in the flood"}).status_code == 302
    assert "lost in the flood" in finance.get(f"{case}/papers").text
    engineer = site.as_("lin.gong")
    engineer.get(f"{case}/papers")
    assert engineer.post(f"{case}/evidence/approval/waive", {"reason": "none"}).status_code == 403
