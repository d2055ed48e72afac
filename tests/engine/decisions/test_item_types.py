"""Item definitions: what input data, decisions and parameters may be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.decisions import DecisionError, check_decisions, parse_decisions
from tests.engine.decisions.dmn import component, decision, input_data, item, knowledge, literal, model, table

TYPES = (
    item("tName", "string"),
    item("tNames", "tName", many=True),
    item("tGrade", "string", allowed='"A", "B"'),
    item("tGrades", "string", allowed='"A", "B"', many=True),
    item("tFew", "number", constraint="count(?) <= 2", many=True),
    item("tPercent", "number", allowed="[0..100]"),
    item("tShare", "tPercent", constraint="? != 50"),
    item("tTree", "", component("name", "string"), component("parts", "tTree", many=True)),
    item("tCar", "", component("grade", "tGrade"), component("share", "number", allowed="> 0")),
    '<itemDefinition name="tTest"><functionItem outputTypeRef="boolean"><parameters name="n" typeRef="number"/>'
    "</functionItem></itemDefinition>",
)


def given(type_: str, value: Any) -> Any:
    """What an input of the type makes of a value."""
    xml = model(*TYPES, input_data("x", type_), decision("d", literal("x"), inputs=["x"]))
    return parse_decisions(xml).evaluate("d", {"x": value}).value


def made(type_: str, text: str) -> Any:
    """What a decision of the type makes of the value of an expression."""
    return parse_decisions(model(*TYPES, decision("d", literal(text), type_=type_))).evaluate("d", {}).value


@pytest.mark.parametrize(
    ("type_", "value", "expected"),
    [
        ("tName", "Ada", "Ada"),
        ("tName", 7, None),
        ("tName", ["Ada"], "Ada"),
        ("tNames", ["Ada", "Bo"], ["Ada", "Bo"]),
        ("tNames", "Ada", ["Ada"]),
        ("tNames", ["Ada", 7], None),
        ("number", "7", None),
        ("any", 7, 7),
        ("feel:string", "x", "x"),
        (
            "tTree",
            {"name": "a", "parts": [{"name": "b", "parts": []}]},
            {"name": "a", "parts": [{"name": "b", "parts": []}]},
        ),
        ("tTree", {"name": "a", "parts": [{"name": 1, "parts": []}]}, None),
        ("tTree", {"name": "a"}, None),
        ("tName", None, None),
    ],
)
def test_a_value_that_is_not_of_the_type_of_its_input_is_null(type_: str, value: Any, expected: Any) -> None:
    assert given(type_, value) == expected


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("tGrade", "A"),
        ("tGrade", None),
        ("tGrades", ["A", "B", "A"]),
        ("tFew", [1, 2]),
        ("tPercent", Decimal("99.5")),
        ("tShare", 49),
        ("tCar", {"grade": "A", "share": 1}),
    ],
)
def test_allowed_values_are_taken(type_: str, value: Any) -> None:
    assert given(type_, value) == value


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        ("tGrade", "C"),
        ("tGrades", ["A", "C"]),
        ("tFew", [1, 2, 3]),
        ("tPercent", 101),
        ("tShare", 50),
        ("tShare", 101),
        ("tCar", {"grade": "C", "share": 1}),
        ("tCar", {"grade": "A", "share": 0}),
    ],
)
def test_values_that_the_type_does_not_allow_are_refused(type_: str, value: Any) -> None:
    with pytest.raises(DecisionError, match="“x” has a value that its type does not allow"):
        given(type_, value)


def test_a_decision_is_held_to_its_type_too() -> None:
    assert made("tNames", '"Ada"') == ["Ada"]
    assert made("tName", "1") is None
    with pytest.raises(DecisionError, match="“d” has a value that its type does not allow"):
        made("tGrade", '"C"')


def test_allowed_values_do_not_count_for_instance_of() -> None:
    assert made("boolean", '"C" instance of tGrade') is True


def test_a_function_may_be_a_value() -> None:
    xml = model(
        *TYPES,
        knowledge("both", {"test": "tTest", "n": "number"}, literal("test(n) and test(n + 1)")),
        decision("d", literal("both(function(n: number) n > 1, 2)"), knows=["both"]),
        decision("e", literal("both(1, 2)"), knows=["both"]),
    )
    model_ = parse_decisions(xml)
    assert model_.evaluate("d", {}).value is True
    assert model_.evaluate("e", {}).value is None


def test_the_type_of_a_column_gives_its_values_and_their_order() -> None:
    logic = table(["x"], ["grade"], [["> 0", '"B"'], ["> 1", '"A"']], policy="PRIORITY").replace(
        'name="grade"', 'name="grade" typeRef="tGrade"'
    )
    assert parse_decisions(model(*TYPES, decision("d", logic))).evaluate("d", {"x": 5}).value == "A"


@pytest.mark.parametrize(
    ("parts", "where", "sentence"),
    [
        ([item("tA", "tMissing")], "", "The type “tMissing” in “tA” is not known."),
        ([item("tA", "", component("b", "tMissing"))], "", "The type “tMissing” in “tA” is not known."),
        ([input_data("x", "tMissing")], "x", "The type “tMissing” is not known."),
        ([item("tA", "string", allowed="<")], "defs", "the end is not expected here"),
    ],
)
def test_types_that_do_not_exist_are_told(parts: list[str], where: str, sentence: str) -> None:
    found = [(problem.where, str(problem.sentence)) for problem in check_decisions(model(*parts))]
    assert any(at == where and sentence in text for at, text in found), found


def test_types_that_stand_for_each_other_end() -> None:
    xml = model(item("tA", "tB"), item("tB", "tA"), input_data("x", "tA"), decision("d", literal("x"), inputs=["x"]))
    assert parse_decisions(xml).evaluate("d", {"x": 1}).value is None


def test_a_type_that_holds_itself_is_checked_within_the_budget() -> None:
    steps = [
        decision(f"d{number}", literal(f"[d{number - 1}, d{number - 1}]"), requires=[f"d{number - 1}"], type_="tNest")
        for number in range(1, 60)
    ]
    xml = model(item("tNest", "tNest", many=True), decision("d0", literal("[]")), *steps)
    with pytest.raises(DecisionError, match="too many steps"):
        parse_decisions(xml).evaluate("d59", {})
