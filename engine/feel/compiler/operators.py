"""Arithmetic, comparison, logic, conditions and types."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.feel import syntax
from engine.feel.arithmetic import NUMERIC, calculate, negate
from engine.feel.comparison import ORDERS, PLAIN, equals, ordered
from engine.feel.compiler.registry import Code, compiled, compiles
from engine.feel.numbers import finite
from engine.feel.run import TRANSCENDENTAL, Scope
from engine.feel.types import is_instance, is_known


@compiles(syntax.Negation)
def _negation(node: syntax.Negation) -> Code:
    operand = compiled(node.operand)
    return lambda scope: negate(operand(scope))


@compiles(syntax.Arithmetic)
def _arithmetic(node: syntax.Arithmetic) -> Code:
    left, right, operator = compiled(node.left), compiled(node.right), node.operator
    numeric = NUMERIC[operator]
    cost = TRANSCENDENTAL if operator == "**" else 0

    def arithmetic(scope: Scope) -> Any:
        a, b = left(scope), right(scope)
        if cost:
            scope.run.charge(cost)
        if type(a) is Decimal and type(b) is Decimal:
            return finite(numeric(a, b))
        return calculate(scope.run, operator, a, b)

    return arithmetic


@compiles(syntax.Comparison)
def _comparison(node: syntax.Comparison) -> Code:
    left, right = compiled(node.left), compiled(node.right)
    if node.operator == "=":
        return _equality(left, right)
    if node.operator == "!=":
        equality = _equality(left, right)
        return lambda scope: negated(equality(scope))
    order = ORDERS[node.operator]

    def comparison(scope: Scope) -> bool | None:
        a, b = left(scope), right(scope)
        if type(a) is type(b) and type(a) in PLAIN:
            return order(a, b)
        return ordered(order, a, b)

    return comparison


@compiles(syntax.Logical)
def _logical(node: syntax.Logical) -> Code:
    operands = [compiled(operand) for operand in node.operands]
    decisive = node.operator == "or"

    def logical(scope: Scope) -> bool | None:
        is_certain = True
        for operand in operands:
            value = operand(scope)
            if value is decisive:
                return bool(value)
            if value is not (not decisive):
                is_certain = False
        return (not decisive) if is_certain else None

    return logical


@compiles(syntax.Between)
def _between(node: syntax.Between) -> Code:
    operand, low, high = compiled(node.operand), compiled(node.low), compiled(node.high)

    def between(scope: Scope) -> bool | None:
        value = operand(scope)
        above, below = ordered(ORDERS[">="], value, low(scope)), ordered(ORDERS["<="], value, high(scope))
        if above is False or below is False:
            return False
        return None if above is None or below is None else True

    return between


@compiles(syntax.If)
def _if(node: syntax.If) -> Code:
    condition, then, otherwise = compiled(node.condition), compiled(node.then), compiled(node.otherwise)
    if not node.is_strict:
        return lambda scope: then(scope) if condition(scope) is True else otherwise(scope)

    def strict(scope: Scope) -> Any:
        value = condition(scope)
        if type(value) is not bool and value is not None:
            return None
        return then(scope) if value is True else otherwise(scope)

    return strict


@compiles(syntax.InstanceOf)
def _instance_of(node: syntax.InstanceOf) -> Code:
    operand, wanted = compiled(node.operand), node.type

    def instance_of(scope: Scope) -> bool | None:
        types = scope.run.types
        return is_instance(scope.run, operand(scope), wanted) if is_known(wanted, types) else None

    return instance_of


def negated(value: Any) -> bool | None:
    """Ternary `not`."""
    return not value if type(value) is bool else None


def _equality(left: Code, right: Code) -> Code:
    def equality(scope: Scope) -> bool | None:
        a, b = left(scope), right(scope)
        if type(a) is type(b) and type(a) in PLAIN:
            return bool(a == b)
        return equals(scope.run, a, b)

    return equality
