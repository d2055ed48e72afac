"""A table means what its cells mean one by one: every policy against the plainest reading of the standard."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.decisions import DecisionError, parse_decisions
from engine.feel import matches_unary
from tests.engine.decisions.dmn import decision, model, table

CELLS = st.sampled_from(
    ["-", "1", "2", "< 2", ">= 2", "[1..3]", "]1..3[", "1, 3", "not(2)", "not(< 2, 3)", '"a"', "null", "? > 1", "limit"]
)
OUTPUTS = st.sampled_from(["1", "2", "3"])
VALUES = st.one_of(st.none(), st.integers(0, 4).map(Decimal), st.sampled_from(["a", "b", True]))
POLICIES = st.sampled_from(
    [("UNIQUE", ""), ("ANY", ""), ("FIRST", ""), ("PRIORITY", ""), ("RULE ORDER", ""), ("OUTPUT ORDER", "")]
    + [("COLLECT", each) for each in ("", "SUM", "MIN", "MAX", "COUNT")]
)
RANKS = [Decimal(3), Decimal(1), Decimal(2)]
AGGREGATES: dict[str, Callable[[list[Decimal]], Any]] = {"SUM": sum, "MIN": min, "MAX": max}


def expected(policy: str, aggregation: str, found: list[Decimal]) -> Any:
    """What the standard says of the outputs of the rules that match, in their order; "contradiction" if it forbids."""
    ranked = sorted(found, key=RANKS.index)
    if (policy == "UNIQUE" and len(found) > 1) or (policy == "ANY" and len(set(found)) > 1):
        return "contradiction"
    if aggregation == "COUNT":
        return len(found)
    if not found:
        return None
    if aggregation:
        return AGGREGATES[aggregation](found)
    if policy in ("COLLECT", "RULE ORDER", "OUTPUT ORDER"):
        return ranked if policy == "OUTPUT ORDER" else found
    return ranked[0] if policy == "PRIORITY" else found[0]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, OUTPUTS), max_size=6), VALUES, VALUES, POLICIES)
def test_a_table_means_what_its_cells_mean(
    rules: list[tuple[str, str, str]], x: Any, y: Any, policy: tuple[str, str]
) -> None:
    context = {"x": x, "y": y, "limit": Decimal(2)}
    matching = [
        number
        for number, (left, right, _) in enumerate(rules, 1)
        if matches_unary(left, x, context) and matches_unary(right, y, context)
    ]
    wanted = expected(*policy, [Decimal(rules[number - 1][2]) for number in matching])
    logic = table(["x", "y"], ["z"], rules, policy=policy[0], aggregation=policy[1], values=", ".join(map(str, RANKS)))
    made = parse_decisions(model(decision("d", logic)))
    try:
        result = made.evaluate("d", context)
    except DecisionError:
        assert wanted == "contradiction"
        return
    assert result.value == wanted
    told = [hit.number for hit in result.matched_rules]
    assert set(told) <= set(matching)
    if policy[0] in ("COLLECT", "RULE ORDER"):
        assert told == matching
