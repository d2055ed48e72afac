"""Which names an expression takes from outside."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from engine.feel import (
    FeelError,
    called_functions,
    evaluate,
    free_names,
    matches_unary,
    parse_expression,
    unknown_functions,
)
from engine.feel.known_names import words_of
from engine.feel.written_keys import written_keys


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('amount > limit and kind = "IT"', {"amount", "limit", "kind"}),
        ("for x in xs return x + y", {"xs", "y"}),
        ("some x in xs satisfies x = y", {"xs", "y"}),
        ("{a: b, c: a}.c", {"b"}),
        ("function(a) a + b", {"b"}),
        ("orders[amount > 5].customer", {"orders"}),
        ("sum(lines.price)", {"lines"}),
        ("? > limit", {"limit"}),
    ],
)
def test_free_names_are_those_of_the_caller(text: str, names: set[str]) -> None:
    assert free_names(text) == names


def test_functions_that_do_not_exist_are_found() -> None:
    assert called_functions("sum(xs) + launch(now())") == {"sum", "launch", "now"}
    assert unknown_functions("sum(xs) + launch(now())") == {"launch"}


def test_a_function_defined_in_the_expression_is_not_unknown() -> None:
    assert unknown_functions("{f: function(n) f(n), r: f(1)}") == set()


def test_a_declared_name_may_hold_signs_and_keywords() -> None:
    expression = parse_expression("pre-tax * terms and use", frozenset({"pre-tax", "terms and use"}))
    assert evaluate(expression, {"pre-tax": 2, "terms and use": 3}) == 6


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{foo+bar: 1}.foo+bar", 1),
        ("{foo+bar: 1, x: foo+bar + 1}.x", 2),
        ('{"foo+bar": 1}.foo+bar', 1),
        ("{a: {foo+bar: 1}, x: a.foo+bar * 2}.x", 2),
        ("{a: {pre-tax: {net/gross: 5}}}.a.pre-tax.net/gross", 5),
        ("[{foo+bar: 1}, {foo+bar: 2}].foo+bar", [1, 2]),
        ("count([{foo+bar: 1}, {foo+bar: 2}][foo+bar > 1])", 1),
        ("{a b: 1, a b c: 2, r: a b c - a b}.r", 1),
        ("{a: {x-y: 1}, x: 7, y: 2, r: x-y}.r", 5),
        ("{x-y: 1, x: 7, y: 2, r: [{x-y: 3}.x-y, x-y]}.r", [3, 1]),
    ],
)
def test_keys_of_contexts_may_hold_signs(text: str, value: Any) -> None:
    assert evaluate(text, {}) == value


def test_a_declared_part_of_a_value_may_hold_signs() -> None:
    expression = parse_expression("x.b-c - x.b", frozenset({"b-c"}))
    assert evaluate(expression, {"x": {"b-c": 5, "b": 3}}) == 2


def test_a_name_declared_inside_is_forgotten_outside() -> None:
    expression = parse_expression("[{a-b: 1, r: a-b}.r, a-b, for a-b in [3] return a-b, a-b]")
    assert evaluate(expression, {"a": 7, "b": 5}) == [1, 2, [3], 2]


@pytest.mark.parametrize(
    "expression", ["{a: 1,}.a", "max(1, 2,)", "(function(a,) a)(1)", "1 instance of function<number,> -> Any"]
)
def test_a_comma_has_something_after_it(expression: str) -> None:
    with pytest.raises(FeelError, match="is not expected here"):
        parse_expression(expression)


def test_a_name_may_hold_question_marks() -> None:
    assert evaluate("{is new?: true, ?found: 1, r: if is new? then ?found else 0}.r", {}) == 1
    assert evaluate("approved? and not(late?)", {"approved?": True, "late?": False}) is True
    assert matches_unary("? > limit?", 3, {"limit?": 2})


def test_a_member_with_signs_is_known_only_after_a_point_and_in_a_filter() -> None:
    context = {"order": {"net-gross": 7, "and so on": 8}, "net": 5, "gross": 3}
    members = frozenset({"net-gross", "and so on"})
    text = "[order.net-gross, order.and so on, net-gross, [order][net-gross = 7].and so on]"
    assert evaluate(parse_expression(text, members=members), context) == [7, 8, 2, [8]]


def test_the_keys_that_a_text_writes_are_found() -> None:
    text = '{a-b: [c, d-e], "x y": f(g, h: 1), net / gross: "no, key: this"} // {z: 1}'
    assert list(written_keys(text)) == ["a-b", "x y", "h", "net / gross"]
    assert list(written_keys('{"')) == []


def lookups(count: int) -> int:
    """How many calls it takes to parse a context of so many entries whose names begin alike."""
    text = "{" + ",".join(f"a b-{number}: a b-1" for number in range(count)) + "}"
    words_of.cache_clear()
    calls = 0

    def counted(frame: Any, event: str, argument: Any) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        parse_expression(text)
    finally:
        sys.setprofile(None)
    return calls


def test_names_that_begin_alike_are_found_without_trying_each() -> None:
    assert lookups(1600) < 2.5 * lookups(800)
