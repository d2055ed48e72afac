"""What is attacked, and what counts as a finding: a crash, a hang, or a value that is not FEEL's."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from engine.decisions import DecisionError, check_decisions, parse_decisions
from engine.errors import Invalid, NotFound
from engine.feel import (
    FeelError,
    evaluate,
    from_json,
    matches_unary,
    parse_expression,
    parse_unary_tests,
    to_json,
    to_text,
)
from engine.feel.values import FEEL_TYPES, Function, Range
from tests.fuzz.writing import Writer

REFUSALS = (FeelError, DecisionError, Invalid, NotFound)
MAX_SECONDS = 2.0
"""Of the processor. A target does up to five things, each with a budget of a fifth of a second."""
MAX_BYTES = 4096
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CONTEXT: dict[str, Any] = {
    "a": 1,
    "b": Decimal("2.50"),
    "n": None,
    "s": "abcabc",
    "d": date(2024, 2, 29),
    "xs": [3, 1, 2, None],
    "c": {"a": 1, "b": {"b": [1, {"a": "x"}]}},
    "x": True,
    "y": 10**30,
}


class Finding(Exception):
    """Something that must not happen."""


def attack(data: bytes, *, max_seconds: float = MAX_SECONDS) -> None:
    """Run the target that the first byte names on the others. Raises `Finding`, or whatever the product let through."""
    if not data:
        return
    started = time.process_time()
    with suppress(*REFUSALS):
        TARGETS[data[0] % len(TARGETS)](Writer(data[1:MAX_BYTES]))
    seconds = time.process_time() - started
    if seconds > max_seconds:
        raise Finding(f"took {seconds:.1f} s")


def require_feel(value: Any, depth: int = 0) -> None:
    """Raise `Finding` unless `value` and all inside it are FEEL's."""
    if type(value) not in FEEL_TYPES or depth > 200:
        raise Finding(f"{type(value).__name__} is no FEEL value")
    if type(value) is Decimal and not value.is_finite():
        raise Finding(f"{value} is no number")
    inner: list[Any] = []
    if type(value) is list:
        inner = value
    elif type(value) is dict:
        inner = [*value, *value.values()]
    elif type(value) is Range:
        inner = [value.start, value.end]
    for each in inner:
        require_feel(each, depth + 1)


def parse(writer: Writer) -> None:
    parse_expression(writer.rest())


def parse_tests(writer: Writer) -> None:
    parse_unary_tests(writer.rest())


def evaluate_grammar(writer: Writer) -> None:
    _evaluated(writer.expression())


def evaluate_soup(writer: Writer) -> None:
    _evaluated(writer.soup())


def evaluate_text(writer: Writer) -> None:
    _evaluated(writer.rest())


def cell_grammar(writer: Writer) -> None:
    matches_unary(writer.test(), (1, "a", None, date(2024, 2, 29), [1])[writer.number(5)], CONTEXT, now=NOW)


def cell_soup(writer: Writer) -> None:
    matches_unary(writer.soup(), 1, CONTEXT, now=NOW)


def regular_expression(writer: Writer) -> None:
    call = writer.one_of(("matches(t, p, g)", "replace(t, p, r, g)", "split(t, p)", "matches(t, p)"))
    flags = writer.one_of(("", "s", "m", "i", "x", "q", "smix", "z"))
    replacement = writer.one_of(("", "$1", "\\$", "$", "$99", "a"))
    text = writer.one_of(("", "a" * 40, "abc def\nghi", "中文\U0001f600", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaab" * 20))
    context = {"t": text, "p": writer.rest(), "g": flags, "r": replacement}
    require_feel(evaluate(call, context))


def read_json(writer: Writer) -> None:
    value = from_json(writer.json())
    require_feel(value)
    if from_json(to_json(value)) != value:
        raise Finding(f"{value!r} does not survive JSON")


def decide_grammar(writer: Writer) -> None:
    _decided(writer.model())


def decide_noise(writer: Writer) -> None:
    """A model with a few bytes overwritten."""
    places = [(writer.number(256) * 256 + writer.number(256), writer.number(256)) for _ in range(writer.number(8))]
    xml = bytearray(writer.model())
    for place, value in places:
        xml[place % len(xml)] = value
    _decided(bytes(xml))


def decide_text(writer: Writer) -> None:
    _decided(writer.data)


TARGETS: tuple[Callable[[Writer], None], ...] = (
    parse,
    parse_tests,
    evaluate_grammar,
    evaluate_grammar,
    evaluate_soup,
    evaluate_text,
    cell_grammar,
    cell_soup,
    regular_expression,
    read_json,
    decide_grammar,
    decide_grammar,
    decide_noise,
    decide_text,
)


def _evaluated(text: str) -> None:
    value = evaluate(text, CONTEXT, now=NOW)
    require_feel(value)
    with suppress(FeelError):
        to_text(value)
    with suppress(FeelError):
        kept = from_json(to_json(value))
        if not _holds_function(value) and evaluate("a = b", {"a": kept, "b": value}) is not True:
            raise Finding(f"{value!r} does not survive JSON")


def _holds_function(value: Any) -> bool:
    if isinstance(value, (list, dict)):
        return any(map(_holds_function, value.values() if isinstance(value, dict) else value))
    return isinstance(value, (Function, Range))


def _decided(xml: bytes) -> None:
    check_decisions(xml, "fuzz.dmn")
    model = parse_decisions(xml, "fuzz.dmn")
    for id_ in model.decisions:
        with suppress(*REFUSALS):
            require_feel(model.evaluate(id_, CONTEXT, now=NOW).value)
