"""Reading JSON from strangers: size cap, depth cap, no repeated names, numbers as `Decimal`."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, NoReturn

from engine.errors import Invalid, Problem, Sentence, say

MAX_BYTES = 512 * 1024
_MAX_DIGITS = 34


def parse_json(data: bytes, where: str, *, max_bytes: int = MAX_BYTES) -> Any:
    """The value of `data` (UTF-8). Raises `Invalid`."""
    if len(data) > max_bytes:
        raise _invalid(where, say("The file is larger than %(limit)s KB.", limit=max_bytes // 1024))
    try:
        return json.loads(
            data.decode("utf-8-sig"),
            parse_float=_number,
            parse_int=_number,
            parse_constant=_refuse_constant,
            object_pairs_hook=_without_repetition,
        )
    except RecursionError as error:
        raise _invalid(where, say("The file is nested too deeply.")) from error
    except ValueError as error:
        raise _invalid(where, say("The file is not valid JSON: %(reason)s", reason=str(error)[:200])) from error


def _number(text: str) -> Decimal:
    number = Decimal(text)
    if len(number.as_tuple().digits) > _MAX_DIGITS or abs(number.adjusted()) > _MAX_DIGITS:
        raise ValueError(f"a number of more than {_MAX_DIGITS} digits")
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is used twice in one object")
    return found


def _invalid(where: str, sentence: Sentence) -> Invalid:
    return Invalid([Problem(where, sentence, "form")])
