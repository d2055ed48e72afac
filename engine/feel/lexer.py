"""Text to tokens (DMN 1.5, 10.3.1.2 grammar rules 27-37 and 63-65)."""

from __future__ import annotations

import re
from typing import NamedTuple

from engine.errors import Sentence, say
from engine.feel.errors import FeelError
from engine.feel.syntax import Node

MAX_LENGTH = 50_000
NAME, NUMBER, STRING, AT, SIGN, END = "name", "number", "string", "at", "sign", "end"

_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_PART = _START + "?0-9\u00b7\u0300-\u036f\u203f\u2040"
_TOKEN = re.compile(
    rf"""(?P<space>[\s\u0085\u180e\u200b\ufeff]+|//[^\n]*|/\*(?s:.*?)\*/)
    |(?P<open>/\*)
    |(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    |(?P<name>(?:[{_START}]|\?[{_START}])[{_PART}]*)
    |(?P<string>"(?:[^"\\]|\\.)*")
    |(?P<at>@\s*"(?:[^"\\]|\\.)*")
    |(?P<sign>\.\.|\*\*|<=|>=|!=|->|[-+*/=<>()\[\]{{}},:.?'|])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{6}|[nrt\"'\\])")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


class Token(NamedTuple):
    """One word, literal or sign of the text, from `start` to before `end`."""

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The tokens of `text`, the last of kind END; `FeelError` at a character that begins none."""
    if len(text) > MAX_LENGTH:
        raise FeelError(say("The expression is longer than %(limit)s characters.", limit=MAX_LENGTH))
    found: list[Token] = []
    position = 0
    end = len(text)
    while position < end:
        if text[position] == " ":  # the commonest, without a match
            position += 1
            continue
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup == "open":
            raise error_at(text, position, _stray(text, position))
        kind = match.lastgroup
        assert kind is not None
        if kind != "space":
            found.append(Token(kind, match.group(), position, match.end()))
        position = match.end()
    found.append(Token(END, "", position, position))
    return found


def unescaped(literal: str) -> str:
    """The content of a string literal, quotes and `\\n`, `\\u4E2D`, `\\U01F40E` resolved; other backslashes stay."""
    content = _ESCAPE.sub(_character, literal[literal.index('"') + 1 : -1])
    if any("\ud800" <= character <= "\udfff" for character in content):
        return content.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return content


def error_at(text: str, position: int, sentence: Sentence) -> FeelError:
    """A `FeelError` that says its line and column, both from 1."""
    line = text.count("\n", 0, position) + 1
    column = position - (text.rfind("\n", 0, position) + 1) + 1
    placed = say("Line %(line)s, column %(column)s: %(reason)s", line=line, column=column, reason=sentence)
    return FeelError(placed, line, column)


def located(error: FeelError, text: str, tree: Node) -> FeelError:
    """`error` with the line and column of the innermost call or loop of this text that failed, if there is one."""
    own = {id(node) for node in tree.walk()} if error.trail and not error.line else ()
    failed = next((node for node in error.trail if id(node) in own), None)
    return error if failed is None else error_at(text, failed.at, error.sentence)


def _stray(text: str, position: int) -> Sentence:
    if text[position] in '"@':
        return say("a text begins here that has no closing quote.")
    if text.startswith("/*", position):
        return say("a comment begins here that has no end.")
    return say("“%(character)s” has no meaning here.", character=text[position])


def _character(match: re.Match[str]) -> str:
    code = match[1]
    if code[0] in "uU":
        return chr(int(code[1:], 16)) if int(code[1:], 16) < 0x110000 else "\ufffd"
    return _ESCAPED[code]
