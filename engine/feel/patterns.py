"""Regular expressions in XPath's flavour (XQuery and XPath Functions 3.1, 5.6), on the `regex` package.

Matching has a time limit, because a pattern may be written so that it backtracks for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

import regex  # type: ignore[import-untyped]

from engine.errors import say
from engine.feel.errors import FeelError
from engine.feel.run import Run

MAX_PATTERN = 1000
MAX_TEXT = 1_000_000
_FLAGS = {"s": regex.DOTALL, "m": regex.MULTILINE, "i": regex.IGNORECASE}
_ESCAPES = frozenset("nrt\\|.?*+(){}-[]^$sSdDwWpPiIcC")
_NAME_START = r":A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
_NAME_PART = _NAME_START + r"\-.0-9\u00b7\u0300-\u036f\u203f-\u2040"
_CLASSES = {"i": _NAME_START, "c": _NAME_PART}
_Result = TypeVar("_Result")


class _NoPatternError(Exception):
    """The text is not a regular expression of XPath's flavour."""


@lru_cache(maxsize=512)
def pattern_of(text: str, flags: str | None) -> regex.Pattern[str] | None:
    """The compiled pattern; None if it, or a flag, is none of XPath's."""
    if len(text) > MAX_PATTERN or type(flags) not in (str, type(None)) or set(flags or "") - set("smixq"):
        return None
    options = regex.VERSION1
    for flag in flags or "":
        options |= _FLAGS.get(flag, 0)
    try:
        source = regex.escape(text) if "q" in (flags or "") else _Translation(text, flags or "").whole()
        return regex.compile(source, options)
    except (_NoPatternError, regex.error, RecursionError, OverflowError):
        return None


def searched(run: Run, pattern: regex.Pattern[str], text: str, read: Callable[[Any], _Result]) -> _Result:
    """What `read` makes of the first match or of None; `FeelError` when it takes too long."""
    run.charge_text(len(text))
    try:
        return read(pattern.search(text, timeout=run.seconds()))
    except TimeoutError as error:
        raise _too_slow() from error


def replacement_of(
    run: Run, pattern: regex.Pattern[str], text: str, replacement: str, *, is_literal: bool
) -> str | None:
    """`text` with every match replaced, `$1` in the replacement by a group; None if it matches an empty text."""
    if pattern.match("", timeout=run.seconds()):
        return None
    parts = [replacement] if is_literal else _replacement_parts(replacement, pattern.groups)
    if parts is None:
        return None

    def replaced(found: Any) -> str:
        made = "".join(part if isinstance(part, str) else (found.group(part) or "") for part in parts)
        run.charge_text(len(made))
        return made

    run.charge_text(len(text))
    try:
        result: str = pattern.sub(replaced, text, timeout=run.seconds())
        return result
    except TimeoutError as error:
        raise _too_slow() from error


def _replacement_parts(text: str, groups: int) -> list[str | int] | None:
    parts: list[str | int] = []
    position = 0
    while position < len(text):
        character = text[position]
        position += 1
        if character == "$":
            end = position
            while end < len(text) and text[end].isascii() and text[end].isdigit():
                if end > position and int(text[position : end + 1]) > groups:
                    break
                end += 1
            if end == position:
                return None
            number = int(text[position:end])
            parts.append(number if number <= groups else "")
            position = end
        elif character == "\\":
            if text[position : position + 1] not in ("\\", "$"):
                return None
            parts.append(text[position])
            position += 1
        else:
            parts.append(character)
    return parts


def _too_slow() -> FeelError:
    return FeelError(say("A regular expression takes too long."))


class _Translation:
    """One pass over a pattern, from XPath's flavour to that of the `regex` package."""

    def __init__(self, text: str, flags: str) -> None:
        self.text = text
        self.position = 0
        self.skips_space = "x" in flags
        self.is_multiline = "m" in flags

    def whole(self) -> str:
        """The translated pattern."""
        parts: list[str] = []
        while self.position < len(self.text):
            parts.append(self._part())
        return "".join(parts)

    def _part(self) -> str:
        character = self._take()
        if character == "\\":
            return self._escape(inside=False)
        if character == "[":
            return self._class()
        if self.skips_space and character in " \t\n\r":
            return ""
        if character == "$":
            return "$" if self.is_multiline else r"\Z"
        if character == "(":
            return self._group()
        if character == "]":
            raise _NoPatternError
        if character in "*+?}" and self._peek() == "+":
            raise _NoPatternError  # possessive in Python, an error in XPath
        return regex.escape(character) if character in "#&~" else character

    def _group(self) -> str:
        if self._peek() == "?" and not self.text.startswith("?:", self.position):
            raise _NoPatternError
        return "("

    def _class(self) -> str:
        parts = ["["]
        if self._peek() == "^":
            parts.append(self._take())
        if self._peek() == "]":
            raise _NoPatternError
        while (character := self._take()) != "]":
            if character == "\\":
                parts.append(self._escape(inside=True))
            elif character == "-" and self._peek() == "[":
                self._take()
                parts.append("--" + self._class())
            elif character == "[":
                raise _NoPatternError
            elif self.skips_space and character in " \t\n\r":
                continue
            else:
                parts.append("\\" + character if character in "&~|^" else character)
        return "".join([*parts, "]"])

    def _escape(self, *, inside: bool) -> str:
        character = self._take()
        if character.isdigit() and character != "0" and not inside:
            return f"(?:\\{character})"
        if character not in _ESCAPES:
            raise _NoPatternError
        if character in "pP":
            return self._category(character)
        if character in "iIcC":
            members = _CLASSES[character.lower()]
            return f"[{'^' if character.isupper() else ''}{members}]"
        return "\\" + character

    def _category(self, letter: str) -> str:
        end = self.text.find("}", self.position)
        if self._peek() != "{" or end < 0:
            raise _NoPatternError
        name = self.text[self.position + 1 : end]
        self.position = end + 1
        if name.startswith("Is"):
            name = "In" + name[2:]
        return f"\\{letter}{{{name}}}"

    def _peek(self) -> str:
        return self.text[self.position : self.position + 1]

    def _take(self) -> str:
        if self.position >= len(self.text):
            raise _NoPatternError
        self.position += 1
        return self.text[self.position - 1]
