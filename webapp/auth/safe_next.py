"""Where to go after signing in: only ever to a page of this house."""

from __future__ import annotations

from urllib.parse import urlsplit


def safe_next(address: str | None) -> str:
    """`address` if it is a path on this site, else the start page. Browsers read a backslash as a slash."""
    if not address or not address.startswith("/") or address.startswith("//") or "\\" in address:
        return "/"
    if any(ord(character) < 32 for character in address):
        return "/"
    parts = urlsplit(address)
    return address if not parts.scheme and not parts.netloc else "/"
