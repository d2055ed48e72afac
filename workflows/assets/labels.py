"""QR labels of assets and locations (domain.md E2): `<public url>/a/<asset number>?k=<key>`, `…/l/<location code>`."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import segno

KEY_LENGTH = 8
QUIET_ZONE = 10  # modules on each side of a Code 128
_GROUP = "\x1d"
_GIAI = re.compile(rf"(?:\(8004\)|(?:^\][A-Za-z]\d|{_GROUP})8004)([^{_GROUP}(]{{1,30}})")


@dataclass(frozen=True)
class Label:
    """What a scanned text names: an asset number or location code, and the key that came with it, if any."""

    code: str
    key: str | None = None


def label_key(code: str, secret: str) -> str:
    """The key that proves that a label was printed here: HMAC-SHA256 of the code in base32, the first 8 characters."""
    digest = hmac.new(secret.encode(), code.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode()[:KEY_LENGTH]


def key_fits(label: Label, secret: str) -> bool:
    """Whether the label carries the key of its own code."""
    return hmac.compare_digest((label.key or "").upper().encode(), label_key(label.code, secret).encode())


def asset_url(asset_no: str, *, public_url: str, secret: str) -> str:
    """The content of an asset's QR label."""
    return f"{public_url.rstrip('/')}/a/{quote(asset_no, safe='')}?k={label_key(asset_no, secret)}"


def location_url(code: str, *, public_url: str) -> str:
    """The content of a location's QR label."""
    return f"{public_url.rstrip('/')}/l/{quote(code, safe='')}"


def read_label(text: str) -> Label:
    """Read what a scanner or a person entered for an asset: a label's URL of any host, or the plain asset number."""
    return _read(text, "a")


def read_location_label(text: str) -> Label:
    """Read what a scanner or a person entered for a location: a label's URL of any host, or the plain code."""
    return _read(text, "l")


def printable(text: str) -> str:
    """The text without spaces around it and without control characters: scanners send some, PostgreSQL refuses NUL."""
    return "".join(sign for sign in text if sign.isprintable()).strip()


def qr_svg(text: str, *, scale: int = 4, is_scalable: bool = False) -> str:
    """The QR code of `text` as an inline SVG element, error correction M, with its quiet zone; `is_scalable`: it takes
    the size that the page gives it."""
    out = io.BytesIO()
    _qr_code(text).save(
        out, kind="svg", scale=1 if is_scalable else scale, omitsize=is_scalable, xmldecl=False, svgns=True, nl=False
    )
    return out.getvalue().decode()


def qr_modules(text: str) -> int:
    """How many modules a side of the QR code of `text` has, with its quiet zone of four on each side."""
    return int(_qr_code(text).symbol_size()[0])


@lru_cache(maxsize=1)  # measured and drawn one after the other
def _qr_code(text: str) -> Any:
    return segno.make(text, error="m", micro=False)


def code128_modules(text: str) -> str:
    """The modules of the Code 128 of `text`, 1 for a bar and 0 for a space, with its quiet zones of ten; empty for what
    the symbology cannot hold, as Chinese."""
    from barcode import Code128  # type: ignore[import-untyped]

    if not text or not text.isascii() or not text.isprintable():
        return ""
    quiet = "0" * QUIET_ZONE
    return quiet + str(Code128(text).build()[0]) + quiet


def bars_svg(modules: str) -> str:
    """The modules as an inline SVG element without words, which takes the size that the page gives it."""
    bars = "".join(f"M{found.start()} 0h{len(found[0])}v1h-{len(found[0])}z" for found in re.finditer("1+", modules))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(modules)} 1" preserveAspectRatio="none" '
        f'shape-rendering="crispEdges"><path d="{bars}"/></svg>'
    )


def ean13_check_digit(digits: str) -> str:
    """The last digit of an EAN-13 whose first twelve are `digits` (GS1: odd places once, even places three times)."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits[:12]))
    return str((10 - total % 10) % 10)


def is_mistyped_ean13(text: str) -> bool:
    """Whether the text looks like an EAN-13 and its check digit is wrong."""
    is_ean = len(text) == 13 and text.isascii() and text.isdecimal()
    return is_ean and ean13_check_digit(text) != text[12]


def _without_gs1(text: str) -> str:
    """The asset number in a GS1 element string: AI 8004 (GIAI), in brackets or after a scanner's symbology mark."""
    if found := _GIAI.search(text):
        return found[1]
    return text


def _read(text: str, room: str) -> Label:
    # keyboards and some scanners set to Chinese send full-width letters and digits
    text = printable(_without_gs1(unicodedata.normalize("NFKC", text)))
    if "://" not in text:
        return Label(text)
    try:
        url = urlsplit(text)
    except ValueError:
        return Label(text)
    before, _, code = url.path.rstrip("/").rpartition("/")
    if not code or before.rpartition("/")[2] != room:
        return Label(text)
    return Label(printable(unquote(code)), next(iter(parse_qs(url.query).get("k", [])), None))
