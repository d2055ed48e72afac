"""DMN files that import others: types, decisions, input data, knowledge models, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from engine.decisions import DecisionModel, check_decisions, free_names, parse_decisions, problems
from tests.engine.decisions.dmn import (
    component,
    decision,
    imports,
    input_data,
    item,
    knowledge,
    literal,
    model,
    service,
    table,
)

PEOPLE = model(
    item("tPerson", "", component("name", "string"), component("age", "number")),
    input_data("guest", "tPerson"),
    decision("adult", literal("guest.age >= 18"), inputs=["guest"]),
    decision("first-name", literal("guest.name"), inputs=["guest"]),
    knowledge("say hello", {"who": "tPerson"}, literal('"hello " + who.name')),
    service("checked", ["adult"], inputs=["guest"]),
    own="people",
)
GUEST = {"guest": {"name": "Ada", "age": 36}}


def importing(*parts: str, name: str = "people", **files: bytes) -> DecisionModel:
    beside = {"people.dmn": PEOPLE, **{f"{key}.dmn": content for key, content in files.items()}}
    return parse_decisions(model(imports("people", name), *parts), "main.dmn", beside=beside)


def value(model_: DecisionModel, **context: Any) -> Any:
    return model_.evaluate("d", context).value


def test_a_decision_of_another_file_is_known_under_the_name_of_the_import() -> None:
    made = importing(decision("d", literal('if people.adult then "in" else "out"'), requires=["people#adult"]))
    assert value(made, **GUEST) == "in"


def test_names_of_another_file_may_hold_signs() -> None:
    made = importing(decision("d", literal("a b-c.first-name"), requires=["people#first-name"]), name="a b-c")
    assert value(made, **GUEST) == "Ada"


def test_a_knowledge_model_of_another_file_is_called_with_values_of_its_own_types() -> None:
    made = importing(
        decision("d", literal('people.say hello({name: "Bo", age: 3})'), knows=["people#say hello"]),
        decision("e", literal("people.say hello(1)"), knows=["people#say hello"]),
    )
    assert value(made) == "hello Bo"
    assert made.evaluate("e", {}).value is None


def test_a_decision_service_of_another_file_is_called() -> None:
    made = importing(decision("d", literal('people.checked({name: "", age: 17})'), knows=["people#checked"]))
    assert value(made) is False


def test_types_of_another_file_are_named_with_the_import() -> None:
    made = importing(
        input_data("who", "people.tPerson"),
        decision("d", literal("who.name"), inputs=["who"]),
        decision("e", literal("who instance of people.tPerson"), inputs=["who"]),
    )
    assert problems(made) == []
    assert (value(made, who={"name": "Ada", "age": 1}), value(made, who={"name": "Ada"})) == ("Ada", None)
    assert made.evaluate("e", {"who": {"name": "Ada", "age": 1}}).value is True


def test_an_import_without_a_name_adds_its_elements_to_those_of_the_file() -> None:
    made = importing(
        input_data("who", "tPerson"),
        decision("d", literal("say hello(who)"), inputs=["who"], knows=["people#say hello"]),
        name="",
    )
    assert problems(made) == []
    assert value(made, who={"name": "Ada", "age": 1}) == "hello Ada"


def test_input_data_of_another_file_may_be_given_under_the_name_of_the_import() -> None:
    made = importing(decision("d", literal("people.guest.name"), inputs=["people#guest"]))
    assert value(made, people=GUEST) == "Ada"
    assert value(made, **GUEST) == "Ada"


def test_two_files_may_use_the_same_ids() -> None:
    other = model(decision("adult", literal("false")), own="other")
    xml = model(
        imports("people", "p"),
        imports("other", "o"),
        decision("d", literal("[p.adult, o.adult]"), requires=["people#adult", "other#adult"]),
    )
    made = parse_decisions(xml, beside={"a": other, "b": PEOPLE})
    assert value(made, **GUEST) == [True, False]


def test_an_imported_file_may_import_others() -> None:
    middle = model(imports("people", "p"), decision("m", literal("p.adult"), requires=["people#adult"]), own="middle")
    xml = model(imports("middle", "mid"), decision("d", literal("not(mid.m)"), requires=["middle#m"]))
    assert value(parse_decisions(xml, beside={"m.dmn": middle, "p.dmn": PEOPLE}), **GUEST) is False


def test_of_two_files_with_one_namespace_the_location_chooses() -> None:
    files = {f"{number}.dmn": model(decision("n", literal(str(number))), own="n") for number in (1, 2)}
    xml = model(imports("n", "n", "files/2.dmn"), decision("d", literal("n.n"), requires=["n#n"]))
    assert value(parse_decisions(xml, beside=files)) == 2


def test_a_requirement_may_name_the_file_itself_by_its_namespace() -> None:
    xml = model(decision("d", literal("e"), requires=["test#e"]), decision("e", literal("1")))
    assert value(parse_decisions(xml)) == 1


def test_the_rules_of_another_file_are_told_too() -> None:
    other = model(decision("level", table(["x"], ["n"], [["> 1", "7"]])), own="other")
    xml = model(imports("other", "o"), decision("d", literal("o.level"), requires=["other#level"]))
    result = parse_decisions(xml, beside={"o": other}).evaluate("d", {"x": 5})
    assert [(hit.decision_id, hit.rule_id) for hit in result.matched_rules] == [("level", "r1")]


def test_free_names_are_those_of_imported_decisions_too() -> None:
    made = importing(decision("d", literal("people.adult and y"), requires=["people#adult"]))
    assert free_names(made, "d") == {"guest", "y"}


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        (imports("nowhere", "n"), "No file has the namespace “nowhere” of “n”."),
        (imports("test", "me"), "“me” is imported in a circle."),
        (imports("loop", "l"), "“loop.dmn”, which is imported, cannot be run as a whole."),
        (imports("broken", "b"), "“broken.dmn”, which is imported, cannot be run as a whole."),
        (
            decision("d", literal("1"), requires=["people#adult"]),
            "It requires “adult” of “people”, which is not imported.",
        ),
        (imports("people", "p") + decision("d", literal("1"), requires=["people#x"]), "requires “x”, which is not in"),
        ('<import namespace="x" name="java" importType="http://www.w3.org/2001/XMLSchema"/>', "is not a DMN model"),
    ],
)
def test_what_cannot_be_imported_is_refused(part: str, sentence: str) -> None:
    files = {
        "people.dmn": PEOPLE,
        "loop.dmn": model(imports("test", "t"), own="loop"),
        "broken.dmn": model(decision("d", literal("1 +")), own="broken"),
        "noise.dmn": b"no XML at all",
    }
    assert any(sentence in str(problem.sentence) for problem in check_decisions(model(part), "main.dmn", beside=files))
