"""Variables of a case as typed fields: shown, changed and read back, with a sentence for each that cannot be read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from engine import feel
from engine.errors import EngineError, Invalid, Problem, Sentence, say

LONGEST = 20_000
LONGEST_LINE = 60
NEW_FIELDS = 2
TYPES: dict[str, Sentence] = {
    "text": say("Text"),
    "number": say("Numeric"),
    "yes_no": say("Yes/no"),
    "date": say("Date"),
    "datetime": say("Date and time"),
    "json": say("JSON"),
}
_NAME = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class VariableField:
    """One variable in the form. `was` is what was shown: a field that still says so is not set. `key` names its
    inputs."""

    key: str
    name: str
    type: str
    text: str
    was: str
    problem: Sentence | None = None

    @property
    def is_new(self) -> bool:
        return self.key.startswith("new")

    @property
    def is_long(self) -> bool:
        return len(self.text) > LONGEST_LINE or "\n" in self.text

    @property
    def is_changed(self) -> bool:
        return f"{self.type}:{self.text}" != self.was


def fields_of(variables: Mapping[str, Any]) -> list[VariableField]:
    """The fields of FEEL values, by name, and some for new variables."""
    shown = [
        _field(f"v{number}", name, *_typed(value)) for number, (name, value) in enumerate(sorted(variables.items()))
    ]
    return shown + [_field(f"new{number}", "", "text", "") for number in range(NEW_FIELDS)]


def fields_from(form: Mapping[str, str]) -> list[VariableField]:
    """The fields as a browser sent them."""
    keys = [name.removeprefix("name-") for name in form if name.startswith("name-")]
    return [
        VariableField(
            key,
            form[f"name-{key}"].strip(),
            form.get(f"type-{key}", "text"),
            form.get(f"value-{key}", "").replace("\r\n", "\n"),
            form.get(f"was-{key}", ""),
        )
        for key in keys
    ]


def changed_values(fields: list[VariableField]) -> dict[str, Any]:
    """The FEEL values of the fields that were changed. Refused with a problem per field that cannot be read; its place
    is the key of the field."""
    values: dict[str, Any] = {}
    problems: list[Problem] = []
    for field in fields:
        if not field.is_changed or (field.is_new and not field.name and not field.text):
            continue
        try:
            values[_name(field, values)] = _read(field)
        except EngineError as error:
            problems.append(Problem(field.key, error.sentence))
    if problems:
        raise Invalid(problems)
    return values


def with_problems(fields: list[VariableField], refusal: Invalid) -> list[VariableField]:
    """The fields with what is wrong with them."""
    found = {problem.where: problem.sentence for problem in refusal.problems}
    return [replace(field, problem=found.get(field.key)) for field in fields]


def _field(key: str, name: str, kind: str, text: str) -> VariableField:
    return VariableField(key, name, kind, text, f"{kind}:{text}")


def _typed(value: Any) -> tuple[str, str]:
    match value:
        case str():
            return "text", value.replace("\r\n", "\n")
        case bool():
            return "yes_no", "true" if value else "false"
        case Decimal() | int():
            return "number", feel.to_text(value)
        case datetime():
            return "datetime", feel.to_text(value)
        case date():
            return "date", feel.to_text(value)
        case _:
            return "json", json.dumps(feel.to_json(value), ensure_ascii=False, indent=2)


def _name(field: VariableField, taken: Mapping[str, Any]) -> str:
    if not _NAME.fullmatch(field.name):
        raise EngineError(say("“%(name)s” is no name for a variable: letters, digits and _ only.", name=field.name))
    if field.name in taken:
        raise EngineError(say("“%(name)s” is given twice.", name=field.name))
    return field.name


def _read(field: VariableField) -> Any:
    if len(field.text) > LONGEST:
        raise EngineError(say("At most %(limit)s characters.", limit=LONGEST))
    return _READERS.get(field.type, _json)(field.text)


def _number(text: str) -> Decimal:
    try:
        value = Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        raise EngineError(say("“%(text)s” is no number.", text=text.strip())) from None
    if not value.is_finite():
        raise EngineError(say("“%(text)s” is no number.", text=text.strip()))
    return value


def _yes_no(text: str) -> bool:
    known = {"true": True, "yes": True, "是": True, "false": False, "no": False, "否": False}
    if text.strip().lower() not in known:
        raise EngineError(say("Write yes or no."))
    return known[text.strip().lower()]


def _json(text: str) -> Any:
    try:
        return feel.from_json(json.loads(text, parse_float=Decimal))
    except json.JSONDecodeError as error:
        raise EngineError(
            say("This is no JSON: see line %(line)s, column %(column)s.", line=error.lineno, column=error.colno)
        ) from None
    except RecursionError:
        raise EngineError(say("The value is nested too deeply.")) from None


def _tagged(tag: str, example: str) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        try:
            return feel.from_json({tag: text.strip()})
        except EngineError:
            raise EngineError(say("Write it as %(example)s.", example=example)) from None

    return read


_READERS: dict[str, Callable[[str], Any]] = {
    "text": str,
    "number": _number,
    "yes_no": _yes_no,
    "date": _tagged("$date", "2026-12-31"),
    "datetime": _tagged("$datetime", "2026-12-31T09:30:00+08:00"),
    "json": _json,
}
