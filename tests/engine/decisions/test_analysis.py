"""What is found in a table before anybody asks it, and that it is so: against the table itself, value by value."""

from __future__ import annotations

import time
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.decisions import DecisionError, parse_decisions
from engine.decisions.analysis import Analysis, FindingKind, analyse
from engine.decisions.model import DecisionModel
from tests.engine.decisions.dmn import decision, model, table

OVERLAP, GAP, MASKED, NEVER = FindingKind


def analysed(logic: str) -> tuple[DecisionModel, Analysis]:
    parsed = parse_decisions(model(decision("d", logic)))
    found = parsed.decision("d").table
    assert found is not None
    return parsed, analyse(found, parsed.types)


def told(*arguments: Any, **options: Any) -> list[tuple[FindingKind, str]]:
    return [(each.kind, str(each.sentence)) for each in analysed(table(*arguments, **options))[1].findings]


@pytest.mark.parametrize(
    ("cells", "example"),
    [
        (["<= 10", ">= 20"], "x = 11"),
        (["< 10", "> 10"], "x = 10"),
        (['"a"', '"b"'], 'x = "other"'),
        (["true"], "x = false"),
        (['< date("2026-01-01")', '> @"2026-01-02"'], "x = 2026-01-01"),
        (['<= @"P1D"', '>= @"P3D"'], "x = P2D"),
        (['<= @"P1Y"', '>= @"P1Y2M"'], "x = P1Y1M"),
        (['<= @"10:00:00"', '>= @"10:00:01"'], "x = 10:00:00.5"),
        (["[1..5)", "? > 5 and ? < 9", "? in [9..20]"], "x = 0"),
        (["not(1, 2)"], "x = 1"),
    ],
)
def test_values_for_which_no_rule_matches_are_found(cells: list[str], example: str) -> None:
    sentences = [sentence for kind, sentence in told(["x"], ["y"], [[cell, "1"] for cell in cells]) if kind is GAP]
    assert sentences[0] == f"No rule matches, for example for {example}."


@pytest.mark.parametrize(
    "cells",
    [
        ["<= 10", "> 10"],
        ["-"],
        ["true", "false"],
        ['<= @"2026-01-01"', '>= @"2026-01-02"'],
        ['< "m"', '>= "m"'],
        ["? <= 5", "not(? <= 5)"],
        ["> limit", "< 3"],
    ],
)
def test_a_table_that_always_answers_has_no_gap(cells: list[str]) -> None:
    assert GAP not in dict(told(["x"], ["y"], [[cell, "1"] for cell in cells], policy="FIRST"))


def test_a_gap_is_found_across_columns() -> None:
    rules = [["< 5", "-", "1"], [">= 5", "true", "2"]]
    assert told(["x", "y"], ["z"], rules) == [(GAP, "No rule matches, for example for x = 5, y = false.")]


@pytest.mark.parametrize(("options"), [{"policy": "COLLECT"}, {"policy": "RULE ORDER"}, {"default": "9"}])
def test_where_no_match_has_a_meaning_there_is_no_gap(options: dict[str, str]) -> None:
    assert told(["x"], ["y"], [["< 5", "1"]], **options) == []


def test_allowed_values_limit_what_a_gap_can_be() -> None:
    logic = table(["x"], ["y"], [["1", "1"], ["2", "2"]]).replace(
        "</inputExpression>", "</inputExpression><inputValues><text>1, 2</text></inputValues>"
    )
    assert analysed(logic)[1].findings == ()


def test_a_rule_that_earlier_ones_cover_together_never_decides() -> None:
    rules = [["< 5", "1"], ["[5..9]", "2"], ["(1..8)", "3"], ["-", "4"]]
    assert told(["x"], ["y"], rules, policy="FIRST") == [
        (
            MASKED,
            "Rule 3 never decides: one of the rules 1, 2 comes first wherever it matches, for example for x = 2.",
        )
    ]


def test_a_rule_that_only_null_reaches_is_reached() -> None:
    assert told(["x"], ["y"], [["< 5", "1"], [">= 5", "2"], ["-", "3"]], policy="FIRST") == []


def test_under_priority_the_higher_result_comes_first() -> None:
    rules = [["[1..5]", '"low"'], ["-", '"high"']]
    assert told(["x"], ["y"], rules, policy="PRIORITY", values='"high", "low"') == [
        (MASKED, "Rule 1 never decides: rule 2 comes first wherever it matches, for example for x = 1.")
    ]


@pytest.mark.parametrize("cell", ["[5..1]", "? > 5 and ? < 5"])
def test_a_rule_that_no_value_passes_never_matches(cell: str) -> None:
    assert (NEVER, f"Rule 1 can never match: no value of “x” passes “{cell}”.") in told(
        ["x"], ["y"], [[cell, "1"], ["-", "2"]]
    )


def test_under_any_only_different_results_contradict() -> None:
    rules = [["> 0", "1"], ["> 5", "1"], ["> 9", "2"], ["<= 0", "0"]]
    found = [sentence for kind, sentence in told(["x"], ["y"], rules, policy="ANY") if kind is OVERLAP]
    assert found == [
        "Rules 1 and 3 both match, for example for x = 10.",
        "Rules 2 and 3 both match, for example for x = 10.",
    ]


def test_the_column_that_is_not_analysed_is_named_with_its_rules() -> None:
    _, analysis = analysed(table(["x", "y"], ["z"], [["> limit", "1", "1"], ['starts with(?, "a")', "-", "2"]]))
    assert analysis.findings == ()
    (note,) = analysis.not_analysed
    assert note.where == "in1"
    assert "the rules 1, 2:" in str(note.sentence)


@pytest.mark.parametrize("policy", ["UNIQUE", "FIRST", "ANY"])
def test_a_large_table_is_analysed_within_a_second(policy: str) -> None:
    inputs = [f"x{number}" for number in range(8)]
    rules = [
        [f"[{(rule * 7 + column) % 150}..{(rule * 13 + column) % 150 + 60}]" for column in range(8)] + [str(rule)]
        for rule in range(200)
    ]
    parsed = parse_decisions(model(decision("d", table(inputs, ["y"], rules, policy=policy))))
    found = parsed.decision("d").table
    assert found is not None
    started = time.process_time()
    assert any(each.kind is GAP for each in analyse(found, {}).findings)
    assert time.process_time() - started < 3  # under a second on a machine of its own


CELLS = (
    *("-", "< 2", "<= 2", "> 1", ">= 3", "[1..3]", "(1..3)", "]0..2]", "2", "1, 3", "not(2)", "not(< 2, 3)", "null"),
    *("? > 1 and ? <= 3", "? != 2", "> limit", "1 + 1", "? between 1 and 2", "-1", "[3..1]"),
)
SAMPLES = [None, *range(-2, 6), 0.5, 1.5, 2.5, 3.5]


@settings(max_examples=150, deadline=None)
@given(
    rules=st.lists(
        st.tuples(st.sampled_from(CELLS), st.sampled_from(CELLS), st.sampled_from(["1", "2", "3"])),
        min_size=1,
        max_size=6,
    ),
    policy=st.sampled_from(["UNIQUE", "FIRST", "ANY", "PRIORITY"]),
)
def test_findings_are_what_the_table_does(rules: list[tuple[str, str, str]], policy: str) -> None:
    logic = table(["x", "y"], ["z"], rules, policy=policy, values="3, 1, 2")
    parsed, analysis = analysed(logic)
    every, _ = analysed(logic.replace(f'hitPolicy="{policy}"', 'hitPolicy="RULE ORDER"'))
    points = [{"x": x, "y": y} for x, y in product(SAMPLES, SAMPLES)]
    matched = [hits(every, point) for point in points]
    decided = [hits(parsed, point) for point in points]
    known = not any("limit" in cell for rule in rules for cell in rule)
    by_kind = {kind: [each for each in analysis.findings if each.kind is kind] for kind in FindingKind}
    for finding in by_kind[OVERLAP]:
        assert set(finding.rules) <= set(hits(every, finding.example))
        assert hits(parsed, finding.example) == [0]
    for finding in by_kind[GAP]:
        assert hits(every, finding.example) == []
    for finding in by_kind[NEVER]:
        assert not any(finding.rules[0] in each for each in matched)
    for finding in by_kind[MASKED]:
        assert finding.rules[0] in hits(every, finding.example) or not known
        if policy != "ANY":
            assert not any(finding.rules[0] in each for each in decided)
    if known:
        assert bool(by_kind[GAP]) is any(
            not each for each, point in zip(matched, points, strict=True) if None not in point.values()
        )
        assert bool(by_kind[OVERLAP]) is any(each == [0] for each in decided)
        if policy in ("FIRST", "PRIORITY"):
            dead = {finding.rules[0] for finding in (*by_kind[NEVER], *by_kind[MASKED])}
            assert dead == set(range(1, len(rules) + 1)) - {number for each in decided for number in each}


def hits(parsed: DecisionModel, point: Any) -> list[int]:
    """The numbers of the rules that count; [0] where they contradict each other."""
    try:
        return [hit.number for hit in parsed.evaluate("d", point).matched_rules]
    except DecisionError:
        return [0]
