"""A task's form as programs see it: the components that show now, with limits, choices and what is filled in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from engine.case_view import TaskView
from engine.forms import Shown, walk
from engine.forms.schema import Rules
from webapp.i18n import language


class Choice(BaseModel):
    """One option: `value` is what is sent, `label` what is read."""

    value: str
    label: str


class Field(BaseModel):
    """One component that shows. Those without `key` take no answer; `value` is what is filled in so far.

    `limits`: min, max, min_length, max_length, min_count, max_count, pattern, decimal_digits, where there are any.
    """

    type: str
    key: str
    label: str
    description: str
    text: str
    is_required: bool
    is_readonly: bool
    value: str | bool | list[str]
    options: list[Choice]
    limits: dict[str, str | int]
    fields: list[Field]


LIMITS = ("min", "max", "min_length", "max_length", "min_count", "max_count", "decimal_digits", "pattern")


def form_fields(view: TaskView, draft: Mapping[str, Any] | None) -> list[Field]:
    """The task's form in the caller's language, filled from the draft or the case; empty where there is none."""
    if view.description.form_id is None:
        return []

    def label(text_id: str, text: str) -> str:
        return view.definition.label(text_id, language(), text)

    return _fields(walk(view.definition.form(view.description.form_id), view.context, submitted=draft, label=label))


def _fields(shown: Iterable[Shown]) -> list[Field]:
    return [
        Field(
            type=item.type,
            key=item.key,
            label=item.label,
            description=item.description,
            text=item.text,
            is_required=item.is_required,
            is_readonly=item.is_readonly,
            value=item.entry,
            options=[Choice(value=option.value, label=option.label) for option in item.options],
            limits=_limits(item.rules),
            fields=_fields(item.children),
        )
        for item in shown
    ]


def _limits(rules: Rules) -> dict[str, str | int]:
    found = {name: getattr(rules, name) for name in LIMITS}
    return {
        name: format(value, "f") if isinstance(value, Decimal) else value
        for name, value in found.items()
        if value not in (None, "")
    }
