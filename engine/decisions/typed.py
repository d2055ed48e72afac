"""An expression whose value must be of a type (DMN 1.5, 10.3.2.9.4): null if it is not and cannot be made one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.feel.compiler.registry import Code, compiled, compiles
from engine.feel.run import Run, Scope
from engine.feel.syntax import Node, TypeName
from engine.feel.types import coerced, is_known, resolved
from engine.feel.values import REFUSED


@dataclass(frozen=True)
class Typed(Node):
    """`operand`, checked."""

    operand: Node
    type: TypeName


@dataclass(frozen=True)
class Returning(Node):
    """`operand`, checked against what a function of the type gives; a type that is no function's is the result's own.

    The variable of a knowledge model or decision service is a function (DMN 1.5, 6.3.9); tools write either type.
    """

    operand: Node
    type: TypeName


def as_type(run: Run, value: Any, wanted: TypeName | None) -> Any:
    """`value` as one of the type, else REFUSED. A type that nobody defined takes everything."""
    if wanted is None or not is_known(wanted, run.types):
        return value
    return coerced(run, value, wanted)


def null_unless(run: Run, value: Any, wanted: TypeName | None) -> Any:
    """`value` as one of the type, else null."""
    result = as_type(run, value, wanted)
    return None if result is REFUSED else result


def result_of(run: Run, wanted: TypeName | None) -> TypeName | None:
    """The type that a function of the type gives."""
    if wanted is None:
        return None
    found = resolved(wanted, run.types)
    if found.name != "function":
        return wanted
    return found.parts[-1] if found.parts else None


@compiles(Typed)
def _typed(node: Typed) -> Code:
    operand, wanted = compiled(node.operand), node.type
    return lambda scope: null_unless(scope.run, operand(scope), wanted)


@compiles(Returning)
def _returning(node: Returning) -> Code:
    operand, wanted = compiled(node.operand), node.type

    def returning(scope: Scope) -> Any:
        run = scope.run
        return null_unless(run, operand(scope), result_of(run, wanted))

    return returning
