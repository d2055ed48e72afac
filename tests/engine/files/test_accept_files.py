from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pillow_heif
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from engine.errors import EngineError, Invalid
from engine.files import accepting, pictures
from engine.files.accepting import AcceptedFile, accept_file, clean_name
from engine.files.sniffing import FileKind, kind_of
from engine.files.storage import FileStore
from tests.engine.files.examples import PDF, encoded, opened, phone_photo, picture


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path)


def content(store: FileStore, accepted: AcceptedFile) -> bytes:
    return store.path(accepted.sha256).read_bytes()


def is_red(pixel: object) -> bool:
    assert isinstance(pixel, tuple)
    return bool(pixel[0] > 200 and pixel[2] < 60)


def refused(store: FileStore, data: bytes, name: str = "photo.jpg") -> str:
    with pytest.raises(Invalid) as caught:
        accept_file(data, name, store)
    assert not any(path.is_file() for path in store.root.rglob("*"))
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/jpeg"),
        (picture("WEBP"), "image/jpeg"),
        (picture("PNG", mode="RGBA"), "image/jpeg"),
        (encoded(Image.new("RGBA", (9, 9), (255, 0, 0, 90)), "PNG"), "image/png"),
        (encoded(Image.new("CMYK", (9, 9)), "JPEG"), "image/jpeg"),
        (encoded(Image.new("L", (9, 9)), "PNG"), "image/jpeg"),
        (encoded(Image.new("P", (9, 9)), "PNG", transparency=0), "image/png"),
        (PDF, "application/pdf"),
    ],
)
def test_photos_and_pdfs_are_accepted_by_their_content(store: FileStore, data: bytes, media_type: str) -> None:
    accepted = accept_file(data, "anything.xyz", store)
    assert accepted.media_type == media_type
    assert accepted.size_bytes == len(content(store, accepted))


def test_a_heic_photo_is_kept_as_jpeg(store: FileStore) -> None:
    pillow_heif.register_heif_opener()
    accepted = accept_file(picture("HEIF"), "IMG_0001.HEIC", store)
    assert (accepted.media_type, accepted.width, accepted.height) == ("image/jpeg", 60, 40)


def test_a_photo_is_turned_upright_and_loses_its_position(store: FileStore) -> None:
    photo = phone_photo()
    assert b"PhoneMaker" in photo
    accepted = accept_file(photo, "photo.jpg", store)
    kept = content(store, accepted)
    assert (accepted.width, accepted.height) == (40, 60)
    assert is_red(opened(kept).getpixel((20, 5)))
    assert not opened(kept).getexif()
    assert b"PhoneMaker" not in kept
    assert b"Exif" not in kept


@pytest.mark.parametrize("image_format", ["PNG", "WEBP"])
def test_other_formats_lose_their_metadata_too(store: FileStore, image_format: str) -> None:
    kept = content(store, accept_file(phone_photo(image_format=image_format), "photo", store))
    assert opened(kept).size == (40, 60)
    assert b"PhoneMaker" not in kept


def test_comments_and_colour_profiles_are_not_kept(store: FileStore) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    kept = content(store, accept_file(picture(comment=b"secret note", icc_profile=profile), "a.jpg", store))
    assert b"secret note" not in kept
    assert "icc_profile" not in opened(kept).info


def test_a_broken_colour_profile_costs_no_photo(store: FileStore) -> None:
    assert accept_file(picture(icc_profile=b"broken" * 30), "a.jpg", store).width == 60


def test_a_large_photo_is_made_smaller(store: FileStore) -> None:
    accepted = accept_file(picture(size=(6000, 300)), "wide.jpg", store)
    assert (accepted.width, accepted.height) == (4096, 205)


def test_the_same_photo_is_kept_once(store: FileStore) -> None:
    assert accept_file(picture(), "a.jpg", store).sha256 == accept_file(picture(), "b.jpg", store).sha256
    assert sum(path.is_file() for path in store.root.rglob("*")) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"<!doctype html><script>alert(1)</script>", "neither"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "neither"),
        (b"MZ\x90\x00", "neither"),
        (b"GIF89a" + b"\x00" * 40, "neither"),
        (b"\x00\x00\x00\x1cftypavif" + b"\x00" * 40, "neither"),
        (picture()[:400], "damaged"),
        (picture("PNG")[:60], "damaged"),
        (b"\xff\xd8\xff" + b"junk" * 50, "damaged"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 junk", "damaged"),
        (b"\x00\x00\x00\x1cftypheic" + b"\x00" * 40, "damaged"),
        (b"%PDF-1.7 without an end", "two different"),
        (b"%PDF-1.7\n<html><script>alert(1)</script>\n%%EOF", "two different"),
        (PDF + b"trailing page", "two different"),
        (picture() + b"<html><script>alert(1)</script>", "two different"),
        (picture(comment=b"%PDF-1.4"), "two different"),
    ],
)
def test_what_is_broken_or_disguised_is_refused_with_a_sentence(store: FileStore, data: bytes, said: str) -> None:
    assert said in refused(store, data)


@pytest.mark.parametrize("front", [picture(), PDF[:-1]])
def test_a_photo_or_pdf_that_is_an_archive_too_is_refused(store: FileStore, front: bytes) -> None:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as writer:
        writer.writestr("evil.js", "alert(1)")
        writer.comment = b"%%EOF"
    assert "two different" in refused(store, front + archive.getvalue())


def test_a_file_over_the_cap_is_not_read_to_its_end(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accepting, "MAX_BYTES", 1000)
    stream = BytesIO(b"\xff\xd8\xff" + b"\x00" * 5000)
    with pytest.raises(Invalid, match="larger than"):
        accept_file(stream, "a.jpg", store)
    assert stream.tell() == 1001


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded(
    store: FileStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "MAX_PIXELS", 1000)
    assert "million pixels" in refused(store, picture("PNG"))


def test_a_decompression_bomb_is_refused(store: FileStore) -> None:
    bomb = encoded(Image.new("1", (20_000, 20_000)), "PNG")
    assert len(bomb) < 200_000
    assert "million pixels" in refused(store, bomb)


def test_a_problem_stands_at_the_name_of_the_file(store: FileStore) -> None:
    with pytest.raises(Invalid) as caught:
        accept_file(b"", "C:\\photos\\泵.jpg", store)
    assert caught.value.problems[0].where == "泵.jpg"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\泵 1.jpg", "泵 1.jpg"),
        ("a\r\nSet-Cookie: x.jpg", "aSet-Cookie: x.jpg"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("", "file"),
        ("..", "file"),
        ("x" * 300 + ".jpg", "x" * 116 + ".jpg"),
    ],
)
def test_a_name_keeps_only_its_last_part_and_what_can_be_shown(name: str, shown: str) -> None:
    assert clean_name(name) == shown


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.data())
def test_any_damage_ends_in_a_clean_picture_or_a_refusal(image_format: str, data: st.DataObject) -> None:
    damaged = bytearray(picture(image_format, (16, 16)))
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    kind = kind_of(bytes(damaged))
    if kind is None or kind is FileKind.PDF:
        return
    try:
        kept = pictures.repaint(bytes(damaged), kind)
    except EngineError:
        return
    assert opened(kept.content).size == (kept.width, kept.height)
