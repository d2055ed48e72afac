"""The variables that the host gives an evaluation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from engine.feel.numbers import is_usable
from engine.feel.values import to_feel

_UNCHANGED = frozenset({str, bool, type(None), date, timedelta})


class HostValues(Mapping[str, Any]):
    """The host's values as FEEL sees them (`to_feel`), each made when it is first read: most are not."""

    __slots__ = ("_made", "_source")

    def __init__(self, source: Mapping[str, Any]) -> None:
        self._source = source
        self._made: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        value = self._source[key]
        kind = type(value)
        if kind in _UNCHANGED or (kind is Decimal and is_usable(value)):
            return value
        if key not in self._made:
            self._made[key] = to_feel(value)
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._source)

    def __len__(self) -> int:
        return len(self._source)
