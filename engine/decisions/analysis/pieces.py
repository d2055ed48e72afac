"""Values that stand for all others: the constants of a column, and one value between, before and beyond them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import Any

from engine.feel import MonthsDuration
from engine.feel.numbers import DECIMAL34

_DAY = timedelta(days=1)
_MIDNIGHT = datetime(2000, 1, 1)  # noqa: DTZ001 - times without a zone
_LETTERS = ("a", "0", " ", "\x00")


def representatives(points: Iterable[Any], kinds: Iterable[type]) -> list[Any]:
    """One value for each piece into which `points` cut the values of their kinds, and of the `kinds` given.

    Kinds follow each other, values of one kind in their order. Times and date-times are cut to the microsecond.
    """
    groups: dict[tuple[type, bool], set[Any]] = {(kind, False): set() for kind in kinds}
    for point in points:
        groups.setdefault((type(point), getattr(point, "tzinfo", None) is not None), set()).add(point)
    return [value for (kind, _), group in groups.items() for value in _cut(kind, sorted(group))]


def _cut(kind: type, points: list[Any]) -> Iterator[Any]:
    if kind is bool:
        yield from (True, False)
        return
    if not points:
        yield from _ANY.get(kind, ())
        return
    if kind is str:  # an example of a word that is not listed is best no neighbour of one that is
        yield from points
        yield from (word for word in ("other",) if word not in points)
    yield from _gaps(kind, points)


def _gaps(kind: type, points: list[Any]) -> Iterator[Any]:
    before = _before(kind, points[0])
    if before is not None:
        yield before
    for low, high in pairwise(points):
        if kind is not str:
            yield low
        between = _between(kind, low, high)
        if between is not None and low < between < high:
            yield between
    if kind is not str:
        yield points[-1]
    after = _after(kind, points[-1])
    if after is not None:
        yield after


def _before(kind: type, value: Any) -> Any:
    if kind is str:
        return "" if value else None
    return _moved(kind, value, -1)


def _after(kind: type, value: Any) -> Any:
    return value + "a" if kind is str else _moved(kind, value, 1)


def _moved(kind: type, value: Any, steps: int) -> Any:
    with suppress(OverflowError):
        if kind is Decimal:
            moved = DECIMAL34.add(value, steps)
            if moved == value:
                moved = DECIMAL34.next_plus(value) if steps > 0 else DECIMAL34.next_minus(value)
            return moved if moved.is_finite() else None
        if kind is MonthsDuration:
            return MonthsDuration(value.total + steps)
        if kind is time:
            moment = datetime.combine(_MIDNIGHT, value) + timedelta(seconds=steps)
            return moment.time() if moment.date() == _MIDNIGHT.date() else _edge(value, steps)
        return value + steps * _DAY
    return None


def _edge(value: time, steps: int) -> time | None:
    edge = time.max if steps > 0 else time.min
    return None if value == edge else edge


def _between(kind: type, low: Any, high: Any) -> Any:
    if kind is Decimal:
        whole = DECIMAL34.add(low, 1).to_integral_value(ROUND_FLOOR)
        return whole if low < whole < high else DECIMAL34.divide(DECIMAL34.add(low, high), 2)
    if kind is str:
        return next((low + letter for letter in _LETTERS if low + letter < high), None)
    if kind is MonthsDuration:
        return MonthsDuration((low.total + high.total) // 2)
    if kind is time:
        start = datetime.combine(_MIDNIGHT, low)
        return (start + (datetime.combine(_MIDNIGHT, high) - start) / 2).time()
    if kind is date:
        return low + timedelta(days=(high - low).days // 2)
    return low + (high - low) / 2


_ANY: dict[type, tuple[Any, ...]] = {
    Decimal: (Decimal(1),),
    str: ("other",),
    date: (date(2026, 1, 1),),
    time: (time(12),),
    timedelta: (_DAY,),
    MonthsDuration: (MonthsDuration(1),),
}
