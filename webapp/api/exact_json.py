"""JSON without floats: a number with a point is a `Decimal` from the first byte on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask.json.provider import DefaultJSONProvider


class ExactJson(DefaultJSONProvider):
    """Reads numbers exactly, and refuses what JSON does not have (NaN) and what no text column holds (NUL)."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        try:
            value = super().loads(s, parse_float=Decimal, parse_constant=_refuse, **kwargs)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        require_storable(value)
        return value


def require_storable(value: Any) -> None:
    """Raise `ValueError` for a text that is not Unicode or holds NUL, anywhere in a JSON value."""
    if isinstance(value, str):
        if "\0" in value:
            raise ValueError("text with NUL")
        value.encode()
    elif isinstance(value, dict):
        for key, item in value.items():
            require_storable(key)
            require_storable(item)
    elif isinstance(value, list):
        for item in value:
            require_storable(item)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")
