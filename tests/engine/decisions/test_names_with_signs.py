"""Names with signs (`net/gross`, `Pre-bureau risk`) that one text of a DMN file declares and another uses."""

from __future__ import annotations

import pytest

from engine.decisions import check_decisions, parse_decisions
from tests.engine.decisions.dmn import decision, imports, input_data, literal, model, table


def entry(name: str, text: str) -> str:
    return f'<contextEntry><variable name="{name}"/>{literal(text)}</contextEntry>'


WRITTEN = decision("sums", literal('{net/gross: 2, a-b: 3, "x+y": 4, plain: 9}'))
BOXED = decision("boxed", f"<context>{entry('n-m', '5')}{entry('terms and use', '6')}</context>")
OUTPUTS = decision("split", table(["1"], ["pre-tax", "of it"], [["-", "7", "8"]]))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("sums.net/gross + sums.a-b + sums.x+y", 9),
        ("boxed.n-m + boxed.terms and use", 11),
        ("split.pre-tax - split.of it", -1),
        ("[sums][a-b = 3].plain", [9]),
        ("a-b", 6),
        ("sums.plain-b", 8),
    ],
)
def test_keys_of_other_decisions_are_known_after_a_point_and_in_a_filter(text: str, value: object) -> None:
    required = ["sums", "boxed", "split"]
    xml = model(
        *(input_data("a"), input_data("b"), WRITTEN, BOXED, OUTPUTS),
        decision("d", literal(text), requires=required, inputs=["a", "b"]),
    )
    assert check_decisions(xml) == []
    assert parse_decisions(xml).evaluate("d", {"a": 7, "b": 1}).value == value


def test_keys_of_an_imported_file_are_known() -> None:
    library = model(WRITTEN, own="lib")
    xml = model(imports("lib", "lib"), decision("d", literal("lib.sums.a-b"), requires=["lib#sums"]))
    assert parse_decisions(xml, beside={"lib.dmn": library}).evaluate("d", {}).value == 3


def test_a_cell_of_a_table_may_name_them() -> None:
    rules = [["sums.x+y", '"as sums say"'], ["-", '"else"']]
    xml = model(WRITTEN, decision("d", table(["sums.a-b + 1"], ["o"], rules, policy="FIRST"), requires=["sums"]))
    assert parse_decisions(xml).evaluate("d", {}).value == "as sums say"


def test_a_decision_whose_name_holds_signs_is_known_where_it_is_required() -> None:
    made = (
        '<decision id="p" name="Pre-bureau risk"><variable name="Pre-bureau risk"/>' + literal("x * 2") + "</decision>"
    )
    xml = model(made, decision("d", literal("Pre-bureau risk-1"), requires=["p"]))
    assert parse_decisions(xml).evaluate("d", {"x": 4}).value == 7
