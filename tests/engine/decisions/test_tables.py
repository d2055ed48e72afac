"""Decision tables: hit policies, outputs, and what is told about the rules that matched."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from engine.decisions import DecisionError, RuleHit, parse_decisions
from tests.engine.decisions.dmn import decision, model, table

LEVELS = [["<= 10000", "1"], ["]10000..100000]", "2"], ["> 100000", "3"]]
OVERLAPPING = [["> 0", '"low"'], ["> 10", '"mid"'], ["> 100", '"high"']]


def decide(logic: str, **context: Any) -> Any:
    return parse_decisions(model(decision("d", logic))).evaluate("d", context).value


@pytest.mark.parametrize(("amount", "level"), [("10000.00", 1), ("10000.01", 2), ("100000", 2), ("100000.01", 3)])
def test_the_one_rule_that_matches_decides(amount: str, level: int) -> None:
    assert decide(table(["amount"], ["level"], LEVELS), amount=Decimal(amount)) == level


def test_two_rules_that_match_under_unique_are_refused_by_number() -> None:
    with pytest.raises(DecisionError, match="Rules 1, 2 all match"):
        decide(table(["x"], ["size"], OVERLAPPING), x=50)


def test_the_first_rule_that_matches_decides_under_first() -> None:
    assert decide(table(["x"], ["size"], OVERLAPPING, policy="FIRST"), x=500) == "low"


def test_any_accepts_several_rules_with_one_result() -> None:
    rules = [["> 0", '"yes"'], ["> 10", '"yes"']]
    assert decide(table(["x"], ["ok"], rules, policy="ANY"), x=50) == "yes"


def test_any_refuses_several_rules_with_different_results() -> None:
    with pytest.raises(DecisionError, match="Rules 1, 2 match with different results"):
        decide(table(["x"], ["size"], OVERLAPPING, policy="ANY"), x=50)


@pytest.mark.parametrize(("policy", "value"), [("PRIORITY", "high"), ("OUTPUT ORDER", ["high", "mid", "low"])])
def test_the_order_of_the_output_values_ranks_the_results(policy: str, value: Any) -> None:
    logic = table(["x"], ["size"], OVERLAPPING, policy=policy, values='"high", "mid", "low"')
    assert decide(logic, x=500) == value


def test_rule_order_lists_the_results_as_the_rules_stand() -> None:
    assert decide(table(["x"], ["size"], OVERLAPPING, policy="RULE ORDER"), x=50) == ["low", "mid"]


@pytest.mark.parametrize(("aggregation", "value"), [("", [5, 7, 1]), ("SUM", 13), ("MIN", 1), ("MAX", 7), ("COUNT", 3)])
def test_collect_lists_or_aggregates_what_matches(aggregation: str, value: Any) -> None:
    rules = [["> 0", "5"], ["> 1", "7"], ["> 2", "1"], ["> 100", "50"]]
    assert decide(table(["x"], ["fee"], rules, policy="COLLECT", aggregation=aggregation), x=10) == value


SIZES = [["> 0", '"b"', "1"], ["> 10", '"a"', "2"], ["> 100", '"b"', "3"], ["> 1000", '"a"', "4"]]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("PRIORITY", {"size": "a", "n": 2}),
        ("OUTPUT ORDER", [{"size": "a", "n": 2}, {"size": "a", "n": 4}, {"size": "b", "n": 1}, {"size": "b", "n": 3}]),
        ("RULE ORDER", [{"size": "b", "n": 1}, {"size": "a", "n": 2}, {"size": "b", "n": 3}, {"size": "a", "n": 4}]),
        ("FIRST", {"size": "b", "n": 1}),
    ],
)
def test_the_first_output_with_values_ranks_rules_of_several_outputs(policy: str, expected: Any) -> None:
    assert decide(table(["x"], ["size", "n"], SIZES, policy=policy, values='"a", "b"'), x=5000) == expected


@pytest.mark.parametrize("policy", ["UNIQUE", "FIRST", "ANY", "COLLECT", "RULE ORDER"])
def test_a_policy_that_needs_no_order_takes_a_single_match(policy: str) -> None:
    value = decide(table(["x"], ["n"], [["> 1", "7"]], policy=policy), x=2)
    assert value == ([7] if policy in ("COLLECT", "RULE ORDER") else 7)


@pytest.mark.parametrize(
    ("outputs", "aggregation", "expected"),
    [
        (["1", "null"], "SUM", None),
        (["1", '"a"'], "SUM", None),
        (["1", '"a"'], "MIN", None),
        (['"b"', '"a"'], "MIN", "a"),
        (['@"PT1H"', '@"PT2H"'], "SUM", timedelta(hours=3)),
        (['@"2026-01-02"', '@"2026-01-01"'], "MAX", date(2026, 1, 2)),
        (["null", "null"], "COUNT", 2),
        ([], "COUNT", 0),
        ([], "SUM", None),
        ([], "", None),
    ],
)
def test_what_cannot_be_aggregated_is_null(outputs: list[str], aggregation: str, expected: Any) -> None:
    rules = [["-", output] for output in outputs]
    assert decide(table(["x"], ["fee"], rules, policy="COLLECT", aggregation=aggregation), x=1) == expected


def test_a_default_output_may_be_computed_and_stand_beside_others() -> None:
    logic = table(["x"], ["size", "n"], SIZES, policy="FIRST", default="string(x)")
    assert decide(logic, x=-1) == {"size": "-1", "n": None}


@pytest.mark.parametrize(
    ("cell", "x", "matches"),
    [
        ("-", None, True),
        ("null", None, True),
        ("null", 1, False),
        ("not(null)", 1, True),
        ("[1..3)", 3, False),
        ("]1..3]", 3, True),
        ("1, 2, [5..6]", 6, True),
        ("not(1, 2)", 2, False),
        ("? * 2 > 5", 3, True),
        ("? in [limit..9]", 8, True),
        ('"a"', 1, False),
        ("> 1", None, False),
        ('date("2026-01-01")', date(2026, 1, 1), True),
        ("[1, 2]", [1, 2], True),
        ("count(?) > 1", [1, 2], True),
        ("list contains(?, 1)", [1, 2], True),
        ("true", False, False),
    ],
)
def test_a_cell_matches_as_a_unary_test(cell: str, x: Any, matches: bool) -> None:
    assert decide(table(["x"], ["y"], [[cell, "true"]]), x=x, limit=7) is (True if matches else None)


def test_several_outputs_make_a_context() -> None:
    logic = table(["x"], ["level", "roles"], [["-", "1", '["cfo", "gm"]']])
    assert decide(logic, x=1) == {"level": 1, "roles": ["cfo", "gm"]}


def test_without_a_match_the_value_is_null() -> None:
    assert decide(table(["x"], ["level"], [["> 10", "1"]]), x=5) is None


def test_without_a_match_the_default_output_counts() -> None:
    assert decide(table(["x"], ["level"], [["> 10", "1"]], default="9"), x=5) == 9


def test_every_input_of_a_rule_must_match() -> None:
    rules = [['"IT"', "< 5", "1"], ['"IT", "vehicle"', ">= 5", "2"], ["-", "-", "3"]]
    logic = table(["kind", "age"], ["level"], rules, policy="FIRST")
    assert decide(logic, kind="vehicle", age=5) == 2


def test_a_cell_may_read_other_variables() -> None:
    assert decide(table(["x"], ["level"], [["> limit", "x * 2"]]), x=10, limit=5) == 20


def test_the_rules_that_matched_are_told_with_inputs_and_outputs() -> None:
    result = parse_decisions(model(decision("d", table(["amount"], ["level"], LEVELS)))).evaluate(
        "d", {"amount": 50000}
    )
    assert result.matched_rules == (RuleHit("d", "table", "r2", 2, {"amount": 50000}, {"level": Decimal(2)}),)


def test_a_value_outside_the_allowed_ones_is_refused_by_its_column() -> None:
    logic = table(["kind"], ["level"], [["-", "1"]]).replace(
        "</inputExpression>", '</inputExpression><inputValues><text>"IT", "vehicle"</text></inputValues>'
    )
    with pytest.raises(DecisionError, match="“kind” has a value that the table does not allow"):
        decide(logic, kind="land")
