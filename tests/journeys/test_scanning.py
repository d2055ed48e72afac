"""The phone's camera sees a label: a picture of one stands before Chromium's camera."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import ARGUMENTS, CHROMIUM, SIZES, Site
from tests.workflows.company import find_company
from tests.workflows.disposal.walk import start
from webapp import frontend_files

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("db", ["sqlite"], indirect=True),
    pytest.mark.skipif(not frontend_files.is_built(), reason="the web bundle is not built"),
]

ASSET = "SZ-IT-0006"
WIDTH, HEIGHT = 640, 480


@pytest.fixture
def phone(site: Site, chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """Zhao Min's phone, whose camera sees the label of an asset."""
    film = tmp_path / "label.y4m"
    film.write_bytes(film_of(site.label(ASSET)))
    camera = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
    browser = chromium.browser_type.launch(
        executable_path=CHROMIUM, args=[*ARGUMENTS, *camera, f"--use-file-for-fake-video-capture={film}"]
    )
    width, height = SIZES["phone"]
    page = browser.new_page(viewport={"width": width, "height": height}, locale="en-GB")
    page.set_default_timeout(15_000)
    page.goto(f"{site.url}/sign-in")
    page.click("button[data-login='zhao.min']")
    yield page
    browser.close()


def film_of(text: str) -> bytes:
    """One frame of YUV4MPEG2 with the QR code of `text` in the middle."""
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="png", scale=8)
    frame = Image.new("L", (WIDTH, HEIGHT), 235)
    code = Image.open(out).convert("L")
    frame.paste(code, ((WIDTH - code.width) // 2, (HEIGHT - code.height) // 2))
    colours = bytes([128]) * (WIDTH * HEIGHT // 2)
    return f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\nFRAME\n".encode() + frame.tobytes() + colours


def test_the_camera_opens_the_asset_whose_label_it_sees(site: Site, phone: Page) -> None:
    phone.goto(f"{site.url}/scan")
    phone.get_by_role("button", name="Scan with the camera").click()
    phone.wait_for_url(f"**/a/{ASSET}?k=*")


def test_the_camera_fills_a_list_that_outlives_a_reload_and_is_carried_out_once(site: Site, phone: Page) -> None:
    phone.goto(f"{site.url}/scan?mode=many")
    phone.get_by_role("button", name="Scan with the camera").first.click()
    rows = phone.locator("[data-scan-list] > li")
    expect(rows).to_have_count(1)
    phone.get_by_role("button", name="Close").click()
    phone.fill("#label", "SZ-IT-0007")
    phone.press("#label", "Enter")
    phone.fill("#label", "XX-1")
    phone.press("#label", "Enter")
    expect(phone.locator("[data-scan-said]")).to_contain_text("XX-1")
    expect(rows).to_have_count(2)
    phone.reload()
    expect(rows).to_have_count(2)
    phone.get_by_role("button", name="Take the last one back").click()
    expect(rows).to_have_count(1)
    phone.get_by_role("button", name="I see them here").click()
    expect(phone.locator(".alert-success")).to_contain_text("Seen: 1")
    expect(rows).to_have_count(0)


def test_keys_that_come_as_fast_as_a_scanners_need_no_field(site: Site, phone: Page) -> None:
    phone.goto(f"{site.url}/scan")
    phone.evaluate("document.activeElement.blur()")
    press = (
        "keys => keys.forEach(key => document.body.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true})))"
    )
    phone.evaluate(press, [*ASSET, "Enter"])
    phone.wait_for_url(f"**/a/{ASSET}*")


def test_a_scanner_types_the_labels_of_a_case_one_after_the_other(site: Site, phone: Page) -> None:
    start(find_company(site.db), ASSET, "SZ-IT-0007")
    phone.goto(f"{site.url}/inbox")
    phone.get_by_role("link", name="Collect").first.click()
    labels = phone.locator("[name=scanned_label]")
    labels.focus()
    for number in (ASSET, "SZ-IT-0007"):
        phone.keyboard.type(number)
        phone.keyboard.press("Enter")
    expect(labels).to_have_value(f"{ASSET} SZ-IT-0007")
    expect(phone.locator("[name=given_by]")).to_be_focused()
