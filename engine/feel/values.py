"""FEEL's values in Python, and their exact form in JSON (instance state, histories, APIs).

number `Decimal` (`int` from outside) · string `str` · boolean `bool` · null `None` · `date` · `time` · `datetime` ·
days and time duration `timedelta` · years and months duration `MonthsDuration` · list `list` · context `dict` ·
`Range` · `Function`. Dates beyond the years 1 to 9999 and fractions finer than a microsecond: `wide.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, Final
from uuid import UUID

from engine.errors import say
from engine.feel.errors import FeelError
from engine.feel.numbers import is_usable
from engine.feel.temporal import (
    MonthsDuration,
    date_text,
    datetime_text,
    days_text,
    fixed_zone,
    is_written,
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
_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:E[+-]?[0-9]{1,5})?")


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

    FEEL values go through unchanged, but zones that FEEL cannot name become offsets. Refused with `FeelError`: other
    types, NaN, infinities, numbers of more than 10,000 digits, nesting over 64 levels.
    """
    kind = type(value)
    if kind is Decimal or kind is int:
        return _usable(value)
    if kind is list or kind is tuple or kind is dict or isinstance(value, Mapping):
        if depth == 0:
            raise FeelError(say("The value is nested too deeply."))
        if kind is list or kind is tuple:
            return [to_feel(item, depth=depth - 1) for item in value]
        return {str(key): to_feel(item, depth=depth - 1) for key, item in value.items()}
    if kind is datetime or kind is time:
        return value if is_written(value.tzinfo) else _at_offset(value)
    return value if kind in FEEL_TYPES else _from_host(value)


def to_json(value: Any, *, depth: int = MAX_DEPTH) -> Any:
    """`value` in JSON types only, exactly: what is not JSON is tagged with one key that begins with `$`.

    `{"$d": "1.20"}` decimal · `$date` · `$time` · `$datetime` · `$days` · `$months` (FEEL text). Keys of contexts that
    begin with `$` get one more. Integers stay integers within 2^53, beyond they are decimals.
    Refused with `FeelError`: ranges, functions, floats, NaN and any other type; numbers of more than 10,000 digits;
    texts with half a character (a lone surrogate); zones without a name; nesting over 64 levels.
    """
    kind = type(value)
    if kind is str:
        return _encodable(value)
    if kind is bool or value is None:
        return value
    if kind is int:
        return value if -_EXACT_INT <= value <= _EXACT_INT else {"$d": _decimal_text(value)}
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
    if kind is float or kind is int:
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


def _decimal_text(value: Decimal | int) -> str:
    return str(Decimal(_usable(value)))


def _read_decimal(text: str) -> Decimal | None:
    value = Decimal(text) if _DECIMAL.fullmatch(text) else None
    return value if value is not None and is_usable(value) else None


def _time_text(value: time | WideTime) -> str:
    _refuse_unwritten(value)
    return time_text(value)


def _datetime_text(value: datetime | WideDateTime) -> str:
    _refuse_unwritten(value)
    return datetime_text(value)


def _refuse_unwritten(value: time | datetime | WideTime | WideDateTime) -> None:
    if not is_written(value.tzinfo):
        raise FeelError(say("A value of type %(type)s cannot be kept.", type=type(value.tzinfo).__name__))


_WRITERS: dict[type, tuple[str, Callable[[Any], str]]] = {
    Decimal: ("$d", _decimal_text),
    date: ("$date", date_text),
    time: ("$time", _time_text),
    datetime: ("$datetime", _datetime_text),
    timedelta: ("$days", days_text),
    WideDate: ("$date", date_text),
    WideTime: ("$time", _time_text),
    WideDateTime: ("$datetime", _datetime_text),
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
    return "$" + _encodable(key) if key.startswith("$") else _encodable(key)


def _unescaped(key: str) -> str:
    if key.startswith("$$"):
        return key[1:]
    if key.startswith("$"):
        raise FeelError(say("“%(content)s” is not a value of the kind “%(tag)s”.", content="…", tag=key))
    return key


def _encodable(text: str) -> str:
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise FeelError(say("A text holds half of a character (a lone surrogate).")) from error
    return text


def _usable(value: Any) -> Any:
    if not is_usable(value):
        number = f"{Decimal(value):.6g}" if isinstance(value, Decimal) else f"{Decimal(value):.6e}"
        raise FeelError(say("“%(number)s” is not a number that can be used.", number=number))
    return value


def _at_offset(value: Any) -> Any:
    """A time of the host whose zone FEEL cannot write, at its offset; UTC if that cannot be written either."""
    offset = value.utcoffset()
    zone = None if offset is None or offset.microseconds else fixed_zone(offset)
    if zone is not None:
        return value.replace(tzinfo=zone)
    if offset is None or type(value) is time:
        raise FeelError(say("A value of type %(type)s cannot be used in FEEL.", type=type(value.tzinfo).__name__))
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise FeelError(say("A value of type %(type)s cannot be used in FEEL.", type="datetime")) from error


def _from_host(value: Any) -> Any:
    if isinstance(value, float):
        return _usable(Decimal(repr(float(value))))
    if isinstance(value, Enum):
        return to_feel(value.value)
    if isinstance(value, UUID):
        return str(value)
    for base in (str, int, Decimal):
        if isinstance(value, base):
            return to_feel(base(value))
    raise FeelError(say("A value of type %(type)s cannot be used in FEEL.", type=type(value).__name__))
