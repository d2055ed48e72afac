"""Parse once, evaluate often: the public side of FEEL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from engine.feel.compiler import Code, compiled
from engine.feel.compiler.tests import compiled_unary_tests
from engine.feel.errors import FeelError
from engine.feel.host import HostValues
from engine.feel.lexer import located
from engine.feel.parser import Parser
from engine.feel.run import Run, Scope, too_deep
from engine.feel.syntax import Node, TypeName
from engine.feel.syntax import UnaryTests as UnaryTestsNode
from engine.feel.values import MAX_DEPTH, Range, to_feel

MAX_RESULT = 100_000
"""Values in a result; a text counts for each 16 characters."""
NO_NAMES: frozenset[str] = frozenset()
_SCALARS = frozenset({bool, Decimal, str, type(None), int})


@dataclass(frozen=True, eq=False)
class Expression:
    """A parsed expression."""

    text: str
    tree: Node
    code: Code


@dataclass(frozen=True, eq=False)
class UnaryTests:
    """A parsed cell of a decision table."""

    text: str
    tree: UnaryTestsNode
    code: Callable[[Scope, Any], bool]


_CACHED_LENGTH = 2_000
"""A tree takes some hundred bytes for each character of its text: long ones are not kept."""


def parse_expression(text: str, names: frozenset[str] = NO_NAMES, members: frozenset[str] = NO_NAMES) -> Expression:
    """The expression `text`. `names` need only hold those with signs or keywords inside (`pre-tax`, `terms and use`).

    `members` are such names too, known only after a point and in a filter: the keys of contexts.
    Raises `FeelError` with line and column.
    """
    return (_parsed if len(text) <= _CACHED_LENGTH else _parsed.__wrapped__)(text, names, members)


@lru_cache(maxsize=4096)
def _parsed(text: str, names: frozenset[str], members: frozenset[str]) -> Expression:
    try:
        tree = Parser(text, names, members).whole_expression()
        return Expression(text, tree, compiled(tree))
    except RecursionError:
        too_deep()


def parse_unary_tests(text: str, names: frozenset[str] = NO_NAMES, members: frozenset[str] = NO_NAMES) -> UnaryTests:
    """The cell `text`: `-`, `< 10`, `[1..5]`, `"a", "b"`, `not(...)`, or a claim about `?`. Raises `FeelError`.

    `names` and `members` as in `parse_expression`.
    """
    return (_parsed_tests if len(text) <= _CACHED_LENGTH else _parsed_tests.__wrapped__)(text, names, members)


@lru_cache(maxsize=4096)
def _parsed_tests(text: str, names: frozenset[str], members: frozenset[str]) -> UnaryTests:
    try:
        tree = Parser(text, names, members).whole_unary_tests()
        return UnaryTests(text, tree, compiled_unary_tests(tree))
    except RecursionError:
        too_deep()


def evaluate(
    expression: str | Expression,
    context: Mapping[str, Any],
    *,
    now: datetime | None = None,
    types: Mapping[str, TypeName] | None = None,
) -> Any:
    """The value of `expression` where `context` gives the variables; a missing one is null, and so is a type error.

    `now` (aware, in the reader's zone) grants `now()` and `today()`. `types` names further types for `instance of`.
    Raises `FeelError` for what is no FEEL, a function that does not exist, and more steps, depth or size than allowed.
    """
    if isinstance(expression, str):
        expression = parse_expression(expression)
    try:
        value = expression.code(Scope(HostValues(context), None, Run(now, types)))
        return bounded(value)
    except RecursionError:
        too_deep()
    except FeelError as error:
        raise located(error, expression.text, expression.tree) from error.__cause__


def matches_unary(
    tests: str | UnaryTests,
    value: Any,
    context: Mapping[str, Any],
    *,
    now: datetime | None = None,
    types: Mapping[str, TypeName] | None = None,
) -> bool:
    """Whether the cell holds for `value`. Null, a type error or a claim that is not true do not hold."""
    if isinstance(tests, str):
        tests = parse_unary_tests(tests)
    value = to_feel(value)
    run = Run(now, types)
    try:
        return tests.code(Scope({"?": value}, Scope(HostValues(context), None, run), run), value)
    except RecursionError:
        too_deep()
    except FeelError as error:
        raise located(error, tests.text, tests.tree) from error.__cause__


def evaluate_value(text: str, context: Mapping[str, Any], *, now: datetime | None = None) -> Any:
    """Camunda's rule for attributes: a text that begins with `=` is FEEL, any other is itself."""
    return evaluate(text[1:], context, now=now) if text.startswith("=") else text


def bounded(value: Any) -> Any:
    """`value`, counted, because a small expression can share parts into a tree too large to be written down."""
    if type(value) not in _SCALARS:
        left = Run()
        left.steps = MAX_RESULT
        _count(value, left, 0)
    return value


def _count(value: Any, left: Run, depth: int) -> None:
    if type(value) is str:
        left.charge_text(len(value))
        return
    left.charge()
    kind = type(value)
    if kind is not list and kind is not dict and kind is not Range:
        return
    if depth >= MAX_DEPTH:
        too_deep()
    inside = (value.start, value.end) if kind is Range else value.values() if kind is dict else value
    for item in inside:
        _count(item, left, depth + 1)
