"""The types of FEEL: `instance of`, and what a typed parameter accepts (DMN 1.5, 10.3.2.9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from engine.feel.run import Run
from engine.feel.syntax import TypeName
from engine.feel.temporal import MonthsDuration
from engine.feel.values import REFUSED, Function, Range
from engine.feel.wide import WIDE, combined, is_day

NamedTypes = Mapping[str, TypeName] | None

_BASIC: dict[str, tuple[type, ...]] = {
    "number": (Decimal, int),
    "string": (str,),
    "boolean": (bool,),
    "date": (date,),
    "time": (time,),
    "date and time": (datetime,),
    "dateTime": (datetime,),
    "days and time duration": (timedelta,),
    "dayTimeDuration": (timedelta,),
    "years and months duration": (MonthsDuration,),
    "yearMonthDuration": (MonthsDuration,),
    "Null": (type(None),),
    "list": (list,),
    "context": (dict,),
    "range": (Range,),
    "function": (Function,),
}


def is_known(wanted: TypeName, named: NamedTypes) -> bool:
    """Whether the type and its parts have a meaning."""
    known = wanted.name in _BASIC or wanted.name == "Any" or (named is not None and wanted.name in named)
    return known and all(is_known(part, named) for part in wanted.parts)


def resolved(wanted: TypeName, named: NamedTypes) -> TypeName:
    """What a named type stands for; itself if it has no other meaning (or stands, through others, for itself)."""
    seen: set[str] = set()
    while named is not None and wanted.name in named and wanted.name not in seen:
        seen.add(wanted.name)
        wanted = named[wanted.name]
    return wanted


def is_instance(run: Run, value: Any, wanted: TypeName) -> bool:
    """Whether `value instance of wanted`; null is one of `Null` alone."""
    wanted = resolved(wanted, run.types)
    if wanted.name == "Any":
        return value is not None
    kind = type(value)
    if WIDE.get(kind, kind) not in _BASIC.get(wanted.name, ()):
        return False
    return not wanted.parts or _parts_fit(run, value, wanted)


def coerced(run: Run, value: Any, wanted: TypeName | None) -> Any:
    """`value` as one of the type, else REFUSED (DMN 1.5, 10.3.2.9.4).

    A list of one counts as its element and the reverse, a date as its midnight, UTC.
    """
    if value is None or wanted is None or is_instance(run, value, wanted):
        return value
    if type(value) is list and len(value) == 1 and is_instance(run, value[0], wanted):
        return value[0]
    if is_day(value) and resolved(wanted, run.types).name in ("date and time", "dateTime"):
        return combined(value, 0, UTC)
    if type(value) is not list and resolved(wanted, run.types).name == "list" and is_instance(run, [value], wanted):
        return [value]
    return REFUSED


def _parts_fit(run: Run, value: Any, wanted: TypeName) -> bool:
    run.charge(len(value) if type(value) is list or type(value) is dict else 1)
    if wanted.name == "list":
        return all(_conforms(run, item, wanted.parts[0]) for item in value)
    if wanted.name == "context":
        return all(
            key in value and _conforms(run, value[key], part)
            for key, part in zip(wanted.keys, wanted.parts, strict=True)
        )
    if wanted.name == "range":
        return all(end is None or _conforms(run, end, wanted.parts[0]) for end in (value.start, value.end))
    if wanted.name == "function":
        return any(
            signature.is_variadic or signature.required <= len(wanted.parts) - 1 <= len(signature.parameters)
            for signature in value.signatures
        )
    return True


def _conforms(run: Run, value: Any, wanted: TypeName) -> bool:
    return value is None or is_instance(run, value, wanted)
