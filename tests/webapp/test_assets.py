"""The register, labels, and marking."""

from __future__ import annotations

from tests.webapp.conftest import settings_for
from tests.webapp.demo import ASSET, Site
from workflows.assets.labels import asset_url, label_key
from workflows.assets.queries import find_asset_by_no


def test_the_list_shows_ones_own_units_and_searches(site: Site) -> None:
    page = site.as_("lin.gong").get("/assets?search=0006").text
    assert ASSET in page
    assert "SH-OPS" not in site.as_("lin.gong").get("/assets").text


def test_a_scanned_label_leads_to_its_asset(site: Site) -> None:
    settings = settings_for(site.folder, "demo")
    url = asset_url(ASSET, public_url="https://elsewhere.example", secret=settings.secret_key)
    response = site.as_("lin.gong").get("/assets/find", query_string={"label": url})
    assert response.location.startswith(f"/a/{ASSET}?k=")


def test_an_unknown_label_is_a_sentence_where_it_was_typed(site: Site) -> None:
    browser = site.as_("lin.gong")
    response = browser.get("/assets/find?label=XX-1")
    page = browser.get(response.location).text
    assert "There is no asset with the number “XX-1”" in page
    assert 'value="XX-1"' in page


def test_a_label_of_somebody_elses_or_a_forged_one_is_a_sentence_where_it_was_typed(site: Site) -> None:
    stranger = site.as_("shen.yu")
    for label, sentence in (
        (ASSET, f"no asset with the number “{ASSET}”"),
        (f"https://x/a/{ASSET}?k=AAAAAAAA", "not printed here"),
    ):
        response = stranger.get("/assets/find", query_string={"label": label})
        assert response.location.startswith("/start?label=")
        assert sentence in stranger.get(response.location).text


def test_a_stranger_needs_the_label_and_sees_no_values(site: Site) -> None:
    stranger = site.as_("shen.yu")
    assert stranger.get(f"/a/{ASSET}").status_code == 404
    key = label_key(ASSET, settings_for(site.folder, "demo").secret_key)
    page = stranger.get(f"/a/{ASSET}?k={key}").text
    assert "Mark for disposal" in page
    assert "Net book value" not in page


def test_marking_without_reason_or_photo_names_both(site: Site) -> None:
    response = site.as_("lin.gong").post(f"/a/{ASSET}/mark", {"verdict": "irreparable"})
    assert response.status_code == 422
    assert "Please say why the asset is done for." in response.text
    assert "Take at least one photo" in response.text


def test_a_marked_asset_says_what_it_waits_for(site: Site) -> None:
    site.mark()
    page = site.as_("lin.gong").get(f"/a/{ASSET}").text
    assert "Pending disposal" in page
    assert "waits for Asset manager" in page
    assert "Mark for disposal" not in page


def test_the_label_is_a_picture(site: Site) -> None:
    response = site.as_("lin.gong").get(f"/a/{ASSET}/label.svg")
    assert response.content_type == "image/svg+xml"
    assert "<svg" in response.text


def test_the_table_alone_answers_while_one_types_and_filters_narrow_it(each_site: Site) -> None:
    browser = each_site.as_("zhao.min")
    table = browser.get("/assets?search=sz-it 0006", headers={"HX-Request": "true"}).text
    assert ASSET in table
    assert "<html" not in table
    assert ASSET not in browser.get("/assets?age=90&search=0006").text
    assert ASSET in browser.get("/assets?cost_from=8,800&cost_to=8800&age=x").text
    assert "No asset found" in browser.get("/assets?custodian=none&search=0006").text


def test_work_is_recorded_on_the_page_and_stands_there(site: Site) -> None:
    browser = site.as_("lin.gong")
    browser.get(f"/a/{ASSET}")
    refused = browser.post(f"/a/{ASSET}/maintenance", {"kind": "repair", "description": ""})
    assert refused.status_code == 422
    browser.post(
        f"/a/{ASSET}/maintenance",
        {"kind": "repair", "description": "new fan", "done_on": "2026-01-05", "cost": "120.50"},
    )
    page = browser.get(f"/a/{ASSET}").text
    assert "new fan" in page
    assert "120.50" in page


def test_an_asset_that_is_out_of_use_is_ahead_of_the_books(site: Site) -> None:
    assert "Physical ahead of the books" not in site.as_("zhao.min").get(f"/a/{ASSET}").text
    site.mark()
    assert "Physical ahead of the books" in site.as_("zhao.min").get(f"/a/{ASSET}").text


def test_one_scan_is_listed_until_the_other_side_has_scanned(site: Site) -> None:
    giver, receiver = site.as_("lin.gong"), site.as_("sun.li")
    giver.get("/a/SZ-IT-0007")
    giver.post("/a/SZ-IT-0007/give")
    assert "SZ-IT-0007" in receiver.get("/assets/hand-overs").text
    receiver.post("/a/SZ-IT-0007/receive", {"location": "SZ-OFFICE"})
    assert "Every hand-over has both scans" in receiver.get("/assets/hand-overs").text


def test_a_sheet_has_a_label_for_each_asset_found_and_leaves_used_places_free(site: Site) -> None:
    page = site.as_("zhao.min").get("/assets/labels?search=SZ-IT-000&paper=a4-4x10&skip=3").text
    assert page.count('class="number"') == 9
    assert page.count('class="label"') == 12
    assert "size: 210mm 297mm" in page.replace(".0", "")


def test_a_barcode_leads_to_its_asset_and_a_wrong_check_digit_is_told(site: Site) -> None:
    with site.db.transaction() as session:
        find_asset_by_no(session, ASSET).barcode = "6901234567892"
    browser = site.as_("lin.gong")
    assert browser.get("/assets/find?label=6901234567892").location.startswith(f"/a/{ASSET}")
    response = browser.get("/assets/find?label=6901234567893")
    assert "The check digit of “6901234567893” is wrong" in browser.get(response.location).text
