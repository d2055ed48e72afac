"""An expression whose value must be of a type (DMN 1.5, 10.3.2.9.4): null if it is not and cannot be made one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.feel.compiler.registry import Code, compiled, compiles
from engine.feel.run import Scope
from engine.feel.syntax import Node, TypeName
from engine.feel.types import NamedTypes, coerced, is_known
from engine.feel.values import REFUSED


@dataclass(frozen=True)
class Typed(Node):
    """`operand`, checked."""

    operand: Node
    type: TypeName


def as_type(value: Any, wanted: TypeName | None, types: NamedTypes) -> Any:
    """`value` as one of the type, else REFUSED. A type that nobody defined takes everything."""
    if wanted is None or not is_known(wanted, types):
        return value
    return coerced(value, wanted, types)


@compiles(Typed)
def _typed(node: Typed) -> Code:
    operand, wanted = compiled(node.operand), node.type

    def typed(scope: Scope) -> Any:
        value = as_type(operand(scope), wanted, scope.run.types)
        return None if value is REFUSED else value

    return typed
