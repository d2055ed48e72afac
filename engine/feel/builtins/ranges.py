"""How two ranges, or a range and a point, lie to each other (DMN 1.5, table 80)."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from engine.feel.builtins.registry import builtin
from engine.feel.comparison import ordered, within
from engine.feel.run import Run
from engine.feel.values import Range

Relation = Callable[[Range, Range], bool | None]


def _less(left: Any, right: Any) -> bool:
    return _decided(operator.lt, left, right)


def _same(left: Any, right: Any) -> bool:
    return _decided(operator.eq, left, right)


class _UndefinedError(Exception):
    """The ends cannot be compared."""


def _decided(order: Callable[[Any, Any], bool], left: Any, right: Any) -> bool:
    result = ordered(order, left, right)
    if result is None:
        raise _UndefinedError
    return result


def _before(a: Range, b: Range) -> bool:
    return _less(a.end, b.start) or (_same(a.end, b.start) and not (a.end_included and b.start_included))


def _meets(a: Range, b: Range) -> bool:
    return a.end_included and b.start_included and _same(a.end, b.start)


def _starts_not_after(a: Range, b: Range) -> bool:
    return _less(a.start, b.start) or (_same(a.start, b.start) and (a.start_included or not b.start_included))


def _ends_not_before(a: Range, b: Range) -> bool:
    return _less(b.end, a.end) or (_same(a.end, b.end) and (a.end_included or not b.end_included))


def _starts_before(a: Range, b: Range) -> bool:
    return _less(a.start, b.start) or (_same(a.start, b.start) and a.start_included and not b.start_included)


def _ends_before(a: Range, b: Range) -> bool:
    return _less(a.end, b.end) or (_same(a.end, b.end) and b.end_included and not a.end_included)


def _overlaps(a: Range, b: Range) -> bool:
    return not _before(a, b) and not _before(b, a)


def _overlaps_before(a: Range, b: Range) -> bool:
    return _overlaps(a, b) and _starts_before(a, b) and not _ends_before(b, a)


def _finishes(a: Range, b: Range) -> bool:
    return a.end_included == b.end_included and _same(a.end, b.end) and _starts_not_after(b, a)


def _starts(a: Range, b: Range) -> bool:
    return a.start_included == b.start_included and _same(a.start, b.start) and _ends_not_before(b, a)


def _includes(a: Range, b: Range) -> bool:
    return _starts_not_after(a, b) and _ends_not_before(a, b)


def _coincides(a: Range, b: Range) -> bool:
    included = a.start_included == b.start_included and a.end_included == b.end_included
    return included and _same(a.start, b.start) and _same(a.end, b.end)


def _reversed(relation: Relation) -> Relation:
    return lambda a, b: relation(b, a)


def _register(name: str, relation: Relation, *, first: str = "range", second: str = "range") -> None:
    suffixes = ("1", "2") if first == second else ("", "")
    parameters = f"{first}{suffixes[0]}: {first}, {second}{suffixes[1]}: {second}"

    @builtin(name, parameters)
    def _related(run: Run, left: Any, right: Any) -> bool | None:
        try:
            return relation(_as_range(left), _as_range(right))
        except _UndefinedError:
            return None


def _as_range(value: Any) -> Range:
    return value if type(value) is Range else Range(value, value, True, True)


def _point_within(a: Range, b: Range) -> bool | None:
    return within(a.start, b)


for _name, _relation in {"before": _before, "after": _reversed(_before), "coincides": _coincides}.items():
    _register(_name, _relation)
    _register(_name, _relation, first="point", second="point")
for _name, _relation in {"before": _before, "after": _reversed(_before)}.items():
    _register(_name, _relation, first="point")
    _register(_name, _relation, second="point")
_register("includes", _reversed(_point_within), second="point")
_register("during", _point_within, first="point")
for _name, _relation in {
    "meets": _meets,
    "met by": _reversed(_meets),
    "overlaps": _overlaps,
    "overlaps before": _overlaps_before,
    "overlaps after": _reversed(_overlaps_before),
    "finishes": _finishes,
    "finished by": _reversed(_finishes),
    "includes": _includes,
    "during": _reversed(_includes),
    "starts": _starts,
    "started by": _reversed(_starts),
}.items():
    _register(_name, _relation)


def _point_finishes(a: Range, b: Range) -> bool:
    return b.end_included and _same(a.start, b.end)


def _point_starts(a: Range, b: Range) -> bool:
    return b.start_included and _same(a.start, b.start)


_register("finishes", _point_finishes, first="point")
_register("finished by", _reversed(_point_finishes), second="point")
_register("starts", _point_starts, first="point")
_register("started by", _reversed(_point_starts), second="point")
