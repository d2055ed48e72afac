"""The values in the kit's test files, and when a value is the one expected."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from lxml import etree

from engine.feel import to_text
from engine.feel.comparison import equals
from engine.feel.numbers import is_number
from engine.feel.run import Run
from engine.feel.temporal import read_date, read_datetime, read_duration, read_time

TEST_CASES = "{http://www.omg.org/spec/DMN/20160719/testcase}"
_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
_TOLERANCE = Decimal("1e-8")
_NUMBERS = frozenset({"decimal", "double", "integer", "int", "float", "long"})
_READERS: dict[str, Callable[[str], Any]] = {
    "date": read_date,
    "time": read_time,
    "dateTime": read_datetime,
    "duration": read_duration,
}


def value_of(node: etree._Element) -> Any:
    """The FEEL value of an `inputNode`, `expected`, `item` or `component`: its value, list, or components."""
    listed = node.find(f"{TEST_CASES}list")
    if listed is not None:
        return None if _is_nil(listed) else [value_of(item) for item in listed.iterfind(f"{TEST_CASES}item")]
    components = node.findall(f"{TEST_CASES}component")
    if components:
        return {each.get("name") or "": value_of(each) for each in components}
    value = node.find(f"{TEST_CASES}value")
    if value is None or _is_nil(value):
        return None
    return _scalar(value.text or "", (value.get(f"{_INSTANCE}type") or "").rpartition(":")[2])


def is_expected(value: Any, expected: Any) -> bool:
    """Whether both are the same: numbers to 1e-8, dates, times and durations as they are written, the rest deeply."""
    if is_number(value) and is_number(expected):
        return abs(Decimal(value) - Decimal(expected)) <= _TOLERANCE * max(Decimal(1), abs(Decimal(expected)))
    if isinstance(value, list) and isinstance(expected, list):
        return len(value) == len(expected) and all(map(is_expected, value, expected))
    if isinstance(value, dict) and isinstance(expected, dict):
        return value.keys() == expected.keys() and all(is_expected(value[key], expected[key]) for key in expected)
    if isinstance(expected, (date, time, datetime, timedelta)):
        is_same_kind: bool = type(value) is type(expected)
        return is_same_kind and to_text(value) == to_text(expected)
    return equals(Run(), value, expected) is True


def _is_nil(node: etree._Element) -> bool:
    return str(node.get(f"{_INSTANCE}nil")) == "true"


def _scalar(text: str, kind: str) -> Any:
    if kind in _NUMBERS:
        return Decimal(text.strip())
    if kind == "boolean":
        return text.strip() == "true"
    return _READERS[kind](text.strip()) if kind in _READERS else text
