"""Unary tests: the cells of decision tables, and what stands after `in`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.feel import syntax
from engine.feel.comparison import ORDERS, equals, includes, ordered
from engine.feel.compiler.operators import negated
from engine.feel.compiler.registry import Code, compiled, compiles
from engine.feel.run import Scope

Claim = Callable[[Scope, Any], bool | None]


@compiles(syntax.In)
def _in(node: syntax.In) -> Code:
    operand = compiled(node.operand)
    claims = [compiled_test(test) for test in node.tests]

    def inside(scope: Scope) -> bool | None:
        value = operand(scope)
        results = [claim(Scope({"?": value}, scope, scope.run), value) for claim in claims]
        return True if True in results else (None if None in results else False)

    return inside


def compiled_unary_tests(node: syntax.UnaryTests) -> Callable[[Scope, Any], bool]:
    """Whether a cell holds for a value; `?` is taken from the scope."""
    claims = [compiled_test(test) for test in node.tests]
    if not claims:
        return lambda scope, value: True
    if node.is_negated:
        return lambda scope, value: all(claim(scope, value) is False for claim in claims)
    if len(claims) == 1:
        only = claims[0]
        return lambda scope, value: only(scope, value) is True
    return lambda scope, value: any(claim(scope, value) is True for claim in claims)


def compiled_test(test: syntax.Test) -> Claim:
    """One test: a comparison, a claim about `?`, or a value that is equal to or includes the one tested."""
    operand = compiled(test.operand)
    if test.operator == "=":
        return lambda scope, value: equals(scope.run, value, operand(scope))
    if test.operator == "!=":
        return lambda scope, value: negated(equals(scope.run, value, operand(scope)))
    if test.operator:
        order = ORDERS[test.operator]
        return lambda scope, value: ordered(order, value, operand(scope))
    if _mentions_input(test.operand):
        return lambda scope, value: _truth(operand(scope))
    if isinstance(test.operand, syntax.Literal):
        literal = test.operand.value
        return lambda scope, value: equals(scope.run, value, literal)

    def holds(scope: Scope, value: Any) -> bool | None:
        tested = operand(scope)
        if tested is True and type(value) is not bool:
            return True
        if tested is None:
            return True if value is None else None
        return includes(scope.run, tested, value)

    return holds


def _truth(value: Any) -> bool | None:
    return value if type(value) is bool else None


def _mentions_input(node: syntax.Node) -> bool:
    return any(isinstance(inner, syntax.Name) and inner.name == "?" for inner in node.walk())
