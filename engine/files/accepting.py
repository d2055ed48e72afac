"""Accepting an upload: read within the cap, judged by content, pictures painted anew. No database."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import IO

from engine.errors import EngineError, Invalid, Problem, Sentence, say
from engine.files.pictures import repaint
from engine.files.sniffing import FileKind, is_two_things, kind_of
from engine.files.storage import FileStore

MAX_BYTES = 20 * 1024 * 1024
MAX_NAME = 120


@dataclass(frozen=True)
class AcceptedFile:
    """A file whose content lies in the store and which no row names yet."""

    sha256: str
    media_type: str
    size_bytes: int
    original_name: str
    width: int | None = None
    height: int | None = None


def accept_file(source: bytes | IO[bytes], name: str, store: FileStore) -> AcceptedFile:
    """Check and keep the content of `source`: JPEG, PNG, WebP, HEIC (kept as JPEG or PNG) or PDF, at most 20 MB.

    Takes up to a second for a large photo: call it before the transaction opens. Raises `Invalid` at `name` for
    anything else, whatever its name or header says: empty, too large, damaged, a page, an archive, two things at once.
    """
    shown = clean_name(name)
    content = _read(source, shown)
    kind = kind_of(content)
    if kind is None:
        raise _refused(shown, say("Photos (JPEG, PNG, WebP, HEIC) and PDF files are accepted; this file is neither."))
    if is_two_things(content, kind):
        raise _refused(shown, say("This file can be read as two different kinds of file; that is not accepted."))
    if kind is FileKind.PDF:
        return AcceptedFile(store.put(content), "application/pdf", len(content), shown)
    try:
        picture = repaint(content, kind)
    except EngineError as error:
        raise _refused(shown, error.sentence) from error
    return AcceptedFile(
        store.put(picture.content), picture.media_type, len(picture.content), shown, picture.width, picture.height
    )


def clean_name(name: str) -> str:
    """The last part of an uploader's file name, without what cannot be shown, at most 120 characters."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(character for character in last if unicodedata.category(character)[0] != "C").strip(" .")
    return shown[-MAX_NAME:] or "file"


def _read(source: bytes | IO[bytes], shown: str) -> bytes:
    content = source if isinstance(source, bytes) else _read_capped(source)
    if not content:
        raise _refused(shown, say("The file is empty."))
    if len(content) > MAX_BYTES:
        raise _refused(shown, say("The file is larger than %(limit)s MB.", limit=MAX_BYTES // (1024 * 1024)))
    return content


def _read_capped(source: IO[bytes]) -> bytes:
    """At most one byte more than allowed; a raw stream may give less than it is asked for."""
    parts: list[bytes] = []
    left = MAX_BYTES + 1
    while left and (part := source.read(left)):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _refused(name: str, sentence: Sentence) -> Invalid:
    return Invalid([Problem(name, say("“%(name)s”: %(reason)s", name=name, reason=sentence), "file")])
