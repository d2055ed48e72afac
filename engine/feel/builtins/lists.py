"""Lists (DMN 1.5, table 74)."""

from __future__ import annotations

from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from engine.feel.builtins.registry import builtin
from engine.feel.calls import invoke
from engine.feel.comparison import ORDERS, equals, ordered
from engine.feel.run import Run
from engine.feel.values import Function


@builtin("list contains", "list: list, element: any")
def _list_contains(run: Run, items: list[Any], element: Any) -> bool:
    run.charge(len(items))
    return any(equals(run, item, element) is True for item in items)


@builtin("count", "list: list...")
def _count(run: Run, items: list[Any]) -> Decimal:
    return Decimal(len(items))


@builtin("append", "list: list, item: list...")
def _append(run: Run, items: list[Any], added: list[Any]) -> list[Any]:
    run.charge(len(items))
    return [*items, *added]


@builtin("concatenate", "list: list...")
def _concatenate(run: Run, lists: list[Any]) -> list[Any]:
    joined: list[Any] = []
    for each in lists:
        run.charge(len(each) if type(each) is list else 1)
        joined.extend(each if type(each) is list else [each])
    return joined


@builtin("union", "list: list...")
def _union(run: Run, lists: list[Any]) -> list[Any]:
    return _distinct_values(run, _concatenate(run, lists))


@builtin("distinct values", "list: list")
def _distinct_values(run: Run, items: list[Any]) -> list[Any]:
    found: list[Any] = []
    for item in items:
        if not _list_contains(run, found, item):
            found.append(item)
    return found


@builtin("duplicate values", "list: list")
def _duplicate_values(run: Run, items: list[Any]) -> list[Any]:
    distinct = _distinct_values(run, items)
    return [item for item in distinct if len(_index_of(run, items, item)) > 1]


@builtin("flatten", "list: list")
def _flatten(run: Run, items: list[Any]) -> list[Any]:
    flat: list[Any] = []
    for item in items:
        run.charge()
        flat.extend(_flatten(run, item) if type(item) is list else [item])
    return flat


@builtin("index of", "list: list, match: any")
def _index_of(run: Run, items: list[Any], match: Any) -> list[Decimal]:
    run.charge(len(items))
    return [Decimal(number) for number, item in enumerate(items, 1) if equals(run, item, match) is True]


@builtin("insert before", "list: list, position: number, newItem: any")
def _insert_before(run: Run, items: list[Any], position: Decimal, item: Any) -> list[Any] | None:
    index = _index(items, position)
    run.charge(len(items))
    return None if index is None else [*items[:index], item, *items[index:]]


@builtin("remove", "list: list, position: number")
def _remove(run: Run, items: list[Any], position: Decimal) -> list[Any] | None:
    index = _index(items, position)
    run.charge(len(items))
    return None if index is None else [*items[:index], *items[index + 1 :]]


@builtin("list replace", "list: list, position: number, newItem: any")
def _list_replace(run: Run, items: list[Any], position: Decimal, item: Any) -> list[Any] | None:
    index = _index(items, position)
    run.charge(len(items))
    return None if index is None else [*items[:index], item, *items[index + 1 :]]


@builtin("list replace", "list: list, match: function, newItem: any")
def _list_replace_matching(run: Run, items: list[Any], match: Function, item: Any) -> list[Any] | None:
    results = [invoke(run, match, [old, item]) for old in items]
    if not all(type(result) is bool for result in results):
        return None
    return [item if result else old for old, result in zip(items, results, strict=True)]


@builtin("reverse", "list: list")
def _reverse(run: Run, items: list[Any]) -> list[Any]:
    run.charge(len(items))
    return items[::-1]


@builtin("sublist", "list: list, start position: number, length: number?")
def _sublist(run: Run, items: list[Any], start: Decimal, length: Decimal | None = None) -> list[Any] | None:
    index = _index(items, start)
    run.charge(len(items))
    if index is None or (length is not None and not 0 <= length <= len(items) - index):
        return None
    return items[index:] if length is None else items[index : index + int(length)]


@builtin("sort", "list: list, precedes: function")
def _sort(run: Run, items: list[Any], precedes: Function) -> list[Any] | None:
    def compare(left: Any, right: Any) -> int:
        if invoke(run, precedes, [left, right]) is True:
            return -1
        return 1 if invoke(run, precedes, [right, left]) is True else 0

    return sorted(items, key=cmp_to_key(compare))


@builtin("sort", "list: list")
def _sort_naturally(run: Run, items: list[Any]) -> list[Any] | None:
    run.charge(len(items) * len(items).bit_length())
    if any(ordered(ORDERS["<="], items[0], item) is None for item in items):
        return None
    return sorted(items, key=cmp_to_key(lambda a, b: -1 if ordered(ORDERS["<"], a, b) else 1))


@builtin("all", "list: list...")
def _all(run: Run, items: list[Any]) -> bool | None:
    return _decided(items, decisive=False)


@builtin("any", "list: list...")
def _any(run: Run, items: list[Any]) -> bool | None:
    return _decided(items, decisive=True)


def _decided(items: list[Any], *, decisive: bool) -> bool | None:
    if any(item is decisive for item in items):
        return decisive
    return (not decisive) if all(type(item) is bool for item in items) else None


def _index(items: list[Any], position: Decimal) -> int | None:
    """The index of a position that counts from 1, or from the end if it is negative."""
    number = int(position)
    if number == 0 or abs(number) > len(items):
        return None
    return number - 1 if number > 0 else len(items) + number
