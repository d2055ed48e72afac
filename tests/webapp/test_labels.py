"""Labels can be read back from what comes out of the printer."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image

from engine.people.models import OrgUnit
from tests.webapp.demo import Site
from webapp.labels.pdf import set_labels
from webapp.labels.sheets import (
    BARS_HEIGHT,
    GAP,
    PAPERS,
    SMALLEST_BAR,
    SMALLEST_QR_MODULE,
    Paper,
    PrintedLabel,
    measure,
    sheets,
)
from workflows.assets.labels import asset_url, key_fits, read_label
from workflows.assets.models import Asset

SECRET, HOST = "a secret of the test", "https://assets.zhangshi-customer.example.com"
LONG = "带冗余电源的机架式双路数据库服务器（上海机房三层东侧，含扩展柜）"


def label(asset_no: str, paper: Paper, name: str = LONG) -> PrintedLabel:
    unit = OrgUnit(name="信息技术部", name_en="Information technology")
    return PrintedLabel.of(Asset(asset_no=asset_no, name=name), unit, paper, HOST, SECRET)


def codes_in(labels: list[PrintedLabel], paper: Paper, *, skip: int = 0) -> list[zxingcpp.Barcode]:
    """What a scanner reads from the sheet as a label printer of 203 dots an inch puts it on paper."""
    picture = Image.open(io.BytesIO(set_labels(labels, paper, skip=skip, image_format="png")))
    assert picture.size == (round(paper.width / 25.4 * 203), round(paper.height / 25.4 * 203))
    return list(zxingcpp.read_barcodes(picture.convert("L")))


@pytest.mark.parametrize("code", PAPERS)
def test_every_code_on_a_sheet_reads_back_at_label_printers_resolution(code: str) -> None:
    paper = PAPERS[code]
    numbers = [f"SZ-IT-{number:04}" for number in range(paper.per_sheet)]
    found = codes_in([label(number, paper) for number in numbers], paper)
    squares = [one.text for one in found if one.format == zxingcpp.BarcodeFormat.QRCode]
    bars = [one.text for one in found if one.format == zxingcpp.BarcodeFormat.Code128]
    assert sorted(read_label(text).code for text in squares) == numbers
    assert all(key_fits(read_label(text), SECRET) for text in squares)
    assert sorted(bars) == numbers


def test_a_number_that_needs_more_room_goes_without_bars_and_is_still_read() -> None:
    paper = PAPERS["roll-50x30"]
    number = "固定资产-二〇二六-000123"
    printed = label(number, paper)
    assert printed.bars_width == 0
    (found,) = codes_in([printed], paper)
    assert found.text == asset_url(number, public_url=HOST, secret=SECRET)


@pytest.mark.parametrize("code", PAPERS)
@pytest.mark.parametrize("qr_count", [33, 41, 53, 69])
@pytest.mark.parametrize("bar_count", [0, 150, 220, 400])
def test_codes_are_never_finer_than_scanners_read_nor_larger_than_the_label(
    code: str, qr_count: int, bar_count: int
) -> None:
    paper = PAPERS[code]
    side, bars = measure(paper, qr_count, bar_count)
    width, height = paper.room
    assert side / qr_count >= SMALLEST_QR_MODULE - 0.001
    assert not bars or bars / bar_count >= SMALLEST_BAR - 0.001
    assert max(side, bars) <= width
    assert side + (BARS_HEIGHT + GAP if bars else 0) <= height + 0.01


def test_places_used_already_stay_free_and_the_rest_goes_to_the_next_sheet() -> None:
    paper = PAPERS["a4-3x8"]
    labels = [label(str(number), paper) for number in range(25)]
    first, second = sheets(labels, paper, 3)
    assert first[:4] == [None, None, None, labels[0]]
    assert (len(first), len(second)) == (24, 4)


def test_the_page_and_the_pdf_hold_what_the_register_shows(site: Site) -> None:
    browser = site.as_("zhao.min")
    address = "search=SZ-IT-000&paper=a4-4x10&skip=3"
    page = browser.get(f"/assets/labels?{address}").text
    assert page.count('class="number"') == 9
    assert page.count('class="label"') == 12
    assert "size: 210mm 297mm" in page
    pdf = browser.get(f"/assets/labels.pdf?{address}")
    assert pdf.mimetype == "application/pdf"
    assert pdf.data.startswith(b"%PDF")
