"""FEEL in forms: values that begin with `=`, and `{{...}}` within texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

from engine import clock
from engine.errors import Sentence, say
from engine.feel import FeelError, evaluate, parse_expression, to_text, unknown_functions

_PLACE = re.compile(r"\{\{(.{0,2000}?)\}\}", re.DOTALL)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~=:/&\"'@])")


@dataclass(frozen=True)
class Scope:
    """What a form's FEEL sees: FEEL values by name, and the reader's zone for `today()` and `now()`."""

    data: Mapping[str, Any]
    zone: tzinfo

    def compute(self, expression: str) -> Any:
        """The value of FEEL, with or without its `=`."""
        return evaluate(expression.removeprefix("="), self.data, now=clock.now().astimezone(self.zone))

    def holds(self, expression: str) -> bool:
        """Whether FEEL is true; null is not."""
        return self.compute(expression) is True

    def words(self, text: str, *, is_markdown: bool = False) -> str:
        """`text` with its FEEL computed; in Markdown what is put into `{{...}}` stays plain text."""
        if is_feel(text):
            return as_text(self.compute(text))

        def fill(place: re.Match[str]) -> str:
            value = as_text(self.compute(place[1].strip()))
            return _MARKDOWN.sub(r"\\\1", value) if is_markdown else value

        return _PLACE.sub(fill, text)


def is_feel(value: object) -> bool:
    """Whether a value of the schema is FEEL: Camunda's rule, a text that begins with `=`."""
    return isinstance(value, str) and value.startswith("=")


def as_text(value: Any) -> str:
    """A FEEL value for a reader; null is nothing."""
    return "" if value is None else to_text(value)


def expressions_in(text: str) -> Iterator[str]:
    """The FEEL within a text: all of it after `=`, or each `{{...}}`."""
    if is_feel(text):
        yield text[1:]
    else:
        yield from (place[1].strip().removeprefix("=") for place in _PLACE.finditer(text))


def fault_of(expression: str, *, functions: Set[str] = frozenset()) -> Sentence | None:
    """Why `expression` cannot be computed, None if it can; `functions` are what it may call beside those of FEEL."""
    if expression[:1] in ("#", "/", "^"):
        return say("A text takes values in {{...}}, not conditions or loops: use a hide condition.")
    try:
        unknown = unknown_functions(parse_expression(expression)) - functions
    except FeelError as error:
        return error.sentence
    return say("There is no function “%(name)s”.", name=min(unknown)) if unknown else None


def fits(text: str, pattern: str) -> bool | None:
    """Whether `pattern` is found in `text`, by FEEL's bounded `matches`; None if it is no pattern."""
    found = evaluate("matches(text, pattern)", {"text": text, "pattern": pattern})
    return found if isinstance(found, bool) else None
