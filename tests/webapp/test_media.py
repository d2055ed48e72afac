"""The page of an asset's media, and a laptop whose certificate bears a wrong serial number."""

from __future__ import annotations

import io

from engine import clock
from tests.engine.files.examples import PDF
from tests.gate_answers import MANIFEST, sanitized
from tests.webapp.demo import ASSET, Site, photo

PAGE = f"/assets/{ASSET}/media"
DISK = {"serial_no-0": "WD-1", "kind-0": "ssd", "manufacturer-0": "西部数据", "capacity-0": "512 GB"}


def approved(site: Site) -> str:
    """The path of the case of a laptop whose gates are still before it."""
    case = site.mark()
    site.collect()
    site.complete("zhao.min", method="scrap", est_proceeds="0")
    site.complete("wu.fang", decision="approve", tax_class="normal")
    for login in ("qin.lan", "xu.an", "sun.li", "qian.hao"):
        site.complete(login, decision="approve")
    return case


def test_the_asset_manager_enters_changes_and_removes_media(each_site: Site) -> None:
    keeper = each_site.as_("zhao.min")
    assert "own serial number stands for" in keeper.get(f"{PAGE}/section").text
    keeper.get(PAGE)
    assert keeper.post(PAGE, {**DISK, "serial_no-2": "SD-7", "is_encrypted-2": "on"}).status_code == 302
    section = keeper.get(f"{PAGE}/section").text
    assert "SD-7" in section
    assert "encrypted since its first use" in section
    changed = {**DISK, "serial_no-1": "SD-7", "is_removed-0": "on"}
    assert keeper.post(PAGE, changed).status_code == 302
    assert "WD-1" not in keeper.get(PAGE).text
    assert "Storage media entered" in keeper.get(f"/a/{ASSET}").text


def test_what_cannot_be_entered_is_told_at_its_row_and_nothing_typed_is_lost(site: Site) -> None:
    keeper = site.as_("zhao.min")
    keeper.get(PAGE)
    twice = keeper.post(PAGE, {**DISK, "serial_no-1": "wd-1", "model-1": "SN740", "kind-1": "punched card"})
    assert twice.status_code == 422
    assert "The serial number WD-1 is there twice." in twice.text
    assert "Choose one of the kinds of media offered." in twice.text
    assert 'value="SN740"' in twice.text
    assert keeper.post(PAGE, DISK).status_code == 302
    other = keeper.post(PAGE.replace(ASSET, "SZ-IT-0001"), DISK)
    assert "The register has WD-1 in asset SZ-IT-0006 already." in other.text


def test_media_are_for_those_who_see_the_asset_and_changed_by_asset_managers(site: Site) -> None:
    assert site.as_("jiang.tao").get(PAGE).status_code == 404
    engineer = site.as_("lin.gong")
    assert "Save</button>" not in engineer.get(PAGE).text
    assert engineer.post(PAGE, DISK).status_code == 403


def test_by_page_a_laptop_whose_certificate_bears_a_wrong_serial_number_stays(each_site: Site) -> None:
    site = each_site
    approved(site)
    security = site.as_("qin.lan")
    task = site.task_of("qin.lan")
    given = sanitized(ASSET, on=clock.now().date(), by=site.person_id("qin.lan"), verified_by=site.person_id("he.wei"))
    wrong = {**given, "media_serials": "SN-WRONG", "_upload_certificates": (io.BytesIO(photo()), "p.jpg")}
    refused = security.post(f"{task}/complete", wrong)
    assert refused.status_code == 422
    assert "The register has no medium SN-WRONG in the assets of request" in refused.text
    assert "SN-WRONG</textarea>" in refused.text
    site.complete("xu.an", **MANIFEST, _upload_manifests=(io.BytesIO(photo()), "p.jpg"))
    assert "/tasks/" not in site.as_("zhao.min").get("/inbox").text
    assert site.task_of("qin.lan") == task
    site.complete("qin.lan", **given, _upload_certificates=(io.BytesIO(photo()), "p.jpg"))
    assert "Hand out" in site.as_("zhao.min").get(site.task_of("zhao.min")).text


def test_a_certificate_may_be_a_pdf_but_a_photo_may_not(site: Site) -> None:
    approved(site)
    given = sanitized(ASSET, on=clock.now().date(), by=site.person_id("qin.lan"), verified_by=site.person_id("he.wei"))
    assert 'accept="image/*,application/pdf"' in site.as_("qin.lan").get(site.task_of("qin.lan")).text
    stored = site.as_("qin.lan")
    stored.get("/inbox")
    sent = stored.post("/files?field=certificates&papers=1", {"_upload_certificates": (io.BytesIO(PDF), "C-1.pdf")})
    assert "C-1.pdf" in sent.text
    site.complete("qin.lan", **given, _upload_certificates=(io.BytesIO(PDF), "C-1.pdf"))
    site.complete("xu.an", **MANIFEST, _upload_manifests=(io.BytesIO(PDF), "M-1.pdf"))
    keeper = site.as_("zhao.min")
    task = site.task_of("zhao.min")
    refused = keeper.post(f"{task}/complete", {"_upload_photos": (io.BytesIO(PDF), "p.pdf")})
    assert "is no picture" in refused.text


def test_a_failed_medium_keeps_the_task_which_says_what_to_do(site: Site) -> None:
    case = approved(site)
    given = sanitized(ASSET, on=clock.now().date(), by=site.person_id("qin.lan"), verified_by=site.person_id("he.wei"))
    purged = {"technique": "purge", "method": "block_erase", "confidentiality": "moderate", "verification": "failed"}
    site.complete("qin.lan", **given | purged, _upload_certificates=(io.BytesIO(photo()), "p.jpg"))
    page = site.as_("qin.lan").get(site.task_of("qin.lan")).text
    assert "Verification failed, to be destroyed: SNSZIT0006" in page
    assert 'value="苏州机房"' in page
    shown = site.as_("qin.lan").get(case).text
    assert "SNSZIT0006" in shown
    assert "verification failed" in shown
