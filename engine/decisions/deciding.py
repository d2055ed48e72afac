"""Decision tables to closures: which rules match, and what is told of them (DMN 1.5, 10.3.2.10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from engine.decisions.errors import DecisionError, fail_at
from engine.decisions.hit_policies import Chooser, Hits, chooser, combined, without_match
from engine.decisions.tables import DecisionTable, HitPolicy, Input, Rule
from engine.decisions.trace import RuleHit, Trace
from engine.errors import say
from engine.feel import FeelError
from engine.feel.compiler.registry import Code, compiled, compiles
from engine.feel.compiler.tests import compiled_unary_tests
from engine.feel.run import Scope
from engine.feel.syntax import Literal, Name

Test = Callable[[Scope, Any], bool]


@dataclass(frozen=True, slots=True)
class _Column:
    input: Input
    value: Code
    allowed: Test | None
    reads_value: bool


@dataclass(frozen=True, slots=True)
class _Row:
    rule: Rule
    number: int
    tests: tuple[tuple[int, Test], ...]
    results: tuple[Code, ...]


@compiles(DecisionTable)
def _table(table: DecisionTable) -> Code:
    columns = [_column(table, number) for number in range(len(table.inputs))]
    rows = [_row(rule, number) for number, rule in enumerate(table.rules, 1)]
    checks = [compiled_unary_tests(output.allowed) if output.allowed else None for output in table.outputs]
    defaults = _defaults(table)
    choose = chooser(table)
    keys, labels = _keys(table), tuple(each.text for each in table.inputs)
    stops_early = table.hit_policy is HitPolicy.FIRST

    def decide(scope: Scope) -> Any:
        run = scope.run
        run.charge(len(rows))
        values = [_tested(scope, table, column) for column in columns]
        scopes = _scopes(scope, columns, values)
        hits: Hits = []
        for row in rows:
            if _matches(table, row, scopes, values):
                hits.append((row.number, tuple(_computed(scope, table, row, checks))))
                if stops_early:
                    break
        hits = _chosen(scope, table, choose, hits)
        if run.trace is not None:
            _tell(run.trace, table, hits, dict(zip(labels, values, strict=True)), keys)
        if hits:
            return combined(run, table, [_value(outputs, keys) for _, outputs in hits])
        return without_match(table) if defaults is None else _value(tuple(each(scope) for each in defaults), keys)

    return decide


def _keys(table: DecisionTable) -> tuple[str, ...]:
    return tuple(output.name or output.id for output in table.outputs)


def _defaults(table: DecisionTable) -> list[Code] | None:
    """The default outputs, null for those that have none; None where no output has one."""
    if not any(output.default for output in table.outputs):
        return None
    return [compiled(output.default or Literal(None)) for output in table.outputs]


def _scopes(scope: Scope, columns: list[_Column], values: list[Any]) -> list[Scope]:
    """For each column the scope of its cells: one of its own where a cell may ask for the value as `?`."""
    return [
        Scope({"?": value}, scope, scope.run) if column.reads_value else scope
        for column, value in zip(columns, values, strict=True)
    ]


def _chosen(scope: Scope, table: DecisionTable, choose: Chooser, hits: Hits) -> Hits:
    try:
        return choose(scope, hits)
    except (FeelError, DecisionError) as error:
        fail_at(table.place, error)


def _column(table: DecisionTable, number: int) -> _Column:
    column = table.inputs[number]
    cells = [rule.tests[number] for rule in table.rules if rule.tests]
    reads_value = any(isinstance(node, Name) and node.name == "?" for cell in cells for node in cell.walk())
    allowed = None if column.allowed is None else compiled_unary_tests(column.allowed)
    return _Column(column, compiled(column.expression), allowed, reads_value)


def _row(rule: Rule, number: int) -> _Row:
    tests = tuple((at, compiled_unary_tests(test)) for at, test in enumerate(rule.tests) if test.tests)
    return _Row(rule, number, tests, tuple(map(compiled, rule.results)))


def _tested(scope: Scope, table: DecisionTable, column: _Column) -> Any:
    try:
        value = column.value(scope)
        allowed = column.allowed
        if allowed and value is not None and not allowed(Scope({"?": value}, scope, scope.run), value):
            name = column.input.label or column.input.text
            raise DecisionError(say("“%(input)s” has a value that the table does not allow.", input=name))
    except (FeelError, DecisionError) as error:
        fail_at(table.place.at(column.input.id), error, column.input.text, column.input.expression)
    return value


def _matches(table: DecisionTable, row: _Row, scopes: list[Scope], values: list[Any]) -> bool:
    number = 0
    try:
        for number, test in row.tests:
            if not test(scopes[number], values[number]):
                return False
    except (FeelError, DecisionError) as error:
        rule = row.rule
        fail_at(table.place.at(rule.cells[number]), error, rule.texts[number], rule.tests[number])
    return True


def _computed(scope: Scope, table: DecisionTable, row: _Row, checks: list[Test | None]) -> Iterator[Any]:
    for number, (result, allows) in enumerate(zip(row.results, checks, strict=True)):
        try:
            value = result(scope)
            if allows and value is not None and not allows(Scope({"?": value}, scope, scope.run), value):
                output = table.outputs[number]
                name = output.label or output.name or output.id
                raise DecisionError(say("“%(output)s” is given a value that it may not have.", output=name))
        except (FeelError, DecisionError) as error:
            rule, cell = row.rule, len(table.inputs) + number
            fail_at(table.place.at(rule.cells[cell]), error, rule.texts[cell], rule.results[number])
        yield value


def _value(outputs: tuple[Any, ...], keys: tuple[str, ...]) -> Any:
    return outputs[0] if len(outputs) == 1 else dict(zip(keys, outputs, strict=True))


def _tell(trace: Trace, table: DecisionTable, hits: Hits, inputs: dict[str, Any], keys: tuple[str, ...]) -> None:
    trace.tested.update(inputs)
    for number, outputs in hits:
        told = dict(zip(keys, outputs, strict=True))
        trace.hits.append(RuleHit(trace.decision_id, table.id, table.rules[number - 1].id, number, inputs, told))
