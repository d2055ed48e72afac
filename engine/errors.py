"""Refusals: every `EngineError` carries a sentence for the person who asked, translated at the edge.

A subclass exists only where a caller treats it differently. Bugs are not `EngineError`s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Wording:
    """A text that a diagram or table brings along in both languages, such as the name of a task."""

    texts: Mapping[str, str]

    def in_language(self, language: str) -> str:
        """The text in `language` (`zh_CN`, `en`), else in whichever there is."""
        return self.texts.get(language) or next((text for text in self.texts.values() if text), "")

    def __str__(self) -> str:
        return self.in_language("en")


@dataclass(frozen=True)
class Sentence:
    """A translatable text: an English template with `%(name)s` places, and what goes into them.

    Values are plain JSON values, instants, `Wording`s or sentences themselves.
    """

    template: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def to_data(self) -> dict[str, Any]:
        """The sentence as JSON, to be said later in the reader's language."""
        return {"template": self.template, "values": {name: _value_to_data(v) for name, v in self.values.items()}}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Sentence:
        """The inverse of `to_data`."""
        return cls(data["template"], {name: _value_from_data(v) for name, v in data["values"].items()})

    def __str__(self) -> str:
        return self.template % self.values if self.values else self.template

    def __hash__(self) -> int:
        return hash((self.template, tuple(sorted((k, str(v)) for k, v in self.values.items()))))


def _value_to_data(value: Any) -> Any:
    if isinstance(value, Sentence):
        return {"sentence": value.to_data()}
    if isinstance(value, Wording):
        return {"wording": dict(value.texts)}
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    return value if isinstance(value, (str, int)) or value is None else str(value)


def _value_from_data(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "instant" in value:
        return datetime.fromisoformat(value["instant"])
    return Sentence.from_data(value["sentence"]) if "sentence" in value else Wording(value["wording"])


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
