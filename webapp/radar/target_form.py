"""The form that sets a target, as a browser sends it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from engine.errors import Invalid, Problem, Sentence, say
from workflows.radar.targets import Target

Value = TypeVar("Value")
FIELDS = ("baseline", "target", "starts_on", "ends_on", "note")


@dataclass(frozen=True)
class TargetForm:
    """The texts of the fields."""

    texts: Mapping[str, str]

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> TargetForm:
        return cls({field: sent.get(field, "").strip() for field in FIELDS})

    @classmethod
    def of(cls, target: Target) -> TargetForm:
        values = {field: getattr(target, field) for field in FIELDS}
        return cls({field: _shown(value) for field, value in values.items()})

    def target(self) -> Target:
        """The target that was typed. Refused: what is no number or day."""
        problems: list[Problem] = []
        baseline = self._read("baseline", Decimal, say("Enter a number."), problems)
        target = self._read("target", Decimal, say("Enter a number."), problems)
        starts_on = self._read("starts_on", date.fromisoformat, say("Enter a day."), problems)
        ends_on = self._read("ends_on", date.fromisoformat, say("Enter a day."), problems)
        if target is None and not problems:
            problems.append(Problem("target", say("Enter a number.")))
        if problems or target is None:
            raise Invalid(problems)
        return Target(target, baseline, starts_on, ends_on, self.texts["note"])

    def _read(
        self, field: str, read: Callable[[str], Value], refusal: Sentence, problems: list[Problem]
    ) -> Value | None:
        text = self.texts[field]
        try:
            return read(text) if text else None
        except (ValueError, InvalidOperation):
            problems.append(Problem(field, refusal))
            return None


def _shown(value: Decimal | date | str | None) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)
