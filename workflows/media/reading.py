"""Media as registers have them in one cell: `S4EVNX0R ssd 512GB; WD-WX11 机械硬盘 2TB`."""

from __future__ import annotations

import re

from workflows.media.names import read_kind
from workflows.media.operations import MAX_MEDIA, MAX_SERIAL, MediumEntry

_BETWEEN = re.compile(r"[;；、，,|\n]+")
_CAPACITY = re.compile(r"\d+(\.\d+)?(mb|gb|tb|m|g|t)", re.IGNORECASE)


def read_media_cell(text: str) -> tuple[MediumEntry, ...]:
    """Serial numbers with signs between, each with its kind and capacity after blanks where they are known.

    `ValueError` for a serial number that is too long or named twice, too many, or a word that is none of these.
    """
    entries = tuple(_read(part.split()) for part in _BETWEEN.split(text) if part.strip())
    if len({entry.serial_no.upper() for entry in entries}) < len(entries) or len(entries) > MAX_MEDIA:
        raise ValueError(text)
    return entries


def _read(words: list[str]) -> MediumEntry:
    serial_no, kind, capacity = words[0], None, ""
    if len(serial_no) > MAX_SERIAL:
        raise ValueError(serial_no)
    for word in words[1:]:
        if _CAPACITY.fullmatch(word):
            capacity = word
        elif (found := read_kind(word)) is not None:
            kind = found.value
        else:
            raise ValueError(word)
    return MediumEntry(serial_no, kind, capacity=capacity)
