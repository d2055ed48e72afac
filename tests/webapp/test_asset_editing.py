"""The page on which a card is edited, and the fields of one's own of a category."""

from __future__ import annotations

import re

from tests.webapp.conftest import Browser
from tests.webapp.demo import ASSET, Site
from workflows.assets.queries import find_asset_by_no

PATH = f"/a/{ASSET}/edit"


def form(browser: Browser, **changed: str) -> dict[str, str]:
    """What the page's form sends, with these entries changed."""
    page = browser.get(PATH).text
    found = dict(re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', page))
    kept = {name: found[name] for name in ("revision", "custodian", "name", "spec", "serial_no") if name in found}
    return kept | changed


def add_field(site: Site, browser: Browser, **sent: str) -> None:
    with site.db.reading() as session:
        category_id = find_asset_by_no(session, ASSET).category_id
    answer = browser.post(f"/assets/categories/{category_id}/fields", sent)
    assert answer.status_code == 302, answer.text


def test_a_card_is_edited_and_its_history_says_from_what_to_what(site: Site) -> None:
    browser = site.as_("zhao.min")
    assert browser.post(PATH, form(browser, name="Laptop of the lab", custodian="tang.yi")).status_code == 302
    page = browser.get(f"/a/{ASSET}").text
    assert "Laptop of the lab" in page
    assert re.search(r"Custodian:</span> \S.* → Tang Yi", page)


def test_a_name_that_nobody_has_is_told_at_its_field_and_nothing_typed_is_lost(site: Site) -> None:
    browser = site.as_("zhao.min")
    answer = browser.post(PATH, form(browser, name="Kept", custodian="nobody.here"))
    assert answer.status_code == 422
    assert 'value="Kept"' in answer.text
    assert 'value="nobody.here"' in answer.text
    assert "Nobody here has the sign-in name" in answer.text


def test_a_stale_form_is_refused_with_what_was_typed(site: Site) -> None:
    one, other = site.as_("zhao.min"), site.as_("zhao.min")
    stale = form(one, name="second")
    other.post(PATH, form(other, name="first"))
    answer = one.post(PATH, stale)
    assert answer.status_code == 409
    assert 'value="second"' in answer.text


def test_what_the_erp_owns_is_shown_with_why_not_and_not_taken(site: Site) -> None:
    with site.db.transaction() as session:
        find_asset_by_no(session, ASSET).is_imported = True
    browser = site.as_("zhao.min")
    page = browser.get(PATH).text
    assert page.count("Your ERP owns this") == 4
    browser.post(PATH, form(browser, name="Mine"))
    with site.db.reading() as session:
        assert find_asset_by_no(session, ASSET).name != "Mine"


def test_a_marked_asset_is_neither_assigned_nor_moved_by_its_page(site: Site) -> None:
    site.mark()
    browser = site.as_("zhao.min")
    before = browser.get(PATH).text
    assert "this stays as it is" in before
    browser.post(PATH, form(browser, custodian="tang.yi", location_id=""))
    with site.db.reading() as session:
        asset = find_asset_by_no(session, ASSET)
        assert asset.custodian_id != site.person_id("tang.yi")
        assert asset.location_id is not None


def test_a_field_of_a_category_is_asked_on_its_cards_and_shown_there(site: Site) -> None:
    browser = site.as_("zhao.min")
    browser.get("/assets/categories")
    add_field(site, browser, field_name="Colour", field_kind="choice", choices="red\r\nblack\r\n")
    assert "<option>black</option>" in browser.get(PATH).text
    refused = browser.post(PATH, {**form(browser), "field:Colour": "green"})
    assert "This is one of: red, black." in refused.text
    browser.post(PATH, {**form(browser), "field:Colour": "black"})
    assert "<dt>Colour</dt><dd>black</dd>" in browser.get(f"/a/{ASSET}").text


def test_wrong_details_of_a_field_are_told_beside_it(site: Site) -> None:
    browser = site.as_("zhao.min")
    with site.db.reading() as session:
        category_id = find_asset_by_no(session, ASSET).category_id
    browser.get("/assets/categories")
    answer = browser.post(f"/assets/categories/{category_id}/fields", {"field_name": "Colour", "field_kind": "choice"})
    assert answer.status_code == 422
    assert "Name the choices of a choice" in answer.text
    assert 'value="Colour"' in answer.text


def test_people_are_offered_while_one_types(site: Site) -> None:
    answer = site.as_("zhao.min").get("/assets/people?custodian=sun").text
    assert '<option value="sun.li">' in answer
    assert "<html" not in answer


def test_only_who_may_edit_assets_gets_the_page(site: Site) -> None:
    assert site.as_("lin.gong").get(PATH).status_code == 403
    assert "/edit" not in site.as_("lin.gong").get(f"/a/{ASSET}").text
