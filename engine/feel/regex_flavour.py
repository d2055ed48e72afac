"""From XPath's flavour of regular expressions (XQuery and XPath Functions 3.1, 5.6) to that of the `regex` package."""

from __future__ import annotations

import regex  # type: ignore[import-untyped]

_LITERAL_ESCAPES = frozenset("\\|.?*+(){}-[]^$")
_SPACES = " \t\n\r"
_NAME_START = r":A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
_NAME_PART = _NAME_START + r"\-.0-9\u00b7\u0300-\u036f\u203f-\u2040"
_MAX_COPIES = 10_000
_CLASSES = {"i": _NAME_START, "c": _NAME_PART, "d": r"\p{Nd}", "s": r" \t\n\r"}
_CATEGORY = regex.compile(r"L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|Z[slp]?|S[mcko]?|C[cfon]?|Is[A-Za-z0-9-]+")
_QUANTIFIER = regex.compile(r"(?:[?*+]|\{([0-9]+)(?:,[0-9]*)?\})\??")
_BLOCKS = {"Greek": "GreekAndCoptic", "CombiningMarksforSymbols": "CombiningDiacriticalMarksForSymbols"}
_BLOCKS["PrivateUse"] = "PrivateUseArea"


class NoPatternError(Exception):
    """The text is not a regular expression of XPath's flavour."""


def translated(text: str, flags: str) -> str:
    """The pattern in the syntax of the `regex` package, version 1. Raises `NoPatternError`."""
    return _Translation(text, flags).whole()


class _Translation:
    """One pass over a pattern, from XPath's flavour to that of the `regex` package."""

    def __init__(self, text: str, flags: str) -> None:
        self.text = text
        self.position = 0
        self.skips_space = "x" in flags
        self.is_multiline = "m" in flags
        self.dot = r"(?s:.)" if "s" in flags else r"[^\n\r]"
        self.is_caseless = "i" in flags
        self.groups = 0
        self.open: list[int] = []
        self.copies = 1

    def whole(self) -> str:
        """The translated pattern."""
        parts = ["(?-f)"]  # one letter never matches two, as `ß` does `ss` in full case folding
        while self.position < len(self.text):
            parts.append(self._part())
        return "".join(parts)

    def _part(self) -> str:
        character = self._take()
        if self.skips_space and character in _SPACES:
            return ""
        if character == "(":
            return self._group()
        if character == ")":
            return self._closed()
        if character == "|":
            return character
        if character in "]{}?*+":
            raise NoPatternError
        return self._atom(character) + self._quantifier()

    def _atom(self, character: str) -> str:
        if character == "\\":
            return self._escape()
        if character == "[":
            return self._class()
        if character == ".":
            return self.dot
        if character == "^":
            return r"(?:\A|(?<=\n)(?!\Z))" if self.is_multiline else r"(?:\A)"
        if character == "$":
            return r"(?:(?=\n)|\Z)" if self.is_multiline else r"(?:\Z)"
        return str(regex.escape(character))

    def _quantifier(self) -> str:
        self._skip_space()
        found = _QUANTIFIER.match(self.text, self.position)
        if not found:
            return ""
        self.position = found.end()
        self._limit_copies(found[1])
        return str(found[0])

    def _limit_copies(self, least: str | None) -> None:
        """The `regex` package (2026.11) writes `a{1000}` out, nested ones multiplied."""
        self.copies *= max(1, int((least or "1")[:9]))
        if self.copies > _MAX_COPIES:
            raise NoPatternError

    def _group(self) -> str:
        if self._peek() != "?":
            self.groups += 1
            self.open.append(self.groups)
            return "("
        if not self.text.startswith("?:", self.position):
            raise NoPatternError
        self.position += 2
        self.open.append(0)
        return "(?:"

    def _closed(self) -> str:
        if not self.open:
            raise NoPatternError
        self.open.pop()
        return ")" + self._quantifier()

    def _class(self) -> str:
        """A character class, as a group that takes one character."""
        is_negated = self._peek() == "^"
        self.position += is_negated
        members: list[str] = []
        apart: list[str] = []  # categories: `i` does not make `\\p{Lu}` match small letters
        without = ""
        while (character := self._take()) != "]":
            if character == "-" and self._peek() == "[":
                self._take()
                without = f"(?!{self._class()})"
                if self._take() != "]":
                    raise NoPatternError
                break
            self._member(character, members, apart)
        if not members and not apart:
            raise NoPatternError
        choices = [*apart, *([f"[{''.join(members)}]"] if members else [])]
        either = choices[0] if len(choices) == 1 else f"(?:{'|'.join(choices)})"
        return f"(?:{without}(?!{either})(?s:.))" if is_negated else f"(?:{without}{either})"

    def _member(self, character: str, members: list[str], apart: list[str]) -> None:
        if character == "[" or (character == "\\" and self._peek().isdigit()):  # no group may be named in a class
            raise NoPatternError
        if character == "\\" and self._peek() not in _LITERAL_ESCAPES and self._peek() not in "nrt":
            apart.append(self._escape())
            return
        first = self._literal(character)
        if self._peek() == "-" and self.text[self.position + 1 : self.position + 2] not in ("[", "]", ""):
            self._take()
            last = self._literal(self._take())
            if last < first:
                raise NoPatternError
            members.append(f"{_in_class(first)}-{_in_class(last)}")
        else:
            members.append(_in_class(first))

    def _literal(self, character: str) -> str:
        if character == "[":
            raise NoPatternError
        if character != "\\":
            return character
        escaped = self._take()
        if escaped not in _LITERAL_ESCAPES and escaped not in "nrt":
            raise NoPatternError
        return {"n": "\n", "r": "\r", "t": "\t"}.get(escaped, escaped)

    def _escape(self) -> str:
        self._skip_space()
        character = self._take()
        if character in "123456789":
            return self._reference(character)
        if character in "pP":
            return self._category(character)
        if character in "wW":  # unlike Python's, symbols such as `+` and `$` belong to words
            return r"[^\p{P}\p{Z}\p{C}]" if character == "w" else r"[\p{P}\p{Z}\p{C}]"
        if character.lower() in _CLASSES:
            return f"[{'^' if character.isupper() else ''}{_CLASSES[character.lower()]}]"
        if character in "nrt":
            return "\\" + character
        if character not in _LITERAL_ESCAPES:
            raise NoPatternError
        return "\\" + character

    def _reference(self, digits: str) -> str:
        """A group that ended before; a further digit belongs to the number only if there are so many groups."""
        while self._peek() in tuple("0123456789") and int(digits + self._peek()) <= self.groups:
            digits += self._take()
        if int(digits) > self.groups or int(digits) in self.open:
            raise NoPatternError
        return f"(?:\\{digits})"

    def _category(self, letter: str) -> str:
        end = self.text.find("}", self.position)
        name = self.text[self.position + 1 : end]
        if self._peek() != "{" or end < 0 or not _CATEGORY.fullmatch(name):
            raise NoPatternError
        self.position = end + 1
        if name.startswith("Is"):
            name = "In" + _BLOCKS.get(name[2:], name[2:])
        escape = f"\\{letter}{{{name}}}"
        return f"(?-i:{escape})" if self.is_caseless else escape

    def _skip_space(self) -> None:
        while self.skips_space and self._peek() in tuple(_SPACES):
            self.position += 1

    def _peek(self) -> str:
        return self.text[self.position : self.position + 1]

    def _take(self) -> str:
        if self.position >= len(self.text):
            raise NoPatternError
        self.position += 1
        return self.text[self.position - 1]


def _in_class(character: str) -> str:
    return "\\" + character if character in "\\[]^-&~|#" or character in _SPACES else character
