"""Which function compiles which kind of node."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from engine.feel.run import Scope
from engine.feel.syntax import Node

Code = Callable[[Scope], Any]
_Node = TypeVar("_Node", bound=Node)

_COMPILERS: dict[type[Node], Callable[[Any], Code]] = {}


def compiles(kind: type[_Node]) -> Callable[[Callable[[_Node], Code]], Callable[[_Node], Code]]:
    """Register the compiler of one kind of node."""

    def register(compiler: Callable[[_Node], Code]) -> Callable[[_Node], Code]:
        _COMPILERS[kind] = compiler
        return compiler

    return register


def compiled(node: Node) -> Code:
    """What computes the value of `node` in a scope."""
    return _COMPILERS[type(node)](node)
