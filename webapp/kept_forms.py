"""A form that came too late, or with an old token: what was typed goes along on the next page, and back into the form.

With scripts the browser keeps the words itself; this is for browsers without, which say so by `_no_script`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import current_app, request

from webapp.auth.safe_next import safe_next

View = TypeVar("View", bound=Callable[..., Any])

LONGEST = 100_000
AGAIN = "_again"
_OWN = {"csrf_token", "revision", "decision", "_no_script", AGAIN}


@dataclass(frozen=True)
class KeptForm:
    """The address a form was sent to, and its texts as pairs of name and value; files cannot be kept."""

    action: str
    fields: tuple[tuple[str, str], ...]

    def as_text(self) -> str:
        return json.dumps([self.action, self.fields], ensure_ascii=False)


def keeps_form(view: View) -> View:
    """Mark a view that shows its form again, filled in, where `is_asked_again()`."""
    view.keeps_form = True  # type: ignore[attr-defined]
    return view


def is_asked_again() -> bool:
    """Whether the form is only to be shown again with what was sent."""
    return AGAIN in request.form


def kept_form() -> KeptForm | None:
    """The form of this request if it can be shown again. One that another site has sent is not kept."""
    view = current_app.view_functions.get(request.endpoint or "")
    if not getattr(view, "keeps_form", False) or "_no_script" not in request.form or not _is_from_here():
        return None
    fields = tuple((name, text) for name, text in request.form.items(multi=True) if name not in _OWN)
    return KeptForm(request.path, fields) if sum(len(text) for _, text in fields) <= LONGEST else None


def read_kept_form(text: str) -> KeptForm | None:
    """The inverse of `KeptForm.as_text`, as the sign-in page sent it along."""
    try:
        action, fields = json.loads(text)
        kept = KeptForm(str(action), tuple((str(name), str(value)) for name, value in fields))
    except (ValueError, TypeError):
        return None
    return kept if safe_next(kept.action) == kept.action else None


def _is_from_here() -> bool:
    sender = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(sender).netloc == request.host
