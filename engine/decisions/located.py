"""Expressions that know where in the file they stand, and parts of a file that cannot be run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine.decisions.errors import DecisionError, Place, fail_at
from engine.errors import Sentence
from engine.feel import FeelError
from engine.feel.compiler.registry import Code, compiled, compiles
from engine.feel.run import Scope
from engine.feel.syntax import Node


@dataclass(frozen=True)
class Located(Node):
    """`operand`, written as `text`, whose failure is told with its place."""

    operand: Node
    place: Place
    text: str


@dataclass(frozen=True)
class Refused(Node):
    """What the file holds instead of an expression that can be run: asked for its value it fails with the reason."""

    sentence: Sentence
    place: Place


@compiles(Located)
def _located(node: Located) -> Code:
    operand = compiled(node.operand)

    def located(scope: Scope) -> Any:
        try:
            return operand(scope)
        except (FeelError, DecisionError) as error:
            fail_at(node.place, error, node.text, node.operand)

    return located


@compiles(Refused)
def _refused(node: Refused) -> Code:
    def refused(scope: Scope) -> Any:
        fail_at(node.place, DecisionError(node.sentence))

    return refused
