"""Which names an expression takes from outside: what the publication check compares with the variables known."""

from __future__ import annotations

from collections.abc import Iterator

from engine.feel import syntax
from engine.feel.builtins import BUILTINS
from engine.feel.expressions import Expression, UnaryTests, parse_expression
from engine.feel.syntax import Node

_FREE, _CALLED = "free", "called"
_ALWAYS_BOUND = frozenset({"?"})


def free_names(expression: str | Expression | UnaryTests) -> frozenset[str]:
    """The variables that the expression reads. Names inside a filter are left out: they may be entries of its elements.

    Raises `FeelError` if the text does not parse.
    """
    return names_outside(_tree(expression))


def paths_read(expression: str | Expression | UnaryTests) -> frozenset[str]:
    """The variables that the expression reads, each as far as it names their parts: `order.amount`, `level`.

    Raises `FeelError` if the text does not parse.
    """
    tree = _tree(expression)
    return frozenset(_paths(tree, names_outside(tree)))


def called_functions(expression: str | Expression | UnaryTests) -> frozenset[str]:
    """The functions called by a name that the expression itself does not define, built-in ones included."""
    return _called_in(_tree(expression))


def unknown_functions(expression: str | Expression | UnaryTests) -> frozenset[str]:
    """Those of `called_functions` that are not built in."""
    return unknown_functions_in(_tree(expression))


def names_outside(tree: Node) -> frozenset[str]:
    """The same as `free_names`, of a tree."""
    names = {name for kind, name in _outer(tree, _ALWAYS_BOUND) if kind == _FREE}
    return frozenset(names - BUILTINS.keys())


def unknown_functions_in(tree: Node) -> frozenset[str]:
    """The same as `unknown_functions`, of a tree."""
    return _called_in(tree) - BUILTINS.keys()


def _paths(node: Node, free: frozenset[str]) -> Iterator[str]:
    names: list[str] = []
    inner = node
    while isinstance(inner, syntax.Path):
        names.append(inner.name)
        inner = inner.source
    if isinstance(inner, syntax.Name):
        if inner.name in free:
            yield ".".join([inner.name, *reversed(names)])
        return
    for child in node.children():
        yield from _paths(child, free)


def _called_in(tree: Node) -> frozenset[str]:
    return frozenset(name for kind, name in _outer(tree, _ALWAYS_BOUND) if kind == _CALLED)


def _tree(expression: str | Expression | UnaryTests) -> Node:
    return parse_expression(expression).tree if isinstance(expression, str) else expression.tree


def _outer(node: Node, bound: frozenset[str]) -> Iterator[tuple[str, str]]:
    if isinstance(node, syntax.Name):
        if node.name not in bound:
            yield _FREE, node.name
    elif isinstance(node, syntax.Invocation):
        yield from _of_call(node, bound)
    elif isinstance(node, syntax.ContextOf):
        for key, value in node.entries:
            yield from _outer(value, bound | {key} if isinstance(value, syntax.FunctionOf) else bound)
            bound |= {key}
    elif isinstance(node, (syntax.For, syntax.Quantified)):
        yield from _of_loop(node, bound)
    elif isinstance(node, syntax.FunctionOf):
        yield from _outer(node.body, bound | set(node.parameters))
    elif isinstance(node, syntax.Filter):
        yield from _outer(node.source, bound)
        yield from (each for each in _outer(node.condition, bound) if each[0] == _CALLED)
    else:
        for child in node.children():
            yield from _outer(child, bound)


def _of_call(node: syntax.Invocation, bound: frozenset[str]) -> Iterator[tuple[str, str]]:
    if not isinstance(node.function, syntax.Name):
        yield from _outer(node.function, bound)
    elif node.function.name not in bound:
        yield _CALLED, node.function.name
    for argument in node.arguments:
        yield from _outer(argument, bound)


def _of_loop(node: syntax.For | syntax.Quantified, bound: frozenset[str]) -> Iterator[tuple[str, str]]:
    for iteration in node.iterations:
        yield from _outer(iteration.source, bound)
        if iteration.end is not None:
            yield from _outer(iteration.end, bound)
        bound |= {iteration.name}
    if isinstance(node, syntax.For):
        yield from _outer(node.result, bound | {"partial"})
    else:
        yield from _outer(node.condition, bound)
