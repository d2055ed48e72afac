"""Paths and filters: `order.lines[price > 10].name`."""

from __future__ import annotations

from typing import Any

from engine.feel import syntax
from engine.feel.compiler.registry import Code, compiled, compiles
from engine.feel.errors import FeelError
from engine.feel.numbers import is_number
from engine.feel.properties import property_of
from engine.feel.run import Run, Scope
from engine.feel.values import FEEL_TYPES, to_feel


@compiles(syntax.Path)
def _path(node: syntax.Path) -> Code:
    source, name = compiled(node.source), node.name
    return lambda scope: member(scope.run, source(scope), name)


def member(run: Run, value: Any, name: str) -> Any:
    """The entry of a context, the property of a date, duration or range, or for a list those of its elements."""
    kind = type(value)
    if kind is dict:
        found = value.get(name)
        return found if type(found) in FEEL_TYPES else to_feel(found)
    if kind is list:
        run.charge(len(value))
        return [member(run, item, name) for item in value]
    return property_of(value, name)


@compiles(syntax.Filter)
def _filter(node: syntax.Filter) -> Code:
    source, condition, is_strict = compiled(node.source), compiled(node.condition), node.is_strict
    cost = node.condition.cost()
    if not is_strict and isinstance(node.condition, syntax.Literal) and is_number(node.condition.value):
        index = node.condition.value
        return lambda scope: element_at(_listed(source(scope)), index)

    def filtered(scope: Scope) -> Any:
        items = _listed(source(scope))
        if not items:
            return element_at(items, position) if is_number(position := condition(scope)) else []
        found = []
        try:
            for item in items:
                scope.run.charge(cost)
                result = condition(item_scope(scope, item))
                if is_number(result) and not is_strict:
                    return element_at(items, result)
                if is_strict and type(result) is not bool:
                    return None
                if result is True:
                    found.append(item)
        except FeelError as error:
            error.trail.append(node)
            raise
        return found

    return filtered


def item_scope(scope: Scope, item: Any) -> Scope:
    """The scope inside a filter: the entries of the element first, then `item`."""
    inner = Scope({"item": item}, scope, scope.run)
    return Scope(item, inner, scope.run) if type(item) is dict else inner


def element_at(items: list[Any], index: Any) -> Any:
    """The element at `index`: from 1, or from the end for a negative one; null beyond."""
    if index != int(index):
        return None
    position = int(index)
    if 0 < position <= len(items):
        return items[position - 1]
    return items[position] if -len(items) <= position < 0 else None


def _listed(value: Any) -> list[Any]:
    if type(value) is list:
        return value
    return [] if value is None else [value]
