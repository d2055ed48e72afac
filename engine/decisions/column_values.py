"""Cells of a decision table that do not fit their column: values of another type, or not among the allowed ones.

Only cells that say a value outright are judged; those that compute one are checked when the decision is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.decisions.tables import DecisionTable, Output
from engine.errors import Problem, say
from engine.feel import FeelError, to_text
from engine.feel.compiler import compiled
from engine.feel.compiler.tests import compiled_unary_tests
from engine.feel.run import Run, Scope
from engine.feel.syntax import Literal, Negation, Node, RangeOf, TypeName
from engine.feel.types import coerced, is_known
from engine.feel.values import REFUSED

_Types = Mapping[str, TypeName]


def misfits(table: DecisionTable, types: _Types) -> Iterator[Problem]:
    """A problem for each cell with a value that its column cannot have; `types` are those that the file defines."""
    for rule in table.rules:
        for column, cell, test in zip(table.inputs, rule.cells, rule.tests, strict=False):
            for each in test.tests:
                yield from _of_type(cell, each.operand, column.type, types)
        for output, cell, result in zip(table.outputs, rule.cells[len(table.inputs) :], rule.results, strict=True):
            yield from _of_type(cell, result, output.type, types)
            yield from _of_values(cell, result, output)


def _of_type(cell: str, node: Node, wanted: TypeName | None, types: _Types) -> Iterator[Problem]:
    if wanted is None or not is_known(wanted, types):
        return
    for value in _stated(node):
        run = Run(types=types)
        if coerced(run, value, wanted) is REFUSED and coerced(run, [value], wanted) is REFUSED:
            values = {"value": to_text(value), "type": wanted.name}
            yield Problem(cell, say("%(value)s is not of the type “%(type)s” of its column.", **values), "decision")


def _of_values(cell: str, node: Node, output: Output) -> Iterator[Problem]:
    if output.allowed is None:
        return
    allows = compiled_unary_tests(output.allowed)
    for value in _stated(node):
        try:
            is_allowed = value is None or allows(Scope({"?": value}, None, Run()), value)
        except FeelError:  # the values depend on variables
            continue
        if not is_allowed:
            sentence = say("%(value)s is not one of the values of its column.", value=to_text(value))
            yield Problem(cell, sentence, "decision")


def _stated(node: Node) -> Iterator[Any]:
    """The values that a cell says outright: a literal, or the ends of a range of literals."""
    if isinstance(node, RangeOf):
        yield from _stated(node.start)
        yield from _stated(node.end)
    elif isinstance(node, Literal) or (isinstance(node, Negation) and isinstance(node.operand, Literal)):
        yield compiled(node)(Scope({}, None, Run()))
