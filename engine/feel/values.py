"""FEEL's values in Python, and their exact form in JSON (instance state, histories, APIs).

number `Decimal` (`int` from outside) · string `str` · boolean `bool` · null `None` · `date` · `time` · `datetime` ·
days and time duration `timedelta` · years and months duration `MonthsDuration` · list `list` · context `dict` ·
`Range` · `Function`. Dates beyond the years 1 to 9999 and fractions finer than a microsecond: `wide.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, Final
from uuid import UUID

from engine.errors import say
from engine.feel.errors import FeelError
from engine.feel.temporal import (
    MonthsDuration,
    date_text,
    datetime_text,
    days_text,
    months_text,
    read_date,
    read_datetime,
    read_days,
    read_months,
    read_time,
    time_text,
)
from engine.feel.wide import WIDE, WideDate, WideDateTime, WideDuration, WideTime

REFUSED: Final = object()
"""What a signature gives for values outside its domain; null is a value like any other."""

MAX_DEPTH = 64
_EXACT_INT = 2**53


@dataclass(frozen=True, slots=True)
class Range:
    """An interval; an end that is None is open without limit."""

    start: Any
    end: Any
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """One way to call a function: `call(run, arguments)` with at least `required` values, in this order.

    A variadic one takes any number. `call` gives REFUSED for values outside its domain.
    """

    parameters: tuple[str, ...]
    required: int
    call: Callable[[Any, list[Any]], Any]
    is_variadic: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """Something that can be called; the first signature that takes the values counts."""

    name: str
    signatures: tuple[Signature, ...]


FEEL_TYPES = frozenset(
    {Decimal, int, str, bool, type(None), date, time, datetime, timedelta, MonthsDuration, list, dict, Range, Function}
    | WIDE.keys()
)


def to_feel(value: Any, *, depth: int = MAX_DEPTH) -> Any:
    """A host value as FEEL sees it: floats become the decimals they print as, tuples lists, ids and enums texts.

    FEEL values go through unchanged. Refused with `FeelError`: other types, NaN, infinities, nesting over 64 levels.
    """
    kind = type(value)
    if kind is list or kind is tuple or kind is dict or isinstance(value, Mapping):
        if depth == 0:
            raise FeelError(say("The value is nested too deeply."))
        if kind is list or kind is tuple:
            return [to_feel(item, depth=depth - 1) for item in value]
        return {str(key): to_feel(item, depth=depth - 1) for key, item in value.items()}
    if kind in FEEL_TYPES:
        return _finite(value) if kind is Decimal else value
    return _from_host(value)


def to_json(value: Any, *, depth: int = MAX_DEPTH) -> Any:
    """`value` in JSON types only, exactly: what is not JSON is tagged with one key that begins with `$`.

    `{"$d": "1.20"}` decimal · `$date` · `$time` · `$datetime` · `$days` · `$months` (FEEL text). Keys of contexts that
    begin with `$` get one more. Integers stay integers within 2^53, beyond they are decimals.
    Refused with `FeelError`: ranges, functions, floats, NaN and any other type; nesting over 64 levels.
    """
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if kind is int:
        return value if -_EXACT_INT <= value <= _EXACT_INT else {"$d": str(value)}
    if kind is dict or kind is list or kind is tuple:
        if depth == 0:
            raise FeelError(say("The value is nested too deeply."))
        if kind is dict:
            return {_escaped(key): to_json(item, depth=depth - 1) for key, item in value.items()}
        return [to_json(item, depth=depth - 1) for item in value]
    writer = _WRITERS.get(kind)
    if writer is None:
        raise FeelError(say("A value of type %(type)s cannot be kept.", type=kind.__name__))
    tag, text = writer
    return {tag: text(value)}


def from_json(data: Any, *, depth: int = MAX_DEPTH) -> Any:
    """The inverse of `to_json`; a float, which it never writes, becomes the decimal it prints as.

    Refused with `FeelError`: an unknown tag, a text that its tag does not allow, nesting over 64 levels.
    """
    kind = type(data)
    if kind is float:
        return to_feel(data)
    if kind is not dict and kind is not list:
        return data
    if depth == 0:
        raise FeelError(say("The value is nested too deeply."))
    if kind is list:
        return [from_json(item, depth=depth - 1) for item in data]
    if len(data) == 1:
        ((tag, content),) = data.items()
        if tag.startswith("$") and not tag.startswith("$$"):
            return _untagged(tag, content)
    return {_unescaped(key): from_json(item, depth=depth - 1) for key, item in data.items()}


def _decimal_text(value: Decimal) -> str:
    return str(_finite(value))


def _read_decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


_WRITERS: dict[type, tuple[str, Callable[[Any], str]]] = {
    Decimal: ("$d", _decimal_text),
    date: ("$date", date_text),
    time: ("$time", time_text),
    datetime: ("$datetime", datetime_text),
    timedelta: ("$days", days_text),
    WideDate: ("$date", date_text),
    WideTime: ("$time", time_text),
    WideDateTime: ("$datetime", datetime_text),
    WideDuration: ("$days", days_text),
    MonthsDuration: ("$months", months_text),
}
_READERS: dict[str, Callable[[str], Any]] = {
    "$d": _read_decimal,
    "$date": read_date,
    "$time": read_time,
    "$datetime": read_datetime,
    "$days": read_days,
    "$months": read_months,
}


def _untagged(tag: str, content: Any) -> Any:
    reader = _READERS.get(tag)
    value = reader(content) if reader and isinstance(content, str) else None
    if value is None:
        raise FeelError(say("“%(content)s” is not a value of the kind “%(tag)s”.", content=str(content)[:80], tag=tag))
    return value


def _escaped(key: Any) -> str:
    if not isinstance(key, str):
        raise FeelError(say("A key of a context must be a text, not %(type)s.", type=type(key).__name__))
    return "$" + key if key.startswith("$") else key


def _unescaped(key: str) -> str:
    if key.startswith("$$"):
        return key[1:]
    if key.startswith("$"):
        raise FeelError(say("“%(content)s” is not a value of the kind “%(tag)s”.", content="…", tag=key))
    return key


def _finite(value: Decimal) -> Decimal:
    if not value.is_finite():
        raise FeelError(say("“%(number)s” is not a number that can be used.", number=str(value)))
    return value


def _from_host(value: Any) -> Any:
    if isinstance(value, float):
        return _finite(Decimal(repr(float(value))))
    if isinstance(value, Enum):
        return to_feel(value.value)
    if isinstance(value, UUID):
        return str(value)
    for base in (str, int, Decimal):
        if isinstance(value, base):
            return base(value)
    raise FeelError(say("A value of type %(type)s cannot be used in FEEL.", type=type(value).__name__))
