"""Uploads and how they are served."""

from __future__ import annotations

import io
import re

from engine.types import new_id
from tests.webapp.conftest import Browser
from tests.webapp.demo import ASSET, Site, photo


def _upload(browser: Browser, content: bytes, name: str = "photo.jpg") -> str:
    sent = {"_upload_photos": (io.BytesIO(content), name)}
    response = browser.post("/files?field=photos", sent, headers={"HX-Request": "true"})
    assert response.status_code in (200, 422), response.status
    found = re.search(r'href="(/files/[0-9a-f-]+)"', response.text)
    return found[1] if found else response.text


def test_an_uploaded_photo_is_served_sealed(site: Site) -> None:
    browser = site.as_("lin.gong")
    response = browser.get(_upload(browser, photo()))
    assert response.content_type == "image/jpeg"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    response.close()


def test_a_photo_of_nobodys_case_is_its_uploaders_alone(site: Site) -> None:
    path = _upload(site.as_("lin.gong"), photo())
    assert site.as_("zhao.min").get(path).status_code == 404


def test_a_photo_of_a_case_is_for_those_who_see_the_case(each_site: Site) -> None:
    found = re.search(r'href="(/files/[0-9a-f-]+)"', each_site.as_("zhao.min").get(each_site.mark()).text)
    assert found
    for login, status in (("zhao.min", 200), ("shen.yu", 404)):
        response = each_site.as_(login).get(found[1])
        assert response.status_code == status
        response.close()


def test_a_page_disguised_as_a_picture_is_refused_with_a_sentence(site: Site) -> None:
    answer = _upload(site.as_("lin.gong"), b"<html><script>alert(1)</script></html>")
    assert "this file is neither" in answer


def test_a_refusal_is_said_at_the_input_which_is_empty_again(site: Site) -> None:
    browser = site.as_("lin.gong")
    sent = {"_upload_photos": [(io.BytesIO(b"GIF89a"), "one.gif"), (io.BytesIO(photo()), "two.jpg")]}
    response = browser.post("/files?field=photos&label=Photos", sent, headers={"HX-Request": "true"})
    assert response.status_code == 422
    assert response.headers["HX-Retarget"] == "#refusal-photos"
    assert re.search(r'id="field-photos"[^>]*aria-label="Photos"[^>]*hx-swap-oob="true"', response.text)
    taken = browser.post("/files?field=photos", {"_upload_photos": (io.BytesIO(photo()), "two.jpg")}).text
    assert '<div id="refusal-photos" role="alert" hx-swap-oob="true"></div>' in taken


def test_a_file_too_large_is_said_at_the_input(site: Site) -> None:
    browser = site.as_("lin.gong")
    site.app.config["MAX_CONTENT_LENGTH"] = 1000  # a test client's own copy of 25 MB would stay open
    sent = {"_upload_photos": (io.BytesIO(b"x" * 2000), "huge.jpg")}
    response = browser.post("/files?field=photos", sent, headers={"HX-Request": "true"})
    assert (response.status_code, response.headers.get("HX-Retarget")) == (413, "#refusal-photos")
    assert "larger than 25 MB" in response.text


def test_without_scripts_the_refusal_stands_at_the_field_of_the_form(site: Site) -> None:
    sent = {"reason": "burnt out", "verdict": "irreparable", "_upload_photos": (io.BytesIO(b"GIF89a"), "one.gif")}
    response = site.as_("lin.gong").post(f"/a/{ASSET}/mark", sent)
    assert response.status_code == 422
    assert re.search(r'invalid-feedback d-block">“one.gif”', response.text)


def test_the_file_that_is_refused_among_several_is_named(site: Site) -> None:
    answer = _upload(site.as_("lin.gong"), b"GIF89a", "screen <1>.gif")
    assert "“screen &lt;1&gt;.gif”" in answer


def test_a_paper_is_no_photo(site: Site) -> None:
    assert "“offer.pdf” is no picture" in _upload(site.as_("lin.gong"), b"%PDF-1.4\n%%EOF", "offer.pdf")


def test_no_photo_beyond_the_twentieth_is_dropped_without_a_word(site: Site) -> None:
    browser = site.as_("lin.gong")
    response = browser.post(f"/a/{ASSET}/mark", {"reason": "x", "photos": [str(new_id()) for _ in range(21)]})
    assert response.status_code == 422
    assert "At most 20 photos" in response.text
