"""Knowledge models and decision services: called from FEEL, from boxed invocations and from outside."""

from __future__ import annotations

from typing import Any

import pytest

from engine.decisions import DecisionError, DecisionModel, check_decisions, parse_decisions, problems, read_decisions
from tests.engine.decisions.dmn import decision, input_data, item, knowledge, literal, model, service, table

PRICES = (
    input_data("net", "number"),
    decision("rate", literal("0.5")),
    decision("tax", literal("net * rate"), requires=["rate"], inputs=["net"], type_="number"),
    decision("gross", literal("net + tax"), requires=["tax"], inputs=["net"], type_="number"),
)


def parsed(*parts: str) -> DecisionModel:
    model_ = parse_decisions(model(*parts), "prices.dmn")
    assert problems(model_) == []
    return model_


def value(model_: DecisionModel, key: str = "d", **context: Any) -> Any:
    return model_.evaluate(key, context).value


def invocation(function: str, **arguments: str) -> str:
    bound = "".join(f'<binding><parameter name="{name}"/>{literal(text)}</binding>' for name, text in arguments.items())
    return f"<invocation>{literal(function)}{bound}</invocation>"


def test_a_knowledge_model_can_call_itself() -> None:
    body = literal("if n <= 1 then 1 else n * factorial(n - 1)")
    made = parsed(
        knowledge("factorial", {"n": "number"}, body), decision("d", literal("factorial(20)"), knows=["factorial"])
    )
    assert value(made) == 2432902008176640000


def test_two_knowledge_models_can_call_each_other() -> None:
    made = parsed(
        knowledge("even", {"n": ""}, literal("if n = 0 then true else odd(n - 1)"), knows=["odd"]),
        knowledge("odd", {"n": ""}, literal("if n = 0 then false else even(n - 1)"), knows=["even"]),
        decision("d", literal("even(7)"), knows=["even"]),
    )
    assert value(made) is False


def test_a_knowledge_model_that_never_ends_is_stopped() -> None:
    made = parsed(knowledge("f", {"n": ""}, literal("f(n + 1)")), decision("d", literal("f(1)"), knows=["f"]))
    with pytest.raises(DecisionError, match="nested too deeply"):
        value(made)


def test_a_boxed_invocation_binds_parameters_by_name() -> None:
    made = parsed(
        knowledge("minus", {"a": "number", "b": "number"}, literal("a - b")),
        decision("d", invocation("minus", b="1", a="10"), knows=["minus"]),
        decision("e", invocation("minus", b="1", c="10"), knows=["minus"]),
    )
    assert (value(made), value(made, "e")) == (9, None)


def test_a_knowledge_model_may_be_a_table() -> None:
    made = parsed(
        knowledge("fee", {"age": "number"}, table(["age"], ["fee"], [["< 18", "0"], [">= 18", "7"]])),
        decision("d", literal("fee(17) + fee(20)"), knows=["fee"]),
    )
    result = made.evaluate("d", {})
    assert result.value == 7
    assert [(hit.decision_id, hit.number) for hit in result.matched_rules] == [("d", 1), ("d", 2)]


def test_a_knowledge_model_gives_what_its_variable_is_of() -> None:
    texts = item("tTexts", "string", many=True)
    made = parsed(
        texts,
        knowledge("f", {"a": ""}, literal("a"), type_="tTexts"),
        decision("d", literal('[f("x"), f(1)]'), knows=["f"]),
    )
    assert value(made) == [["x"], None]


def test_a_knowledge_model_can_be_asked_by_its_name() -> None:
    made = parsed(knowledge("minus", {"a": "number", "b": "number"}, literal("a - b")))
    assert value(made, "minus", a=3, b=1) == 2


def test_a_knowledge_model_does_not_see_input_data() -> None:
    made = parse_decisions(
        model(*PRICES, knowledge("f", {}, literal("net")), decision("d", literal("f()"), knows=["f"], inputs=["net"]))
    )
    assert value(made, net=7) is None


def test_a_decision_sees_only_the_input_data_that_it_requires() -> None:
    made = parse_decisions(model(*PRICES, decision("d", literal("net"))))
    assert value(made, net=7) is None
    assert [str(problem.sentence) for problem in problems(made)] == ["It reads “net”, but does not require it."]


def test_a_service_makes_the_decisions_inside_it() -> None:
    made = parsed(
        *PRICES, service("price", ["gross"], inputs=["net"]), decision("d", literal("price(100)"), knows=["price"])
    )
    assert (value(made), value(made, "price", net=10)) == (150, 15)


def test_the_input_decisions_of_a_service_are_given_not_made() -> None:
    made = parsed(
        *PRICES,
        service("price", ["gross"], decisions=["tax"], inputs=["net"]),
        decision("d", literal("price(tax: 1, net: 100)"), knows=["price"]),
    )
    assert (value(made), value(made, "price", net=10, tax=2)) == (101, 12)


def test_a_service_with_several_outputs_gives_a_context() -> None:
    made = parsed(*PRICES, service("price", ["gross", "tax"], inputs=["net"]))
    assert value(made, "price", net=10) == {"gross": 15, "tax": 5}


@pytest.mark.parametrize("call", ["price()", "price(1, 2)", 'price("1")', "price(amount: 1)"])
def test_a_service_called_with_other_values_than_its_parameters_is_null(call: str) -> None:
    made = parsed(*PRICES, service("price", ["gross"], inputs=["net"]), decision("d", literal(call), knows=["price"]))
    assert value(made) is None


@pytest.mark.parametrize("type_", ["string", "tFunction"])
def test_a_service_gives_what_its_variable_is_of(type_: str) -> None:
    function = '<itemDefinition name="tFunction"><functionItem outputTypeRef="string"/></itemDefinition>'
    made = parsed(function, decision("n", literal("1")), service("s", ["n"], type_=type_))
    assert value(made, "s") is None


def test_a_decision_without_logic_is_null_and_told() -> None:
    xml = model(
        '<businessKnowledgeModel id="f" name="f"/>',
        decision("e", ""),
        decision("d", literal("e = null and f() = null"), requires=["e"], knows=["f"]),
    )
    assert value(read_decisions(xml)) is True
    assert {problem.where for problem in check_decisions(xml)} == {"e", "f"}


def test_a_service_takes_values_that_share_parts_as_they_are() -> None:
    halves = [decision(f"d{n}", literal(f"[d{n - 1}, d{n - 1}]"), requires=[f"d{n - 1}"]) for n in range(1, 60)]
    made = parsed(
        input_data("x"),
        decision("size", literal("count(x)"), inputs=["x"]),
        service("measure", ["size"], inputs=["x"]),
        decision("d0", literal("1")),
        *halves,
        decision("d", literal("measure(d59)"), requires=["d59"], knows=["measure"]),
    )
    assert value(made) == 2
