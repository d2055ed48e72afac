"""Refusals: every `EngineError` carries a sentence for the person who asked, translated at the edge.

A subclass exists only where a caller treats it differently. Bugs are not `EngineError`s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Sentence:
    """A translatable text: an English template with `%(name)s` places, and what goes into them."""

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template % self.values if self.values else self.template

    def __hash__(self) -> int:
        return hash((self.template, tuple(sorted((k, str(v)) for k, v in self.values.items()))))


def say(template: str, **values: Any) -> Sentence:
    """Mark `template` for translation (gettext keyword `say`). Values may be sentences themselves."""
    return Sentence(template, values)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with an input: `where` is a field key, an element id or a row number."""

    where: str
    sentence: Sentence
    category: str = "input"

    def __str__(self) -> str:
        return f"{self.where}: {self.sentence}" if self.where else str(self.sentence)


class EngineError(Exception):
    """A refusal. `sentence` says what and where; nothing has been changed."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


class NotFound(EngineError):
    """What was asked for does not exist, or is not for this actor to see."""


class NotAllowed(EngineError):
    """The actor lacks the permission, or a rule such as segregation of duties forbids it."""


class AlreadyDone(EngineError):
    """Somebody (perhaps the same person, by a second click) has done it already."""


class Conflict(EngineError):
    """The actor decided on something that has changed meanwhile: look again, then decide."""


class Invalid(EngineError):
    """The input is wrong; `problems` lists everything, not the first thing."""

    def __init__(self, problems: Iterable[Problem], sentence: Sentence | None = None) -> None:
        self.problems = tuple(problems)
        if sentence is None:
            sentence = (
                self.problems[0].sentence if len(self.problems) == 1 else say("Please correct the marked entries.")
            )
        super().__init__(sentence)
