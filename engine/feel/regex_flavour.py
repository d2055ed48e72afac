"""From XPath's flavour of regular expressions (XQuery and XPath Functions 3.1, 5.6) to that of the `regex` package."""

from __future__ import annotations

import regex  # type: ignore[import-untyped]

_ESCAPES = frozenset("nrt\\|.?*+(){}-[]^$sSdDwWpPiIcC")
_NAME_START = r":A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
_NAME_PART = _NAME_START + r"\-.0-9\u00b7\u0300-\u036f\u203f-\u2040"
_LEAST_TIMES = regex.compile(r"\{([0-9]+)")
_MAX_COPIES = 10_000
_CLASSES = {"i": _NAME_START, "c": _NAME_PART}


class NoPatternError(Exception):
    """The text is not a regular expression of XPath's flavour."""


def translated(text: str, flags: str) -> str:
    """The pattern in the syntax of the `regex` package, version 1. Raises `NoPatternError`."""
    if _copies(text) > _MAX_COPIES:
        raise NoPatternError
    return _Translation(text, flags).whole()


def _copies(text: str) -> int:
    """How often a part may be copied: the `regex` package (2026.11) writes `a{1000}` out, nested ones multiplied."""
    copies = 1
    for found in _LEAST_TIMES.finditer(text):
        copies *= max(1, int(found[1][:9]))
        if copies > _MAX_COPIES:
            break
    return copies


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
            raise NoPatternError
        if character in "*+?}" and self._peek() == "+":
            raise NoPatternError  # possessive in Python, an error in XPath
        return regex.escape(character) if character in "#&~" else character

    def _group(self) -> str:
        if self._peek() == "?" and not self.text.startswith("?:", self.position):
            raise NoPatternError
        return "("

    def _class(self) -> str:
        parts = ["["]
        if self._peek() == "^":
            parts.append(self._take())
        if self._peek() == "]":
            raise NoPatternError
        while (character := self._take()) != "]":
            if character == "\\":
                parts.append(self._escape(inside=True))
            elif character == "-" and self._peek() == "[":
                self._take()
                parts.append("--" + self._class())
            elif character == "[":
                raise NoPatternError
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
            raise NoPatternError
        if character in "pP":
            return self._category(character)
        if character in "iIcC":
            members = _CLASSES[character.lower()]
            return f"[{'^' if character.isupper() else ''}{members}]"
        return "\\" + character

    def _category(self, letter: str) -> str:
        end = self.text.find("}", self.position)
        if self._peek() != "{" or end < 0:
            raise NoPatternError
        name = self.text[self.position + 1 : end]
        self.position = end + 1
        if name.startswith("Is"):
            name = "In" + name[2:]
        return f"\\{letter}{{{name}}}"

    def _peek(self) -> str:
        return self.text[self.position : self.position + 1]

    def _take(self) -> str:
        if self.position >= len(self.text):
            raise NoPatternError
        self.position += 1
        return self.text[self.position - 1]
