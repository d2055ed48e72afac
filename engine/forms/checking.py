"""What is wrong with a form beyond its syntax."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.errors import Sentence, say
from engine.forms.expressions import expressions_in, fault_of, fits, is_feel
from engine.forms.formats import TEXT_FUNCTIONS
from engine.forms.kinds import Shape
from engine.forms.reading import Unreadable, read_answer
from engine.forms.schema import Component, Form

Fault = tuple[str, Sentence]
"""A component's id, and what is wrong with it."""


def faults(form: Form) -> Iterator[Fault]:
    """What is wrong with the components of `form`."""
    for component in form.walk_all():
        for sentence in _faults(component):
            yield component.id, sentence


def _faults(component: Component) -> Iterator[Sentence]:
    if component.kind.is_input and not component.label.strip():
        yield say("Every input needs a label.")
    if component.kind.has_options:
        yield from _option_faults(component)
    if component.hide and not is_feel(component.hide):
        yield say("A hide condition is FEEL: it begins with “=”.")
    for expression in _feel_of_rules(component):
        yield from _fault_of_feel(expression, frozenset())
    for text in _texts(component):
        yield from text_faults(text)
    yield from _rule_faults(component)
    yield from _default_faults(component)


def text_faults(text: str) -> Iterator[Sentence]:
    """What is wrong with the FEEL of a text that a reader sees: after a `=`, or in its `{{...}}`."""
    for expression in expressions_in(text):
        yield from _fault_of_feel(expression, TEXT_FUNCTIONS)


def _fault_of_feel(expression: str, functions: frozenset[str]) -> Iterator[Sentence]:
    if fault := fault_of(expression, functions=functions):
        yield say("“%(expression)s” is not FEEL: %(reason)s", expression=expression[:100], reason=fault)


def feel_of(component: Component) -> Iterator[str]:
    """Every FEEL text of a component, without its `=`."""
    yield from _feel_of_rules(component)
    for text in _texts(component):
        yield from expressions_in(text)


def _feel_of_rules(component: Component) -> Iterator[str]:
    rules = component.rules
    bounds = (rules.min, rules.max, rules.min_length, rules.max_length, rules.min_count, rules.max_count)
    for value in (component.hide, component.readonly, component.options_expression, component.default, *bounds):
        if isinstance(value, str) and is_feel(value):
            yield value[1:]


def _texts(component: Component) -> tuple[str, ...]:
    return component.label, component.description, component.text, component.prefix, component.suffix


def _option_faults(component: Component) -> Iterator[Sentence]:
    sources = [bool(component.options), bool(component.options_key), bool(component.options_expression)]
    if sum(sources) != 1:
        yield say("Choices come either from a list or from one expression.")
    if component.options_expression and not is_feel(component.options_expression):
        yield say("An expression for choices is FEEL: it begins with “=”.")
    values = [option.value for option in component.options]
    if len(set(values)) < len(values):
        yield say("Two choices have the same value.")


def _rule_faults(component: Component) -> Iterator[Sentence]:
    rules = component.rules
    for low, high in ((rules.min, rules.max), (rules.min_length, rules.max_length), (rules.min_count, rules.max_count)):
        if isinstance(low, Decimal) and isinstance(high, Decimal) and low > high:
            yield say("The lowest value allowed is above the highest.")
    if rules.text_type not in ("", "email", "phone", "custom"):
        yield say("There is no kind of text “%(type)s”: email, phone or custom.", type=rules.text_type)
    if rules.pattern and fits("", rules.pattern) is None:
        yield say("“%(pattern)s” is not a pattern.", pattern=rules.pattern[:100])


def _default_faults(component: Component) -> Iterator[Sentence]:
    if component.default is None or is_feel(component.default) or component.kind.shape is Shape.NOTHING:
        return
    try:
        value = read_answer(component, component.default)
    except Unreadable as error:
        yield say("The default value does not fit: %(reason)s", reason=error.sentence)
        return
    known = {option.value for option in component.options}
    chosen = value if isinstance(value, list) else [value]
    if component.options and any(choice not in known for choice in chosen if choice is not None):
        yield say("The default value is not among the choices.")
