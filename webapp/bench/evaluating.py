"""How fast FEEL and decision tables are, on one core: processor time, no database."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from engine.decisions import DecisionModel, parse_decisions
from engine.errors import say
from engine.feel import evaluate, parse_expression
from webapp.app import keep_what_is_loaded
from webapp.bench.figures import Figure
from webapp.bench.machine import machine_facts
from webapp.bench.report import Report

CONDITION = 'amount > 10000 and kind = "IT"'
TYPICAL = 'if sum(lines[kind = "IT"].amount) > limit * 1.5 then "cfo" else substring(name, 1, 3)'
FEWEST_EVALUATIONS = 300_000
FEWEST_DECISIONS = 20_000
SLOWEST_PARSE_MS = 0.3
RULES, INPUTS = 20, 4


@dataclass(frozen=True)
class EvaluatingPlan:
    """What to measure: each run so many times over."""

    evaluations: int
    runs: int


def measure_feel(plan: EvaluatingPlan, begin: Callable[[Report], None], tell: Callable[[Figure], None]) -> Report:
    """Measure in this process, what is loaded kept out of the collector's way as a server keeps it. `begin` hears what
    is measured on, `tell` of each figure."""
    keep_what_is_loaded()
    report = Report(machine_facts(), {}, 1)
    begin(report)
    for measurement in (evaluations, decisions, parsings):
        for figure in measurement(plan):
            report.figures.append(figure)
            tell(figure)
    return report


def evaluations(plan: EvaluatingPlan) -> Iterator[Figure]:
    """Evaluations a second of a parsed condition."""
    condition, context = parse_expression(CONDITION), {"amount": Decimal(20000), "kind": "IT"}
    runs = [plan.evaluations / _seconds(plan.evaluations, evaluate, condition, context) for _ in range(plan.runs)]
    label = say("Evaluations of %(expression)s", expression=CONDITION)
    yield Figure("feel_evaluations", label, "/s", runs, at_least=FEWEST_EVALUATIONS)


def decisions(plan: EvaluatingPlan) -> Iterator[Figure]:
    """Decisions a second of a table whose last rule matches, hits and inputs told."""
    model = twenty_rules()
    context = {f"x{number}": Decimal(RULES - 1) for number in range(INPUTS)}
    count = max(plan.evaluations // 10, 1)
    runs = [count / _seconds(count, model.evaluate, "table", context) for _ in range(plan.runs)]
    label = say("Decisions of a table with %(rules)s rules and %(inputs)s inputs", rules=RULES, inputs=INPUTS)
    yield Figure("decisions", label, "/s", runs, at_least=FEWEST_DECISIONS)


def parsings(plan: EvaluatingPlan) -> Iterator[Figure]:
    """Milliseconds to parse a typical expression that was not seen before."""
    count = max(plan.evaluations // 100, 1)
    unseen = (f"{TYPICAL} + {number}" for number in range(count * plan.runs))
    runs = [_seconds(count, lambda: parse_expression(next(unseen))) * 1000 / count for _ in range(plan.runs)]
    label = say("A typical expression is parsed, not seen before")
    yield Figure("feel_parse", label, "ms", runs, at_most=SLOWEST_PARSE_MS)


def twenty_rules() -> DecisionModel:
    """A model with one table under UNIQUE: rule n asks each input for a value around n."""
    columns = "".join(
        f'<input id="i{number}"><inputExpression><text>x{number}</text></inputExpression></input>'
        for number in range(INPUTS)
    )
    rows = "".join(
        f'<rule id="r{rule}"><inputEntry><text>[{rule}..{rule + 1})</text></inputEntry>'
        f"<inputEntry><text>&gt;= {rule}</text></inputEntry><inputEntry><text>{rule}, {rule + 100}</text></inputEntry>"
        f"<inputEntry><text>-</text></inputEntry><outputEntry><text>{rule}</text></outputEntry></rule>"
        for rule in range(RULES)
    )
    return parse_decisions(
        (
            '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="m">'
            '<decision id="table" name="table"><variable name="table"/><decisionTable id="t">'
            f'{columns}<output id="o" name="o"/>{rows}</decisionTable></decision></definitions>'
        ).encode()
    )


def _seconds(count: int, work: Callable[..., Any], *arguments: Any) -> float:
    """Processor seconds of so many calls."""
    begin = time.process_time()
    for _ in range(count):
        work(*arguments)
    return time.process_time() - begin
