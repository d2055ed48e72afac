"""Which names an expression takes from outside."""

from __future__ import annotations

import pytest

from engine.feel import called_functions, evaluate, free_names, parse_expression, unknown_functions


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
