"""The properties of one component in a schema, read with a sentence for each that has the wrong type."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from engine.errors import Sentence, say
from engine.forms.schema import Bound, Option, Rules

T = TypeVar("T")
MAX_TEXT = 10_000
MAX_OPTIONS = 500
MONEY_DIGITS = 2
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Properties:
    """A JSON object whose members are asked for by type. What is absent or null is empty."""

    def __init__(self, raw: Mapping[str, Any], refuse: Callable[[Sentence], None]) -> None:
        self.raw = raw
        self.refuse = refuse

    def text(self, name: str) -> str:
        value = self.raw.get(name)
        if value is None:
            return ""
        if not isinstance(value, str) or len(value) > MAX_TEXT or _CONTROL.search(value):
            return self._wrong(name, "")
        return value

    def flag_or_feel(self, name: str) -> bool | str:
        value = self.raw.get(name, False)
        if isinstance(value, bool):
            return value
        return value if isinstance(value, str) and value.startswith("=") else self._wrong(name, False)

    def whole(self, name: str, lowest: int, highest: int) -> int | None:
        value = self.raw.get(name)
        if value is None:
            return None
        if not isinstance(value, Decimal) or value != int(value) or not lowest <= value <= highest:
            return self._wrong(name, None)
        return int(value)

    def bound(self, name: str, *, is_count: bool = False) -> Bound:
        value = self.raw.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, str) and not value.startswith("="):
            value = _decimal(value)
        if isinstance(value, Decimal) and is_count and (value < 0 or value != int(value)):
            value = None
        return value if isinstance(value, (str, Decimal)) else self._wrong(name, None)

    def number_text(self, name: str) -> str:
        value = self.raw.get(name)
        if value is None or value == "":
            return ""
        number = value if isinstance(value, Decimal) else _decimal(str(value))
        return format(number, "f") if number is not None and number > 0 else self._wrong(name, "")

    def one_of(self, name: str, choices: tuple[str, ...]) -> str:
        value = self.raw.get(name, choices[0])
        return value if value in choices else self._wrong(name, choices[0])

    def items(self, name: str) -> list[Any]:
        value = self.raw.get(name)
        if value is None:
            return []
        return value if isinstance(value, list) else self._wrong(name, [])

    def inner(self, name: str) -> Properties:
        value = self.raw.get(name)
        if value is not None and not isinstance(value, dict):
            value = self._wrong(name, {})
        return Properties(value or {}, self.refuse)

    def _wrong(self, name: str, instead: T) -> T:
        self.refuse(say("The property “%(name)s” cannot be read.", name=name))
        return instead


def read_rules(component: Properties, component_type: str) -> Rules:
    """The component's `validate`, with what else limits its answer."""
    rules = component.inner("validate")
    digits = component.whole("decimalDigits", 0, 20)
    return Rules(
        is_required=rules.raw.get("required") is True,
        min_length=rules.bound("minLength", is_count=True),
        max_length=rules.bound("maxLength", is_count=True),
        min=rules.bound("min"),
        max=rules.bound("max"),
        min_count=rules.bound("minCount", is_count=True),
        max_count=rules.bound("maxCount", is_count=True),
        pattern=rules.text("pattern"),
        text_type=rules.text("validationType"),
        decimal_digits=MONEY_DIGITS if component_type == "zs-money" else digits,
        is_past_refused=component.raw.get("disallowPassedDates") is True,
    )


def read_options(component: Properties) -> tuple[Option, ...]:
    """The static choices of `values`."""
    options = []
    for item in component.items("values")[:MAX_OPTIONS]:
        read = Properties(item if isinstance(item, dict) else {}, component.refuse)
        value = read.text("value")
        if not value:
            component.refuse(say("Every choice needs a value."))
        options.append(Option(value, read.text("label") or value))
    return tuple(options)


def read_strings(component: Properties) -> Mapping[str, str]:
    """The custom properties (name -> text)."""
    custom = component.inner("properties")
    return {name: custom.text(name) for name in custom.raw}


def _decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 34 else None
