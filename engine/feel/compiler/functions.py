"""Function definitions and calls."""

from __future__ import annotations

from typing import Any

from engine.errors import say
from engine.feel import syntax
from engine.feel.builtins import BUILTINS
from engine.feel.calls import invoke, invoke_named
from engine.feel.compiler.literals import is_bound
from engine.feel.compiler.registry import Code, compiled, compiles
from engine.feel.errors import FeelError
from engine.feel.run import Run, Scope
from engine.feel.types import coerced
from engine.feel.values import REFUSED, Function, Signature


@compiles(syntax.FunctionOf)
def _function(node: syntax.FunctionOf) -> Code:
    body, parameters, types, cost = compiled(node.body), node.parameters, node.types, node.body.cost()

    def function(scope: Scope) -> Function:
        def call(run: Run, arguments: list[Any]) -> Any:
            run.charge(cost)
            given = [coerced(run, value, kind) for value, kind in zip(arguments, types, strict=True)]
            if any(value is REFUSED for value in given):
                return REFUSED
            return body(Scope(dict(zip(parameters, given, strict=True)), scope, run))

        return Function("", (Signature(parameters, len(parameters), call),))

    return function


@compiles(syntax.Invocation)
def _invocation(node: syntax.Invocation) -> Code:
    function = _called(node.function)
    arguments = [compiled(argument) for argument in node.arguments]
    names = node.names

    def invocation(scope: Scope) -> Any:
        try:
            called = function(scope)
            if type(called) is not Function:
                return None
            values = [argument(scope) for argument in arguments]
            return invoke_named(scope.run, called, names, values) if names else invoke(scope.run, called, values)
        except FeelError as error:
            error.trail.append(node)
            raise

    return invocation


def _called(node: syntax.Node) -> Code:
    """A variable that is no function does not hide the built-in function of its name: `date` is a common variable."""
    code = compiled(node)
    if not isinstance(node, syntax.Name):
        return code
    key, builtin = node.name, BUILTINS.get(node.name)

    def called(scope: Scope) -> Any:
        value = code(scope)
        if type(value) is Function:
            return value
        if builtin is None and not is_bound(scope, key):
            raise FeelError(say("There is no function “%(name)s”.", name=key))
        return builtin

    return called
