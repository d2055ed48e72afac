"""From what a browser or an API client sends to a typed answer. An empty entry is None (a list: empty).

text -> str · number and money -> Decimal · checkbox -> bool · radio, select -> str · checklist, taglist -> list[str] ·
date -> date · time -> time · date and time -> datetime in UTC (or local, if the schema says no_timezone) ·
photos -> list of file ids · signature, asset, person -> id. Ids are str.
"""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal
from typing import Any
from uuid import UUID

from engine.errors import EngineError, Sentence, say
from engine.forms.kinds import Shape
from engine.forms.schema import Component

MAX_ITEMS = 500
MAX_DIGITS = 30
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[,， ]\d{3})+(?:\.\d+)?", re.ASCII)
_YES, _NO = {"true", "on", "1"}, {"false", "off", "0"}


class Unreadable(EngineError):
    """An entry that is no answer of this component."""


def read_answer(component: Component, raw: Any, *, zone: tzinfo = UTC) -> Any:
    """The typed answer in `raw`; `zone` is that of the person who typed a date and time. Raises `Unreadable`."""
    if component.kind.is_list:
        return _read_list(component, raw)
    if isinstance(raw, (list, tuple, dict)):
        raise Unreadable(say("Give one value only."))
    if component.kind.shape is Shape.YES_NO:
        return _read_yes_no(raw)
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    match component.kind.shape:
        case Shape.NUMBER:
            return _read_number(raw)
        case Shape.MOMENT:
            return _read_moment(component, raw, zone)
        case Shape.FILE | Shape.REFERENCE:
            return _read_id(raw)
        case _:
            return _read_text(component, raw)


def _read_text(component: Component, raw: Any) -> str:
    text = _as_text(raw).strip()
    is_long = component.type == "textarea"
    text = text.replace("\r\n", "\n").replace("\r", "\n") if is_long else text
    if any(_is_control(character) for character in text if not (is_long and character in "\n\t")):
        raise Unreadable(say("This contains characters that cannot be shown."))
    if component.kind.max_length and len(text) > component.kind.max_length:
        raise Unreadable(say("At most %(limit)s characters.", limit=component.kind.max_length))
    return text


def _read_list(component: Component, raw: Any) -> list[str]:
    items = raw if isinstance(raw, (list, tuple)) else [raw]
    if len(items) > MAX_ITEMS:
        raise Unreadable(say("At most %(limit)s entries.", limit=MAX_ITEMS))
    is_ids = component.kind.shape is Shape.FILES
    read = [_read_id(item) if is_ids else _read_text(component, item) for item in items if item not in (None, "")]
    return list(dict.fromkeys(read))


def _read_yes_no(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    text = "false" if raw is None or raw == "" else str(raw).lower()
    if text not in _YES | _NO:
        raise Unreadable(say("Answer with yes or no."))
    return text in _YES


def _read_number(raw: Any) -> Decimal:
    if isinstance(raw, float):
        # A JSON client's 12.5: its shortest text is what was meant.
        raw = repr(raw) if math.isfinite(raw) else "nan"
    text = _as_text(raw).strip().replace("\N{MINUS SIGN}", "-")
    if _GROUPED.fullmatch(text):
        raise Unreadable(say("Write the number without separators for thousands, such as 12345.67."))
    if not _NUMBER.fullmatch(text):
        raise Unreadable(say("Write a number in digits, such as 12345.67."))
    if sum(character.isdigit() for character in text) > MAX_DIGITS:
        raise Unreadable(say("At most %(limit)s digits.", limit=MAX_DIGITS))
    return Decimal(text)


def _read_moment(component: Component, raw: Any, zone: tzinfo) -> date | time | datetime:
    try:
        match component.subtype:
            case "time":
                return raw if isinstance(raw, time) else _read_time(_as_text(raw).strip())
            case "datetime":
                moment = raw if isinstance(raw, datetime) else _read_datetime(_as_text(raw).strip())
                return _in_zone(component, moment, zone)
            case _:
                is_date = isinstance(raw, date) and not isinstance(raw, datetime)
                return raw if is_date else _read_date(_as_text(raw).strip())
    except (ValueError, OverflowError) as error:
        examples = {"time": "09:30", "datetime": "2026-03-05T09:30"}
        example = examples.get(component.subtype, "2026-03-05")
        raise Unreadable(say("Write it as %(example)s.", example=example)) from error


def _read_date(text: str) -> date:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        raise ValueError(text)
    return date.fromisoformat(text)


def _read_time(text: str) -> time:
    if not re.fullmatch(r"\d\d:\d\d(:\d\d)?", text, re.ASCII):
        raise ValueError(text)
    return time.fromisoformat(text)


def _read_datetime(text: str) -> datetime:
    pattern = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?"
    if not re.fullmatch(pattern, text, re.ASCII):
        raise ValueError(text)
    return datetime.fromisoformat(text)


def _in_zone(component: Component, moment: datetime, zone: tzinfo) -> datetime:
    if component.is_local_time:
        return moment.replace(tzinfo=None)
    instant = (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    if moment.tzinfo is None and instant.astimezone(zone).replace(tzinfo=None) != moment:
        raise Unreadable(say("The clocks skip this time on that day."))
    return instant


def _read_id(raw: Any) -> str:
    try:
        return str(raw if isinstance(raw, UUID) else UUID(_as_text(raw).strip()))
    except ValueError as error:
        raise Unreadable(say("This is not one of the things that can be chosen here.")) from error


def _as_text(raw: Any) -> str:
    if isinstance(raw, str):
        return raw
    if isinstance(raw, (int, Decimal)) and not isinstance(raw, bool):
        return format(raw, "f") if isinstance(raw, Decimal) else str(raw)
    raise Unreadable(_wrong_type())


def _wrong_type() -> Sentence:
    return say("This kind of value cannot be taken here.")


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs")
