"""How a built-in function declares its parameters.

`@builtin("substring", "string: string, start position: number, length: number?")`: `?` marks what may be left out,
`...` that the last one takes all the values that are left (the only one also takes them as one list). A value outside
its kind is refused and the call gives null; a list of one counts as its element, and where a list is asked for, one
value as a list of one (DMN 1.5, 10.3.2.9.4).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from engine.feel.run import Run
from engine.feel.temporal import MonthsDuration
from engine.feel.values import REFUSED, Function, Range, Signature
from engine.feel.wide import WIDE, WideDate, WideDateTime, WideDuration, WideTime

_Builtin = TypeVar("_Builtin", bound=Callable[..., Any])

BUILTINS: dict[str, Function] = {}

_KINDS: dict[str, tuple[type, ...]] = {
    "number": (Decimal, int),
    "string": (str,),
    "boolean": (bool,),
    "list": (list,),
    "context": (dict,),
    "range": (Range,),
    "function": (Function,),
    "date": (date, datetime, WideDate, WideDateTime),
    "time": (time, WideTime),
    "duration": (timedelta, WideDuration, MonthsDuration),
    "point": (Decimal, int, str, date, time, datetime, timedelta, MonthsDuration, *WIDE),
}


@dataclass(frozen=True)
class _Parameter:
    name: str
    kind: str
    is_optional: bool


def builtin(name: str, parameters: str = "") -> Callable[[_Builtin], _Builtin]:
    """Register a function `(run, *values)` under `name`; several registrations of one name are tried in turn."""
    is_variadic = parameters.endswith("...")
    declared = tuple(_parameter(text) for text in parameters.removesuffix("...").split(", ") if text)

    def register(function: _Builtin) -> _Builtin:
        def call(run: Run, values: list[Any]) -> Any:
            if is_variadic and not (len(declared) == 1 == len(values) and type(values[0]) is list):
                values = [*values[: len(declared) - 1], values[len(declared) - 1 :]]
            given = [fitted(each.kind, value) for each, value in zip(declared, values, strict=False)]
            return REFUSED if any(value is REFUSED for value in given) else function(run, *given)

        required = sum(not each.is_optional for each in declared)
        signature = Signature(tuple(each.name for each in declared), required, call, is_variadic)
        known = BUILTINS.get(name)
        BUILTINS[name] = Function(name, ((*known.signatures, signature) if known else (signature,)))
        return function

    return register


def fitted(kind: str, value: Any) -> Any:
    """`value` as one of `kind`, or REFUSED."""
    if kind == "any":
        return value
    kinds = _KINDS[kind]
    if type(value) in kinds:
        return value
    if kind == "list":
        return REFUSED if value is None else [value]
    if type(value) is list and len(value) == 1 and type(value[0]) in kinds:
        return value[0]
    return REFUSED


def _parameter(text: str) -> _Parameter:
    name, kind = text.split(": ")
    return _Parameter(name, kind.rstrip("?"), kind.endswith("?"))
