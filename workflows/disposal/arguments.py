"""Reading what a diagram passes to a service task: ids, amounts, days; a wrong one is refused at its name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from engine.errors import Invalid, Problem, Sentence, say

Arguments = Mapping[str, Any]


def read_id(arguments: Arguments, name: str) -> UUID:
    """A required id."""
    found = read_optional_id(arguments, name)
    if found is None:
        raise _refuse(name, say("“%(name)s” is missing.", name=name))
    return found


def read_optional_id(arguments: Arguments, name: str) -> UUID | None:
    """An id, or None where nothing or no id was given."""
    value = arguments.get(name)
    if isinstance(value, UUID):
        return value
    try:
        return UUID(str(value))
    except ValueError:
        return None


def read_ids(arguments: Arguments, name: str) -> list[UUID]:
    """The ids of a list, or of a single one; nothing given is an empty list."""
    value = arguments.get(name)
    if value is None or value == "":
        return []
    try:
        return [UUID(str(item)) for item in (value if isinstance(value, list) else [value])]
    except ValueError:
        raise _refuse(name, say("This is not a list of files.")) from None


def read_text(arguments: Arguments, name: str) -> str:
    """A text without spaces around it; missing is empty."""
    value = arguments.get(name)
    return "" if value is None else str(value).strip()


def read_amount(arguments: Arguments, name: str) -> Decimal | None:
    """An exact amount, or None where nothing was given."""
    value = arguments.get(name)
    if value is None or value == "":
        return None
    try:
        amount = Decimal(value) if isinstance(value, int | str | Decimal) else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise _refuse(name, say("This is not an amount."))
    return amount


def read_flag(arguments: Arguments, name: str) -> bool:
    """True only where the diagram says true."""
    return arguments.get(name) is True


def read_day(arguments: Arguments, name: str) -> date:
    """A required day, as a date or as YYYY-MM-DD."""
    value = arguments.get(name)
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise _refuse(name, say("Enter a day as YYYY-MM-DD.")) from None


def _refuse(where: str, sentence: Sentence) -> Invalid:
    return Invalid([Problem(where, sentence)])
