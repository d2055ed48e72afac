"""What the results of rules say before any decision is made: whether two agree, and which comes first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.decisions.analysis.constants import NotAnalysedError, constant
from engine.decisions.tables import DecisionTable, Rule
from engine.feel.comparison import equals
from engine.feel.run import Run


def differ(first: Rule, second: Rule) -> bool:
    """Whether the results of both are surely not the same."""
    for one, other in zip(first.results, second.results, strict=True):
        try:
            if one != other and equals(Run(), constant(one), constant(other)) is not True:
                return True
        except NotAnalysedError:
            continue
    return False


def agree(first: Rule, second: Rule) -> bool:
    """Whether the results of both are surely the same."""
    try:
        pairs = [(constant(one), constant(other)) for one, other in zip(first.results, second.results, strict=True)]
    except NotAnalysedError:
        return False
    return all(equals(Run(), one, other) is True for one, other in pairs)


def priorities(table: DecisionTable) -> list[tuple[int, ...]] | None:
    """For each rule the places of its results in the output values; None where they depend on anything."""
    try:
        orders = [[constant(value) for value in output.values] for output in table.outputs]
        return [
            tuple(_place(constant(result), order) for result, order in zip(rule.results, orders, strict=True))
            for rule in table.rules
        ]
    except NotAnalysedError:
        return None


def _place(value: Any, order: Sequence[Any]) -> int:
    return next((place for place, each in enumerate(order) if equals(Run(), value, each) is True), len(order))
