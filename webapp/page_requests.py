"""How a request came: from htmx or from a plain page, and from which page."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request


def is_htmx() -> bool:
    """Whether htmx asks, and wants a fragment."""
    return request.headers.get("HX-Request") == "true"


def path_of_page() -> str:
    """The path of the page the person looks at: for htmx the page around the fragment, after a POST the form's page."""
    shown = request.headers.get("HX-Current-URL") or (request.referrer if request.method == "POST" else "") or ""
    parts = urlsplit(shown)
    if parts.netloc == request.host:
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return request.full_path.rstrip("?") if request.method == "GET" else "/"


def whole_number(text: str) -> int | None:
    """The number in an entry of at most nine digits; None for anything else."""
    return int(text) if text.isdecimal() and len(text) <= 9 else None
