"""Boxed expressions: contexts, lists, relations, functions, conditionals, filters, iterators."""

from __future__ import annotations

from typing import Any

import pytest

from engine.decisions import check_decisions, parse_decisions, problems
from tests.engine.decisions.dmn import decision, item, literal, model


def value(logic: str, *parts: str, **context: Any) -> Any:
    made = parse_decisions(model(*parts, decision("d", logic)))
    assert problems(made) == []
    return made.evaluate("d", context).value


def boxed(kind: str, **parts: str) -> str:
    """`condition` stands for `if`, `otherwise` for `else`, `source` for `in`."""
    names = {"condition": "if", "otherwise": "else", "source": "in", "result": "return"}
    body = "".join(f"<{names.get(key, key)}>{text}</{names.get(key, key)}>" for key, text in parts.items())
    variable = ' iteratorVariable="the item"' if kind in ("for", "some", "every") else ""
    return f"<{kind}{variable}>{body}</{kind}>"


def entry(logic: str, name: str = "", type_: str = "") -> str:
    variable = f'<variable name="{name}" typeRef="{type_ or "Any"}"/>' if name else ""
    return f"<contextEntry>{variable}{logic}</contextEntry>"


def context(*entries: str) -> str:
    return f"<context>{''.join(entries)}</context>"


@pytest.mark.parametrize(("condition", "expected"), [("1 < 2", "yes"), ("1 > 2", "no"), ("null", "no"), ("7", None)])
def test_a_conditional_takes_one_of_two(condition: str, expected: Any) -> None:
    logic = boxed("conditional", condition=literal(condition), then=literal('"yes"'), otherwise=literal('"no"'))
    assert value(logic) == expected


@pytest.mark.parametrize(
    ("match", "expected"), [("item > 1", [2, 3]), ("item > 9", []), ("false", []), ("1", None), ("null", None)]
)
def test_a_filter_keeps_what_matches(match: str, expected: Any) -> None:
    assert value(boxed("filter", source=literal("[1, 2, 3]"), match=literal(match))) == expected


def test_an_iterator_goes_through_lists_and_ranges() -> None:
    assert value(boxed("for", source=literal("[1, 2]"), result=literal("the item * 2"))) == [2, 4]
    assert value(boxed("for", source=literal("[2, 3]"), result=literal("the item + count(partial)"))) == [2, 4]
    assert value(boxed("for", source=literal("[1..3]"), result=literal("the item"))) == [1, 2, 3]


@pytest.mark.parametrize(("kind", "expected"), [("some", True), ("every", False)])
def test_some_and_every_claim_something_of_the_items(kind: str, expected: bool) -> None:
    assert value(boxed(kind, source=literal("[1, 2]"), satisfies=literal("the item > 1"))) is expected


def test_an_entry_of_a_context_sees_those_before_it() -> None:
    logic = context(entry(literal("2"), "a b"), entry(literal("a b * 3"), "c-d"))
    assert value(logic) == {"a b": 2, "c-d": 6}


def test_an_entry_of_a_context_is_held_to_its_type() -> None:
    texts = item("tTexts", "string", many=True)
    logic = context(entry(literal('"x"'), "a", "tTexts"), entry(literal("1"), "b", "string"))
    assert value(logic, texts) == {"a": ["x"], "b": None}


def test_a_function_in_a_context_can_call_itself() -> None:
    function = (
        '<functionDefinition><formalParameter name="n"/>'
        f"{literal('if n = 0 then 0 else n + up(n - 1)')}</functionDefinition>"
    )
    assert value(context(entry(function, "up"), entry(literal("up(4)")))) == 10


def test_a_function_is_held_to_the_types_of_its_parameters_and_its_body() -> None:
    body = literal("n + 1").replace("<literalExpression>", '<literalExpression typeRef="string">')
    function = f'<functionDefinition><formalParameter name="n" typeRef="number"/>{body}</functionDefinition>'
    assert value(context(entry(function, "f"), entry(literal('[f(1), f("1")]')))) == [None, None]


def test_a_list_holds_boxed_expressions() -> None:
    assert value(f"<list>{literal('x')}{context(entry(literal('2'), 'a'))}</list>", x=1) == [1, {"a": 2}]


def test_a_relation_is_a_list_of_contexts() -> None:
    columns = '<column name="the name"/><column name="age" typeRef="number"/>'
    rows = "".join(f"<row>{literal(name)}{literal(age)}</row>" for name, age in [('"Ada"', "36"), ('"Bo"', '"?"')])
    assert value(f"<relation>{columns}{rows}</relation>") == [
        {"the name": "Ada", "age": 36},
        {"the name": "Bo", "age": None},
    ]


def test_an_expression_is_held_to_its_own_type() -> None:
    logic = literal("[1]").replace("<literalExpression>", '<literalExpression typeRef="number">')
    assert value(logic) == 1


@pytest.mark.parametrize(
    ("logic", "where", "sentence"),
    [
        (boxed("conditional", condition=literal("true"), then=literal("1")), "d", "The expression is missing"),
        ("<invocation/>", "d", "The expression is missing"),
        (f"<invocation>{literal('f')}<binding>{literal('1')}</binding></invocation>", "d", "for no parameter"),
        (context(entry(literal("1"), "a"), entry(literal("2"), "a")), "d", "has two entries “a”"),
        ('<relation><column name="a"/><row id="r"/></relation>', "r", "0 cells instead of 1"),
        ('<functionDefinition id="f" kind="Java"/>', "f", "Functions of the kind “Java” are not accepted"),
        ('<literalExpression id="l"><importedValues/></literalExpression>', "l", "Imported values"),
        ('<literalExpression id="l" expressionLanguage="x:SQL"><text>1</text></literalExpression>', "l", "“x:SQL”"),
        ("<dance/>", "d", "The expression is missing"),
    ],
)
def test_what_cannot_be_run_is_refused_at_its_element(logic: str, where: str, sentence: str) -> None:
    found = [(problem.where, str(problem.sentence)) for problem in check_decisions(model(decision("d", logic)))]
    assert any(at == where and sentence in text for at, text in found), found
