"""DMN files: required decisions, boxed expressions, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from engine.decisions import check_decisions, free_names, parse_decisions, problems
from engine.errors import Invalid, NotFound
from tests.engine.decisions.dmn import decision, literal, model, table

FUNCTION = (
    '<businessKnowledgeModel id="double" name="double"><encapsulatedLogic><formalParameter name="n" typeRef="number"/>'
    f"{literal('n * 2')}</encapsulatedLogic></businessKnowledgeModel>"
)


def found(xml: bytes) -> list[tuple[str, str]]:
    return [(problem.where, str(problem.sentence)) for problem in check_decisions(xml)]


def test_required_decisions_are_made_first_and_known_by_name() -> None:
    xml = model(
        decision("total", literal("max(by_value, by_cost)"), requires=["by_value", "by_cost"]),
        decision("by_value", literal("value + 1")),
        decision("by_cost", literal("cost * 2")),
    )
    assert parse_decisions(xml).evaluate("total", {"value": 3, "cost": 5}).value == 10


def test_a_required_decision_is_made_only_once() -> None:
    xml = model(
        decision("top", literal("left + right"), requires=["left", "right"]),
        decision("left", literal("base"), requires=["base"]),
        decision("right", literal("base"), requires=["base"]),
        decision("base", table(["x"], ["n"], [["-", "1"]])),
    )
    assert len(parse_decisions(xml).evaluate("top", {"x": 1}).matched_rules) == 1


def test_a_knowledge_model_is_called_like_a_function() -> None:
    xml = model(FUNCTION, decision("d", literal("double(x) + 1"), knows=["double"]))
    assert parse_decisions(xml).evaluate("d", {"x": 4}).value == 9


def test_a_boxed_context_ends_in_its_result() -> None:
    entry = f'<contextEntry><variable name="net price"/>{literal("price * 2")}</contextEntry>'
    xml = model(decision("d", f"<context>{entry}<contextEntry>{literal('net price + 1')}</contextEntry></context>"))
    assert parse_decisions(xml).evaluate("d", {"price": 4}).value == 9


def test_a_value_of_another_type_than_the_variable_is_null() -> None:
    assert parse_decisions(model(decision("d", literal('"x"'), type_="number"))).evaluate("d", {}).value is None


def test_a_comment_inside_a_text_is_not_part_of_it() -> None:
    logic = "<literalExpression><text>1 <!-- one --> + <![CDATA[2]]></text></literalExpression>"
    assert parse_decisions(model(decision("d", logic))).evaluate("d", {}).value == 3


def test_now_is_granted_by_the_caller() -> None:
    evaluated = parse_decisions(model(decision("d", literal("today()")))).evaluate(
        "d", {}, now=datetime(2026, 3, 1, tzinfo=UTC)
    )
    assert evaluated.value == date(2026, 3, 1)


def test_a_decision_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(NotFound, match="no decision “x”"):
        parse_decisions(model(), "a.dmn").evaluate("x", {})


@pytest.mark.parametrize(
    "namespace",
    [
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    ],
)
def test_versions_1_2_to_1_5_are_read(namespace: str) -> None:
    assert parse_decisions(model(decision("d", literal("1")), namespace=namespace)).evaluate("d", {}).value == 1


@pytest.mark.parametrize(
    ("xml", "where", "sentence"),
    [
        (model(namespace="http://example.org/"), "", "not a DMN model"),
        (model(decision("d", "")), "d", "expression is missing"),
        (model(decision("d", literal("1 +"))), "d", "the end is not expected here"),
        (model(decision("d", table(["x"], ["y"], [["[1..", "1"]]))), "r1c1", "the end is not expected here"),
        (model(decision("d", table(["x"], ["y"], [["1"]]))), "r1", "1 cells instead of 2"),
        (model(decision("d", table(["x"], ["y"], [], policy="BEST"))), "table", "“BEST” is not a hit policy"),
        (model(decision("d", table([""], ["y"], []))), "in1", "no expression"),
        (model(decision("d", table(["x"], [], []))), "table", "no output"),
        (model(decision("d", literal("1"), requires=["e"])), "d", "requires “e”, which is not in the file"),
        (model(decision("d", literal("1"), requires=["d"])), "d", "requires itself"),
        (model(decision("d", literal("1")), decision("d", literal("2"))), "d", "Two elements have this id"),
        (model('<import namespace="x" name="other" importType="y"/>'), "defs", "“other” is not a DMN model"),
        (
            model(
                decision(
                    "d", literal("1").replace("<literalExpression", '<literalExpression expressionLanguage="js"', 1)
                )
            ),
            "d",
            "FEEL",
        ),
    ],
)
def test_what_cannot_be_run_is_refused_with_its_element(xml: bytes, where: str, sentence: str) -> None:
    xml = xml.replace(
        b'<lit x="y" expressionLanguage="js"eralExpression', b'<literalExpression expressionLanguage="js"'
    )
    with pytest.raises(Invalid):
        parse_decisions(xml)
    assert any(at == where and sentence in text for at, text in found(xml)), found(xml)


def test_every_problem_is_told_not_only_the_first() -> None:
    assert len(found(model(decision("d", table(["x"], ["y"], [["<", "("], ["]", "1"]]))))) == 3


def test_functions_and_types_that_do_not_exist_are_found() -> None:
    xml = model(decision("d", literal("launch(1)"), type_="rocket"))
    assert found(xml) == [("d", "The type “rocket” is not known."), ("d", "There is no function “launch”.")]


def test_free_names_are_the_inputs_of_all_that_is_required() -> None:
    xml = model(
        FUNCTION,
        decision("top", literal("double(sub) + x"), requires=["sub"], knows=["double"]),
        decision("sub", table(["y"], ["r"], [["> z", "1"]])),
    )
    assert free_names(parse_decisions(xml), "top") == {"x", "y", "z"}


@pytest.mark.parametrize(
    ("rules", "sentences"),
    [
        ([["<= 10", "1"], ["> 10", "2"]], []),
        ([["<= 10", "1"], [">= 10", "2"]], ["Rules 1 and 2 both match, for example for x = 10."]),
        ([['"a", "b"', "1"], ['not("a")', "2"]], ['Rules 1 and 2 both match, for example for x = "b".']),
        ([["-", "1"], ["> limit", "2"]], []),
        ([['< date("2026-01-02")', "1"], ['> date("2026-01-01")', "2"]], []),
        (
            [['<= date("2026-01-01")', "1"], ['@"2026-01-01"', "2"]],
            ["Rules 1 and 2 both match, for example for x = 2026-01-01."],
        ),
    ],
)
def test_overlapping_rules_are_found_with_an_example(rules: list[list[str]], sentences: list[str]) -> None:
    model_ = parse_decisions(model(decision("d", table(["x"], ["y"], rules))))
    assert [str(problem.sentence) for problem in problems(model_)] == sentences
