"""`string()`: the text of a value."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from engine.errors import say
from engine.feel.errors import FeelError
from engine.feel.numbers import is_number, number_text
from engine.feel.run import Run
from engine.feel.temporal import MonthsDuration, date_text, datetime_text, days_text, months_text, time_text
from engine.feel.values import Function, Range
from engine.feel.wide import WIDE

_PLAIN_KEY = re.compile(r"[^\W\d]\w*(?: \w+)*")
_TEXTS: dict[type, Any] = {
    date: date_text,
    time: time_text,
    datetime: datetime_text,
    timedelta: days_text,
    MonthsDuration: months_text,
}


def to_text(value: Any, run: Run | None = None) -> str:
    """The text of a value as FEEL's `string()` writes it; texts inside lists and contexts are quoted."""
    return value if type(value) is str else _written(value, run or Run())


def _written(value: Any, run: Run) -> str:
    run.charge()
    if value is None or type(value) is bool:
        return {None: "null", True: "true", False: "false"}[value]
    if is_number(value):
        text = number_text(value)
    elif type(value) is list:
        text = f"[{', '.join(_written(item, run) for item in value)}]"
    elif type(value) is dict:
        text = f"{{{', '.join(f'{_key(key)}: {_written(item, run)}' for key, item in value.items())}}}"
    elif type(value) is str:
        text = quoted(value)
    elif type(value) is Range:
        text = _range_text(value, run)
    elif type(value) is Function:
        text = f"function {value.name}".strip()
    else:
        text = _other(value)
    run.charge_text(len(text))
    return text


def _other(value: Any) -> str:
    write = _TEXTS.get(WIDE.get(type(value), type(value)))
    if write is None:
        raise FeelError(say("A value of type %(type)s cannot be used in FEEL.", type=type(value).__name__))
    return str(write(value))


def quoted(text: str) -> str:
    """The text as a literal of FEEL."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def _key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) else quoted(key)


def _range_text(span: Range, run: Run) -> str:
    opening, closing = "[" if span.start_included else "(", "]" if span.end_included else ")"
    return f"{opening}{_written(span.start, run)}..{_written(span.end, run)}{closing}"
