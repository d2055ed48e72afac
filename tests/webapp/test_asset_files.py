"""Photos and documents of an asset, who saw it last, and what its page says of its end."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

from PIL import Image

from engine import clock
from engine.history.queries import events_of
from tests.webapp.conftest import Browser
from tests.webapp.demo import ASSET, Site, photo
from workflows.assets.queries import find_asset_by_no
from workflows.radar.models import RadarLabel

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def add(browser: Browser, content: bytes | None = None, name: str = "p.jpg", **sent: str) -> int:
    browser.get(f"/a/{ASSET}")
    return browser.post(
        f"/a/{ASSET}/files", {"_upload_files": (io.BytesIO(content or photo()), name), **sent}
    ).status_code


def test_a_photo_and_a_document_lie_beside_the_asset_for_whoever_sees_it(each_site: Site) -> None:
    browser = each_site.as_("lin.gong")
    assert add(browser, caption="from behind") == 302
    assert add(browser, PDF, "manual.pdf") == 302
    page = each_site.as_("zhao.min").get(f"/a/{ASSET}").text
    assert "from behind" in page
    assert "manual.pdf" in page
    small = re.search(r'src="(/files/[0-9a-f-]+/small)"', page)
    assert small
    answer = each_site.as_("zhao.min").get(small[1])
    assert Image.open(io.BytesIO(answer.data)).format == "JPEG"
    assert each_site.as_("shen.yu").get(small[1]).status_code == 404


def test_what_is_removed_is_shown_no_more_and_stays_in_the_history(site: Site) -> None:
    browser = site.as_("lin.gong")
    add(browser, caption="wrong asset")
    remove = re.search(rf'action="(/a/{ASSET}/files/[0-9a-f-]+/remove)"', browser.get(f"/a/{ASSET}").text)
    assert remove
    assert site.as_("sun.li").post(remove[1]).status_code == 403
    assert browser.post(remove[1].removesuffix("/remove"), {"caption": "of another asset"}).status_code == 302
    assert "of another asset" in browser.get(f"/a/{ASSET}").text
    assert browser.post(remove[1]).status_code == 302
    page = browser.get(f"/a/{ASSET}").text
    assert '/small"' not in page
    assert "Photo or document removed" in page
    assert "has been removed already" in browser.get(browser.post(remove[1]).location).text
    with site.db.reading() as session:
        kinds = [event.kind for event in events_of(session, find_asset_by_no(session, ASSET).id)]
    assert kinds[-3:] == ["asset.file_added", "asset.file_captioned", "asset.file_removed"]


def test_what_is_no_photo_and_no_pdf_is_told_and_the_caption_is_kept(site: Site) -> None:
    browser = site.as_("lin.gong")
    browser.get(f"/a/{ASSET}")
    sent = {"_upload_files": (io.BytesIO(b"MZ\x90"), "tool.exe"), "caption": "the tool"}
    answer = browser.post(f"/a/{ASSET}/files", sent)
    page = browser.get(answer.location).text
    assert "Photos (JPEG, PNG, WebP, HEIC) and PDF files are accepted" in page
    assert 'value="the tool"' in page


def test_a_photo_taken_before_the_asset_is_physical_evidence_and_another_is_not(site: Site) -> None:
    browser = site.as_("lin.gong")
    with site.db.reading() as session:
        before = find_asset_by_no(session, ASSET).last_physical_evidence_at
    add(browser)
    with site.db.reading() as session:
        assert find_asset_by_no(session, ASSET).last_physical_evidence_at == before
    add(browser, is_seen="1")
    page = browser.get(f"/a/{ASSET}").text
    with site.db.reading() as session:
        seen = find_asset_by_no(session, ASSET).last_physical_evidence_at
    assert seen is not None
    assert seen != before
    assert re.search(r"<dt>Last seen</dt><dd>.*Photo or document added · Lin Gong", page)


def test_the_days_between_the_two_ends_of_life_are_counted_until_the_books_follow(site: Site) -> None:
    site.mark()
    with site.db.transaction() as session:
        asset = find_asset_by_no(session, ASSET)
        asset.technical_eol_at = clock.now() - timedelta(days=40)
    browser = site.as_("zhao.min")
    gap = r'<dt>Days between the two</dt><dd class="tabular">(\d+)</dd>'
    open_gap = re.search(gap, browser.get(f"/a/{ASSET}").text)
    assert open_gap
    assert open_gap[1] == "40"
    with site.db.transaction() as session:
        asset = find_asset_by_no(session, ASSET)
        asset.accounting_eol_at = clock.now() - timedelta(days=25)
    closed_gap = re.search(gap, browser.get(f"/a/{ASSET}").text)
    assert closed_gap
    assert closed_gap[1] == "15"


def test_an_asset_near_its_end_says_so(site: Site) -> None:
    assert "Nearing its end" not in site.as_("zhao.min").get(f"/a/{ASSET}").text
    with site.db.transaction() as session:
        session.add(RadarLabel(asset_id=find_asset_by_no(session, ASSET).id, since_on=date(2026, 1, 1)))
    assert "Nearing its end" in site.as_("zhao.min").get(f"/a/{ASSET}").text


def test_what_nobody_has_or_somebody_who_left_is_found_as_such(each_site: Site) -> None:
    browser = each_site.as_("zhao.min")
    assert ASSET not in browser.get("/assets?custodian=none&search=0006").text
    with each_site.db.transaction() as session:
        find_asset_by_no(session, ASSET).custodian_id = None
    assert ASSET in browser.get("/assets?custodian=none&search=0006").text
