"""Literals, names, lists, contexts and ranges."""

from __future__ import annotations

from typing import Any

from engine.feel import syntax
from engine.feel.builtins import BUILTINS
from engine.feel.compiler.registry import Code, compiled, compiles
from engine.feel.run import Scope
from engine.feel.values import FEEL_TYPES, Range, to_feel

_ABSENT = object()
_ENDS = {"<": (False, False), "<=": (False, True), ">": (False, False), ">=": (True, False), "=": (True, True)}


def lookup(scope: Scope, key: str) -> Any:
    """The value of the innermost variable `key`, `_ABSENT` if there is none."""
    here = scope
    while here.parent is not None:
        if key in here.variables:
            return here.variables[key]
        here = here.parent
    try:
        return here.variables[key]
    except KeyError:
        return _ABSENT


def is_bound(scope: Scope, key: str) -> bool:
    """Whether a variable `key` is visible."""
    return lookup(scope, key) is not _ABSENT


@compiles(syntax.Literal)
def _literal(node: syntax.Literal) -> Code:
    value = node.value
    return lambda scope: value


@compiles(syntax.Name)
def _name(node: syntax.Name) -> Code:
    key = node.name
    builtin = BUILTINS.get(key)

    def name(scope: Scope) -> Any:
        value = lookup(scope, key)
        if type(value) in FEEL_TYPES:
            return value
        return builtin if value is _ABSENT else to_feel(value)

    return name


@compiles(syntax.ListOf)
def _list(node: syntax.ListOf) -> Code:
    items = [compiled(item) for item in node.items]
    return lambda scope: [item(scope) for item in items]


@compiles(syntax.ContextOf)
def _context(node: syntax.ContextOf) -> Code:
    entries = [(key, compiled(value)) for key, value in node.entries]
    if len({key for key, _ in entries}) < len(entries):  # no two entries may have one key (DMN 1.5, 10.3.2.6)
        return lambda scope: None

    def context(scope: Scope) -> dict[str, Any]:
        made: dict[str, Any] = {}
        inner = Scope(made, scope, scope.run)
        for key, value in entries:
            made[key] = value(inner)
        return made

    return context


@compiles(syntax.RangeOf)
def _range(node: syntax.RangeOf) -> Code:
    start, end = compiled(node.start), compiled(node.end)
    start_included, end_included = node.start_included, node.end_included
    if isinstance(node.start, syntax.Literal) and isinstance(node.end, syntax.Literal):
        constant = made_range(node.start.value, node.end.value, start_included, end_included)
        return lambda scope: constant
    return lambda scope: made_range(start(scope), end(scope), start_included, end_included)


@compiles(syntax.UnaryRange)
def _unary_range(node: syntax.UnaryRange) -> Code:
    operand = compiled(node.operand)
    operator = node.operator
    if operator == "!=":
        return lambda scope: None
    start_included, end_included = _ENDS[operator]

    def unary_range(scope: Scope) -> Range | None:
        value = operand(scope)
        if value is None:
            return None
        start = value if operator in (">", ">=", "=") else None
        end = value if operator in ("<", "<=", "=") else None
        return Range(start, end, start_included, end_included)

    return unary_range


def made_range(start: Any, end: Any, start_included: bool, end_included: bool) -> Range | None:
    """The range between two values; null if one of them is null (only `(< 10)` and its like have an open end)."""
    return None if start is None or end is None else Range(start, end, start_included, end_included)
