"""Decision tables as part of a FEEL tree, and their hit policies (DMN 1.5, 8.2.11)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from engine.decisions.errors import DecisionError
from engine.errors import say
from engine.feel.builtins.statistics import largest, smallest, total
from engine.feel.comparison import equals
from engine.feel.compiler.registry import Code, compiled, compiles
from engine.feel.compiler.tests import compiled_unary_tests
from engine.feel.run import Run, Scope
from engine.feel.syntax import Node, UnaryTests


class HitPolicy(StrEnum):
    """What several matching rules mean."""

    UNIQUE = "UNIQUE"
    FIRST = "FIRST"
    ANY = "ANY"
    PRIORITY = "PRIORITY"
    COLLECT = "COLLECT"
    RULE_ORDER = "RULE ORDER"
    OUTPUT_ORDER = "OUTPUT ORDER"


class Aggregation(StrEnum):
    """What COLLECT makes of the outputs; without one, a list."""

    SUM = "SUM"
    MIN = "MIN"
    MAX = "MAX"
    COUNT = "COUNT"


@dataclass(frozen=True)
class Input(Node):
    """A column that is tested. `allowed` limits its values."""

    id: str
    label: str
    text: str
    expression: Node
    allowed: UnaryTests | None


@dataclass(frozen=True)
class Output(Node):
    """A column of results. `values` are the allowed ones, the highest priority first; `default` is for no match."""

    id: str
    name: str
    label: str
    values: tuple[Node, ...]
    default: Node | None


@dataclass(frozen=True)
class Rule(Node):
    """A row. `cells` are the element ids of tests and results, `texts` what is written in them."""

    id: str
    tests: tuple[UnaryTests, ...]
    results: tuple[Node, ...]
    cells: tuple[str, ...]
    texts: tuple[str, ...]
    annotation: str = ""


@dataclass(frozen=True)
class DecisionTable(Node):
    """A table. With one output its value is that output, with several a context of them."""

    id: str
    hit_policy: HitPolicy
    aggregation: Aggregation | None
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class RuleHit:
    """A rule that matched, for the history: its number from 1, the values tested and the values that came out.

    `decision_id` is the decision in which the table lies, or which called the knowledge model in which it lies.
    """

    decision_id: str
    table_id: str
    rule_id: str
    number: int
    inputs: dict[str, Any]
    outputs: dict[str, Any]


@dataclass(frozen=True)
class Tested:
    """What a table tested, by the text of the column: also where no rule matched."""

    inputs: dict[str, Any]


@dataclass(frozen=True)
class _Row:
    rule: Rule
    number: int
    tests: tuple[tuple[int, Callable[[Scope, Any], bool]], ...]
    results: tuple[Code, ...]


@compiles(DecisionTable)
def _table(table: DecisionTable) -> Code:
    columns = [(compiled(each.expression), each, _allowed(each)) for each in table.inputs]
    rows = [_row(rule, number) for number, rule in enumerate(table.rules, 1)]
    keys = tuple(output.name or output.id for output in table.outputs)
    labels = tuple(each.text for each in table.inputs)
    priorities = [[compiled(value) for value in output.values] for output in table.outputs]
    defaults = [compiled(output.default) if output.default else None for output in table.outputs]
    stops_early = table.hit_policy is HitPolicy.FIRST

    def decide(scope: Scope) -> Any:
        values = [_tested(scope, code, column, allowed) for code, column, allowed in columns]
        scopes = [Scope({"?": value}, scope, scope.run) for value in values]
        found: list[tuple[_Row, tuple[Any, ...]]] = []
        for row in rows:
            if all(test(scopes[number], values[number]) for number, test in row.tests):
                found.append((row, tuple(result(scope) for result in row.results)))
                if stops_early:
                    break
        scope.run.charge(len(rows))
        found = _chosen(scope, table, found, priorities)
        _trace(scope.run, table, found, dict(zip(labels, values, strict=True)), keys)
        if not found:
            return _without_match(scope, table, defaults, keys)
        return _result(scope.run, table, [_output(outputs, keys) for _, outputs in found])

    return decide


def _row(rule: Rule, number: int) -> _Row:
    tests = tuple((at, compiled_unary_tests(test)) for at, test in enumerate(rule.tests) if test.tests)
    return _Row(rule, number, tests, tuple(map(compiled, rule.results)))


def _allowed(column: Input) -> Callable[[Scope, Any], bool] | None:
    return None if column.allowed is None else compiled_unary_tests(column.allowed)


def _tested(scope: Scope, code: Code, column: Input, allowed: Callable[[Scope, Any], bool] | None) -> Any:
    value = code(scope)
    if allowed and value is not None and not allowed(Scope({"?": value}, scope, scope.run), value):
        raise DecisionError(say("“%(input)s” has a value that the table does not allow.", input=_named(column)))
    return value


def _named(column: Input) -> str:
    return column.label or column.text


def _chosen(
    scope: Scope, table: DecisionTable, found: list[tuple[_Row, tuple[Any, ...]]], priorities: list[list[Code]]
) -> list[tuple[_Row, tuple[Any, ...]]]:
    if len(found) < 2:
        return found
    if table.hit_policy is HitPolicy.UNIQUE:
        raise DecisionError(say("Rules %(rules)s all match, but only one may.", rules=_numbers(found)))
    if table.hit_policy is HitPolicy.ANY:
        first = list(found[0][1])
        if not all(equals(scope.run, list(outputs), first) is True for _, outputs in found):
            raise DecisionError(say("Rules %(rules)s match with different results.", rules=_numbers(found)))
        return found[:1]
    if table.hit_policy in (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER):
        ranks = [[value(scope) for value in column] for column in priorities]
        found = sorted(found, key=lambda hit: [_rank(scope.run, *pair) for pair in zip(hit[1], ranks, strict=True)])
        return found[:1] if table.hit_policy is HitPolicy.PRIORITY else found
    return found


def _rank(run: Run, value: Any, order: list[Any]) -> int:
    return next((place for place, each in enumerate(order) if equals(run, value, each) is True), len(order))


def _numbers(found: list[tuple[_Row, tuple[Any, ...]]]) -> str:
    return ", ".join(str(row.number) for row, _ in found)


def _output(outputs: tuple[Any, ...], keys: tuple[str, ...]) -> Any:
    return outputs[0] if len(outputs) == 1 else dict(zip(keys, outputs, strict=True))


def _result(run: Run, table: DecisionTable, outputs: list[Any]) -> Any:
    if table.hit_policy in (HitPolicy.RULE_ORDER, HitPolicy.OUTPUT_ORDER):
        return outputs
    if table.hit_policy is not HitPolicy.COLLECT:
        return outputs[0]
    if table.aggregation is None:
        return outputs
    if table.aggregation is Aggregation.COUNT:
        return Decimal(len(outputs))
    aggregate = {Aggregation.SUM: total, Aggregation.MIN: smallest, Aggregation.MAX: largest}[table.aggregation]
    if type(outputs[0]) is dict:
        return {key: aggregate(run, [each[key] for each in outputs]) for key in outputs[0]}
    return aggregate(run, outputs)


def _without_match(scope: Scope, table: DecisionTable, defaults: list[Code | None], keys: tuple[str, ...]) -> Any:
    if any(defaults):
        return _output(tuple(default(scope) if default else None for default in defaults), keys)
    if table.hit_policy is HitPolicy.COLLECT and table.aggregation is Aggregation.COUNT:
        return Decimal(0)
    return None


def _trace(
    run: Run,
    table: DecisionTable,
    found: list[tuple[_Row, tuple[Any, ...]]],
    inputs: dict[str, Any],
    keys: tuple[str, ...],
) -> None:
    if run.trace is not None:
        run.trace.append(Tested(inputs))
        for row, outputs in found:
            hit = RuleHit("", table.id, row.rule.id, row.number, inputs, dict(zip(keys, outputs, strict=True)))
            run.trace.append(hit)
