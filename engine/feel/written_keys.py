"""The keys of contexts that a text writes, found without parsing it: other texts may name them after a point."""

from __future__ import annotations

from collections.abc import Iterator

from engine.feel.errors import FeelError
from engine.feel.known_names import MAX_WORDS
from engine.feel.lexer import NAME, NUMBER, STRING, Token, tokens, unescaped
from engine.feel.reader import SIGNS_IN_NAMES


def written_keys(text: str) -> Iterator[str]:
    """What stands after `{` or a comma and before a colon: every key of a context, and now and then another name.

    A text that is no FEEL has none.
    """
    try:
        found = tokens(text)
    except FeelError:
        return
    key: list[Token] | None = None
    for token in found:
        if token.text in ("{", ","):
            key = []
        elif token.text == ":" and key:
            yield _spelled(text, key)
            key = None
        elif key is not None:
            key = [*key, token] if len(key) < MAX_WORDS and _belongs(token, is_first=not key) else None


def _belongs(token: Token, *, is_first: bool) -> bool:
    if is_first:
        return token.kind in (NAME, STRING)
    return token.kind in (NAME, NUMBER) or token.text in SIGNS_IN_NAMES


def _spelled(text: str, key: list[Token]) -> str:
    if key[0].kind == STRING:
        return unescaped(key[0].text)
    return " ".join(text[key[0].start : key[-1].end].split())
