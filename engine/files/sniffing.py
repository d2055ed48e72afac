"""What a file is, by its content: the kinds that are accepted, and files that are two things at once."""

from __future__ import annotations

from enum import StrEnum

HEAD_BYTES = 1024
TAIL_BYTES = 66_000
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1"})
_MARKUP = (b"<html", b"<script", b"<!doctype", b"<svg", b"<?php")
_ZIP_END, _ZIP_END_LENGTH = b"PK\x05\x06", 22


class FileKind(StrEnum):
    """The kinds accepted; the value of a picture's kind is Pillow's name of its format."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    HEIF = "HEIF"
    PDF = "PDF"


def kind_of(content: bytes) -> FileKind | None:
    """The kind of `content` by its first bytes, None for anything else."""
    if content.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return FileKind.WEBP
    if content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS:
        return FileKind.HEIF
    return FileKind.PDF if content.startswith(b"%PDF-") else None


def is_two_things(content: bytes, kind: FileKind) -> bool:
    """Whether another program would read `content` as a page, an archive or a PDF."""
    head, tail = content[:HEAD_BYTES].lower(), content[-TAIL_BYTES:]
    if any(mark in head for mark in _MARKUP) or _ends_as_zip(tail):
        return True
    if kind is FileKind.PDF:
        return not _ends_as_pdf(content)
    # PDF readers look for their header within the first 1024 bytes.
    return b"%pdf-" in head or any(mark in tail.lower() for mark in _MARKUP)


def _ends_as_zip(tail: bytes) -> bool:
    """A zip's last record says how long the comment after it is, so that it ends exactly where the file does."""
    at = tail.rfind(_ZIP_END)
    if at < 0 or len(tail) - at < _ZIP_END_LENGTH:
        return False
    comment_length = int.from_bytes(tail[at + 20 : at + 22], "little")
    return at + _ZIP_END_LENGTH + comment_length == len(tail)


def _ends_as_pdf(content: bytes) -> bool:
    end = content.rstrip(b"\x00\r\n\t ")
    return end.endswith(b"%%EOF")
