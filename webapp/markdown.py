"""Markdown in the texts of forms: shown as HTML that can hold nothing but text, lists and links."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markupsafe import Markup

_reader = MarkdownIt("commonmark", {"html": False}).disable("image")


def to_html(text: str) -> Markup:
    """Safe HTML: tags in `text` are shown as text, and links lead only to pages and mail addresses."""
    return Markup(_reader.render(text))  # noqa: S704  # the reader escapes everything it does not make itself
