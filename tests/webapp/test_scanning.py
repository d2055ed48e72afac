"""The page of the scanner, its list."""

from __future__ import annotations

from uuid import UUID

from engine.people.queries import find_person_by_login
from tests.webapp.conftest import settings_for
from tests.webapp.demo import ASSET, Site
from webapp import frontend_files
from workflows.assets.labels import asset_url, location_url
from workflows.assets.queries import find_asset_by_no

ANOTHER = "SZ-IT-0007"


def label_of(site: Site, asset_no: str = ASSET) -> str:
    secret = settings_for(site.folder, "demo").secret_key
    return asset_url(asset_no, public_url="https://here.example", secret=secret)


def test_a_scan_opens_the_asset_and_an_unknown_label_is_told_at_its_field(site: Site) -> None:
    browser = site.as_("lin.gong")
    opened = browser.get("/scan/open", query_string={"label": label_of(site)})
    assert opened.location.startswith(f"/a/{ASSET}?k=")
    refused = browser.get("/scan/open?label=XX-1")
    assert refused.status_code == 422
    assert 'value="XX-1"' in refused.text
    assert "There is no asset with the number “XX-1”" in refused.text


def test_a_stranger_scans_a_label_but_does_not_type_a_number(site: Site) -> None:
    stranger = site.as_("shen.yu")
    assert stranger.get("/scan/row", query_string={"label": ASSET}).status_code == 422
    row = stranger.get("/scan/row", query_string={"label": label_of(site)})
    assert f'data-asset="{ASSET}"' in row.text
    assert stranger.get("/scan/open", query_string={"label": label_of(site).replace("k=", "k=A")}).status_code == 422


def test_a_row_says_what_the_asset_waits_for(site: Site) -> None:
    site.mark()
    row = site.as_("zhao.min").get("/scan/row", query_string={"label": ASSET}).text
    assert "Pending disposal" in row
    assert "waits for Asset manager" in row


def test_without_scripts_the_list_grows_shrinks_and_is_carried_out(each_site: Site) -> None:
    browser = each_site.as_("zhao.min")
    browser.get("/scan?mode=many")
    page = browser.post("/scan/many", {"labels": [ASSET], "label": ANOTHER, "act": "add"})
    assert page.text.count('name="labels"') == 2
    assert browser.post("/scan/many", {"labels": [ASSET, ANOTHER], "act": "undo"}).text.count('name="labels"') == 1
    done = browser.post(
        "/scan/many", {"labels": [ASSET, ANOTHER], "act": "seen", "location": "SZ-Q1", "note": "shelf 2"}
    )
    assert "Seen: 2." in browser.get(done.location).text
    page_of_asset = browser.get(f"/a/{ASSET}").text
    assert "Seen at SZ-Q1" in page_of_asset
    assert "shelf 2" in page_of_asset


def test_many_change_hands_by_two_acts_and_what_stands_in_the_way_is_told_at_its_row(site: Site) -> None:
    giver, receiver = site.as_("zhao.min"), site.as_("sun.li")
    giver.get("/scan?mode=many")
    receiver.get("/scan?mode=many")
    giver.post("/scan/many", {"labels": [ASSET, ANOTHER], "act": "give"})
    nowhere = receiver.post("/scan/many", {"labels": [ASSET, ANOTHER], "act": "receive"})
    assert nowhere.status_code == 422
    assert "Say where you have received them" in nowhere.text
    assert nowhere.text.count('name="labels"') == 2
    receiver.post("/scan/many", {"labels": [ASSET, ANOTHER], "act": "receive", "location": "SZ-OFFICE"})
    with site.db.reading() as session:
        assert {find_asset_by_no(session, no).custodian_id for no in (ASSET, ANOTHER)} == {receiver_id(site)}
    site.mark()
    refused = giver.post("/scan/many", {"labels": [ASSET, ANOTHER], "act": "give"})
    assert refused.status_code == 422
    assert "cannot be assigned, moved or maintained" in refused.text


def receiver_id(site: Site) -> UUID:
    with site.db.reading() as session:
        person = find_person_by_login(session, "sun.li")
        assert person is not None
        return person.id


def test_the_label_of_a_location_leads_to_scanning_what_stands_there(site: Site) -> None:
    browser = site.as_("lin.gong")
    response = browser.get(location_url("SZ-Q1", public_url=""))
    page = browser.get(response.location).text
    assert 'value="SZ-Q1"' in page


def test_one_sees_an_asset_from_its_page(site: Site) -> None:
    browser = site.as_("lin.gong")
    browser.get(f"/a/{ASSET}")
    browser.post(f"/a/{ASSET}/seen", {"location": "NOWHERE"})
    assert "There is no location with the code “NOWHERE”" in browser.get(f"/a/{ASSET}").text
    browser.post(f"/a/{ASSET}/seen", {"note": "on the roof"})
    assert "on the roof" in browser.get(f"/a/{ASSET}").text


def test_only_the_workers_script_may_compile_webassembly(site: Site) -> None:
    browser = site.as_("lin.gong")
    assert "wasm" not in browser.get("/scan").headers["Content-Security-Policy"]
    if frontend_files.is_built():
        script = browser.get(f"/static/dist/{frontend_files._manifest()['scan-worker.js']}")
        assert "'wasm-unsafe-eval'" in script.headers["Content-Security-Policy"]
        script.close()
