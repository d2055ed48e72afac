"""What several matching rules mean, and none (DMN 1.5, 8.2.11)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from engine.decisions.errors import DecisionError
from engine.decisions.tables import Aggregation, DecisionTable, HitPolicy
from engine.errors import say
from engine.feel.builtins.statistics import largest, smallest, total
from engine.feel.comparison import equals
from engine.feel.compiler.registry import Code, compiled
from engine.feel.run import Run, Scope

Hits = list[tuple[int, tuple[Any, ...]]]
"""The rules that matched, by number from 1, each with its outputs."""
Chooser = Callable[[Scope, Hits], Hits]

_AGGREGATES = {Aggregation.SUM: total, Aggregation.MIN: smallest, Aggregation.MAX: largest}


def chooser(table: DecisionTable) -> Chooser:
    """What leaves of the rules that matched those that count, in the order that counts.

    It raises `DecisionError` where the rules contradict each other: more than one under UNIQUE, different outputs under
    ANY.
    """
    if table.hit_policy is HitPolicy.UNIQUE:
        return _only
    if table.hit_policy is HitPolicy.ANY:
        return _agreed
    if table.hit_policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER):
        return _by_priority(table)
    return lambda scope, hits: hits


def combined(run: Run, table: DecisionTable, outputs: list[Any]) -> Any:
    """The value of a table whose rules that count gave `outputs`, at least one."""
    if table.hit_policy in (HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER):
        return outputs
    if table.hit_policy is not HitPolicy.COLLECT:
        return outputs[0]
    if table.aggregation is None:
        return outputs
    if table.aggregation is Aggregation.COUNT:
        return Decimal(len(outputs))
    aggregate = _AGGREGATES[table.aggregation]
    if type(outputs[0]) is dict and len(table.outputs) > 1:
        return {key: aggregate(run, [each[key] for each in outputs]) for key in outputs[0]}
    return aggregate(run, outputs)


def without_match(table: DecisionTable) -> Any:
    """The value of a table that has no default outputs where no rule matched: null, or 0 where rules are counted."""
    return Decimal(0) if table.aggregation is Aggregation.COUNT else None


def _only(scope: Scope, hits: Hits) -> Hits:
    if len(hits) > 1:
        raise DecisionError(say("Rules %(rules)s all match, but only one may.", rules=_numbers(hits)))
    return hits


def _agreed(scope: Scope, hits: Hits) -> Hits:
    first = [list(outputs) for _, outputs in hits[:1]]
    if not all(equals(scope.run, list(outputs), first[0]) is True for _, outputs in hits[1:]):
        raise DecisionError(say("Rules %(rules)s match with different results.", rules=_numbers(hits)))
    return hits[:1]


def _by_priority(table: DecisionTable) -> Chooser:
    orders = [[compiled(value) for value in output.values] for output in table.outputs]
    takes_first = table.hit_policy is HitPolicy.PRIORITY

    def chosen(scope: Scope, hits: Hits) -> Hits:
        if len(hits) > 1:
            hits = sorted(hits, key=lambda hit: _ranks(scope, hit[1], orders))
        return hits[:1] if takes_first else hits

    return chosen


def _ranks(scope: Scope, outputs: Sequence[Any], orders: list[list[Code]]) -> list[int]:
    """The places of the outputs in their orders; one that is not in the order comes last."""
    return [
        next((place for place, each in enumerate(order) if equals(scope.run, value, each(scope)) is True), len(order))
        for value, order in zip(outputs, orders, strict=True)
    ]


def _numbers(hits: Hits) -> str:
    return ", ".join(str(number) for number, _ in hits)
