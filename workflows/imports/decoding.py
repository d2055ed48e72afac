"""From the bytes of a text file to its text: UTF-8, UTF-16, GBK or GB18030, whichever it is."""

from __future__ import annotations

from engine.errors import Invalid, Problem, say

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode_text(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding. GBK is a part of GB18030 and read as such.

    Refused: a file that is no text in any encoding that can be told.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding), encoding
    if b"\0" in content:
        raise _no_text()
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    return _guessed(content)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _no_text() from error


def _guessed(content: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    best = from_bytes(content).best()
    if best is None:
        raise _no_text()
    return str(best), best.encoding


def _no_text() -> Invalid:
    return Invalid([Problem("file", say("This file is neither a table of Excel nor a text that can be read."), "file")])
