"""QR labels (domain.md E2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from workflows.assets.labels import (
    Label,
    asset_url,
    bars_svg,
    code128_modules,
    ean13_check_digit,
    is_mistyped_ean13,
    key_fits,
    label_key,
    location_url,
    qr_svg,
    read_label,
    read_location_label,
)

SECRET = "a secret of the test"
HOST = "https://assets.example"


def test_a_printed_label_reads_back_with_a_key_that_fits() -> None:
    label = read_label(asset_url("SZ-IT-0001", public_url=HOST, secret=SECRET))
    assert label.code == "SZ-IT-0001"
    assert key_fits(label, SECRET)


def test_the_key_is_eight_letters_and_digits() -> None:
    key = label_key("SZ-IT-0001", SECRET)
    assert len(key) == 8
    assert key.isalnum()


def test_a_key_of_another_asset_or_another_secret_does_not_fit() -> None:
    assert not key_fits(Label("SZ-IT-0001", label_key("SZ-IT-0002", SECRET)), SECRET)
    assert not key_fits(Label("SZ-IT-0001", label_key("SZ-IT-0001", "another")), SECRET)
    assert not key_fits(Label("SZ-IT-0001"), SECRET)


@pytest.mark.parametrize(
    ("scanned", "code"),
    [
        ("SZ-IT-0001", "SZ-IT-0001"),
        ("  SZ-IT-0001\n", "SZ-IT-0001"),
        ("ＳＺ－ＩＴ－０００１", "SZ-IT-0001"),
        ("http://10.0.0.8:8000/a/SZ-IT-0001", "SZ-IT-0001"),
        ("https://old-host.example/zhangshi/a/SZ-IT-0001/?k=ABCDEFGH", "SZ-IT-0001"),
        ("https://h.example/a/%E8%B5%84%E4%BA%A7%2F1?k=ABCDEFGH", "资产/1"),
        ("https://elsewhere.example/shop", "https://elsewhere.example/shop"),
        ("http://[broken/a/1", "http://[broken/a/1"),
        ("", ""),
    ],
)
def test_labels_of_any_host_and_plain_numbers_are_read(scanned: str, code: str) -> None:
    assert read_label(scanned).code == code


def test_a_location_label_is_no_asset_label() -> None:
    url = location_url("Q-SZ-01", public_url=HOST)
    assert read_location_label(url).code == "Q-SZ-01"
    assert read_label(url).code != "Q-SZ-01"


@given(st.text(max_size=200))
def test_no_scanned_text_breaks_the_reader(text: str) -> None:
    assert isinstance(read_label(text).code, str)


@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=40))
def test_every_asset_number_survives_its_label(asset_no: str) -> None:
    label = read_label(asset_url(asset_no, public_url=HOST, secret=SECRET))
    assert key_fits(Label(label.code, label_key(label.code, SECRET)), SECRET)


def test_the_qr_code_is_one_svg_element() -> None:
    root = etree.fromstring(qr_svg("https://assets.example/a/1?k=ABCDEFGH").encode())
    assert etree.QName(root).localname == "svg"


@pytest.mark.parametrize(("digits", "check"), [("690123456789", "2"), ("400638133393", "1")])
def test_the_check_digit_of_an_ean_13_is_gs1s(digits: str, check: str) -> None:
    assert ean13_check_digit(digits) == check
    assert is_mistyped_ean13(f"{digits}{(int(check) + 1) % 10}")


@pytest.mark.parametrize(
    "text", ["(8004)ZC-001", "]C18004ZC-001", "\x1d8004ZC-001\x1d21XX", "(01)06901234567892(8004)ZC-001"]
)
def test_a_gs1_string_names_its_asset(text: str) -> None:
    assert read_label(text).code == "ZC-001"


def test_an_asset_number_that_begins_like_gs1_stays_itself() -> None:
    assert read_label("8004-17").code == "8004-17"


def test_code_128_is_drawn_for_what_it_can_hold() -> None:
    modules = code128_modules("ZC-001")
    assert bars_svg(modules).startswith("<svg")
    assert modules.startswith("0" * 10 + "11010010000")
    assert code128_modules("资产一") == code128_modules("") == ""
