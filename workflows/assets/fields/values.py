"""What people and files write into custom fields, read as the field's kind has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation

from engine.errors import Problem, Sentence, say
from workflows.assets.fields.models import AssetField, FieldKind

LONGEST_VALUE = 500
_MOST_DIGITS = 15


class Unreadable(Exception):
    """A text that is no value of its field; `sentence` says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def read_value(field: AssetField, text: str) -> str:
    """The value as it is kept; empty where nothing is said. Refused: `Unreadable`."""
    text = text.strip()
    if not text:
        return ""
    match FieldKind(field.kind):
        case FieldKind.NUMBER:
            return _number(text)
        case FieldKind.DATE:
            return _day(text)
        case FieldKind.CHOICE:
            if text not in field.choices:
                raise Unreadable(say("This is one of: %(choices)s.", choices=", ".join(field.choices)))
            return text
        case FieldKind.TEXT:
            if len(text) > LONGEST_VALUE:
                raise Unreadable(say("At most %(limit)s characters.", limit=LONGEST_VALUE))
            return text


def read_values(
    fields: Sequence[AssetField], sent: Mapping[str, str], *, is_complete: bool = False
) -> tuple[dict[str, str], list[Problem]]:
    """What was sent by the names of these fields, and what is wrong with it, at `field:<name>`. `is_complete`: a
    required field that is not sent at all is missing too. A name that none of them has is a problem."""
    values, problems = {}, []
    by_name = {field.name: field for field in fields}
    for name in sent.keys() - by_name.keys():
        problems.append(Problem(where(name), say("There is no field “%(field)s”.", field=name[:60])))
    for field in fields:
        if field.name not in sent and not is_complete:
            continue
        try:
            values[field.name] = read_value(field, sent.get(field.name, ""))
        except Unreadable as bad:
            problems.append(Problem(where(field.name), bad.sentence))
            continue
        if field.is_required and not values[field.name]:
            problems.append(Problem(where(field.name), say("This is missing.")))
    return values, problems


def where(name: str) -> str:
    """Where a problem of the field of this name is told."""
    return f"field:{name}"


def _number(text: str) -> str:
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation as error:
        raise Unreadable(say("“%(text)s” is no number.", text=text[:40])) from error
    if not number.is_finite() or len(number.as_tuple().digits) > _MOST_DIGITS or abs(number.adjusted()) > _MOST_DIGITS:
        raise Unreadable(say("“%(text)s” is no number.", text=text[:40]))
    plain = f"{number:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain == "-0" else plain


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise Unreadable(say("“%(text)s” is no date: write it as 2020-05-31.", text=text[:40])) from error
