"""An expression printed and parsed again is the same expression."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import parse_expression, parse_unary_tests, print_tree

atoms = st.sampled_from(
    [
        "1",
        ".5",
        "1E+3",
        '"a\\\\d \\" \\n"',
        "true",
        "null",
        "a",
        "b c",
        "?",
        '@"2026-01-31"',
        '@"-P1D"',
        '@"P1Y"',
        '@"10:00:00Z"',
        "[]",
        "{}",
        "date and time",
    ]
)
kinds = st.sampled_from(
    ["number", "list<number>", "context<a: string, b c: Any>", "range<date>", "function<number, string>->boolean"]
)


def grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    part = inner.map(lambda text: f"({text})") | inner
    closed = inner.map(lambda text: f"({text})")
    operators = st.sampled_from(["+", "-", "*", "/", "**", "<", "<=", ">", ">=", "=", "!=", "and", "or"])
    return st.one_of(
        st.builds("{} {} {}".format, part, operators, part),
        st.builds("-{}".format, closed),
        st.builds("({} between {} and {})".format, closed, closed, closed),
        st.builds("({} in ({}, < {}))".format, closed, inner, closed),
        st.builds("({} in {})".format, closed, closed),
        st.builds("({} in [{}..{}))".format, closed, closed, closed),
        st.builds("({} instance of {})".format, closed, kinds),
        st.builds("if {} then {} else {}".format, inner, inner, inner),
        st.builds("for x in {}, y z in {}..{} return {}".format, closed, closed, closed, inner),
        st.builds("some x in {} satisfies {}".format, closed, inner),
        st.builds("{}[{}].entry".format, closed, inner),
        st.builds("f({}, {})".format, inner, inner),
        st.builds("f(start position: {})".format, inner),
        st.builds("(function(p: number, q) {})({})".format, inner, inner),
        st.builds('{{a b: {}, "+!": {}, c: a b}}'.format, inner, inner),
        st.builds("[{}, {}]".format, inner, inner),
        st.builds("(]{}..{}[)".format, closed, closed),
        st.builds("(<= {})".format, closed),
    )


expressions = st.recursive(atoms, grown, max_leaves=8)


@settings(max_examples=300)
@given(expressions)
def test_an_expression_printed_and_parsed_again_is_the_same(text: str) -> None:
    tree = parse_expression(text).tree
    printed = print_tree(tree)
    assert parse_expression(printed).tree == tree
    assert print_tree(parse_expression(printed).tree) == printed


@given(st.lists(expressions.map(lambda text: f"({text})"), min_size=1, max_size=3), st.booleans())
def test_a_cell_printed_and_parsed_again_is_the_same(texts: list[str], is_negated: bool) -> None:
    joined = ", ".join(texts)
    tree = parse_unary_tests(f"not({joined})" if is_negated else joined).tree
    assert parse_unary_tests(print_tree(tree)).tree == tree


@pytest.mark.parametrize(
    "text",
    [
        "a + b * c",
        "(a + b) * c",
        "a - (b - c)",
        "-a ** 2",
        "a and (b or c)",
        "if a then b else c",
        "x in (1, < 5, [1..9))",
        "(a instance of number) = b",
        "orders[amount > 5].customer",
        "-",
        "not(1, 2)",
        "(not(a))",
    ],
)
def test_a_canonical_text_is_printed_as_it_is(text: str) -> None:
    parse = parse_unary_tests if text.startswith(("-", "not", "(not")) and text != "-a ** 2" else parse_expression
    assert print_tree(parse(text).tree) == text
